// SPDX-License-Identifier: Apache-2.0
#include <ophamin/lineage/store.hpp>

#include <algorithm>
#include <cmath>
#include <set>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/digest.hpp>
#include <ophamin/records/json_parser.hpp>
#include <ophamin/records/timestamp.hpp>
#include <ophamin/registry/near_names.hpp>
#include <ophamin/storage/files.hpp>

#include "database.hpp"
#include "schema.hpp"

namespace ophamin::lineage {

using diagnostics::Error;
using diagnostics::ErrorCode;
using records::Json;
using records::JsonObject;

namespace {

constexpr std::size_t kShortestProofPrefix = 8;
constexpr std::size_t kShownCandidates = 5;
constexpr int kNearIds = 1000;  // newest runs that an unknown id is compared with

constexpr std::string_view kInsertRun =
    "INSERT INTO run (run_id, parent_run_id, kind, name, outcome, created_at, recorded_at, ophamin_version, ophamin_git_commit, "
    "proof_id, observed_value, folder, config_hash, config, substrate, metrics, provenance, extra) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18) "
    "ON CONFLICT (run_id) DO UPDATE SET parent_run_id = ?2, kind = ?3, name = ?4, outcome = ?5, created_at = ?6, recorded_at = ?7, "
    "ophamin_version = ?8, ophamin_git_commit = ?9, proof_id = ?10, observed_value = ?11, folder = ?12, config_hash = ?13, "
    "config = ?14, substrate = ?15, metrics = ?16, provenance = ?17, extra = ?18 RETURNING id";

constexpr std::string_view kInsertDataset =
    "INSERT INTO dataset (content_hash, kind, name, path, size_bytes, n_records) VALUES (?1, ?2, ?3, ?4, ?5, ?6) "
    "ON CONFLICT (content_hash, kind, name, path) DO UPDATE SET size_bytes = COALESCE(?5, size_bytes), "
    "n_records = COALESCE(?6, n_records) RETURNING id";

constexpr std::string_view kSelectRun =
    "SELECT r.id, r.run_id, r.parent_run_id, r.kind, r.name, r.outcome, r.created_at, r.ophamin_version, r.ophamin_git_commit, "
    "r.proof_id, r.observed_value, COALESCE(r.folder, p.folder), r.config_hash, r.config, r.substrate, r.metrics, r.provenance, "
    "r.extra FROM run AS r LEFT JOIN run AS p ON p.run_id = r.parent_run_id WHERE r.run_id = ?1";

constexpr std::string_view kSelectRoots =
    "SELECT run_id, parent_run_id, kind, name, outcome, created_at, proof_id, observed_value FROM run AS r "
    "WHERE parent_run_id IS NULL OR NOT EXISTS (SELECT 1 FROM run AS p WHERE p.run_id = r.parent_run_id) ORDER BY id DESC";

constexpr std::string_view kSelectChildren =
    "SELECT run_id, parent_run_id, kind, name, outcome, created_at, proof_id, observed_value FROM run "
    "WHERE parent_run_id = ?1 ORDER BY id";

/// Whatever is not at the place before the first text that begins with `prefix` and before the first behind it.
std::string end_of(std::string_view prefix) { return std::string(prefix) + "\xF4\x8F\xBF\xBF"; }

RunSummary summary_of(const Statement& row, std::size_t depth) {
  return {.run_id = row.text(0),
          .parent_run_id = row.text(1),
          .kind = row.text(2),
          .name = row.text(3),
          .outcome = row.text(4),
          .created_at = row.text(5),
          .proof_id = row.text(6),
          .observed_value = row.optional_real(7),
          .depth = depth};
}

std::optional<double> finite(const std::optional<double>& value) {
  return value && std::isfinite(*value) ? value : std::nullopt;
}

}  // namespace

class Store::Impl {
 public:
  explicit Impl(Database&& opened) : database(std::move(opened)) {}

  void write(const RunEntry& run);
  std::int64_t write_dataset(const Dataset& dataset);
  std::optional<RunEntry> find(std::string_view run_id);
  std::optional<std::int64_t> row_of(std::string_view run_id);
  std::vector<std::string> ids_with_prefix(std::string_view column, std::string_view prefix);
  [[noreturn]] void unknown(std::string_view text);
  JsonObject object(const std::string& text, std::string_view run_id, std::string_view column) const;
  void read_datasets(std::int64_t row, RunEntry& run);

  Database database;
};

JsonObject Store::Impl::object(const std::string& text, std::string_view run_id, std::string_view column) const {
  records::ParseOptions options;
  options.file = fmt::format("{}: run {}, {}", database.file().string(), run_id, column);
  return records::parse_json(text, options).as_object();
}

std::int64_t Store::Impl::write_dataset(const Dataset& dataset) {
  auto insert = database.prepare(kInsertDataset);
  insert.bind(1, dataset.content_hash).bind(2, dataset.kind).bind(3, dataset.name).bind(4, dataset.path);
  insert.bind(5, dataset.size_bytes).bind(6, dataset.n_records);
  (void)insert.step();
  const auto id = insert.integer(0);
  (void)insert.step();
  return id;
}

void Store::Impl::write(const RunEntry& run) {
  if (!is_run_id(run.run_id) || run.run_id == run.parent_run_id) {
    throw Error({.code = ErrorCode::kValueOutOfRange,
                 .message = fmt::format("'{}' cannot be the id of a run{}", run.run_id,
                                        run.run_id == run.parent_run_id && !run.run_id.empty() ? " that is its own parent" : ""),
                 .expected = "at most 200 letters, digits, '_', '-' and '.', no '.' first"});
  }
  const auto config = records::canonical(Json(run.config));
  auto insert = database.prepare(kInsertRun);
  insert.bind(1, run.run_id).bind_or_null(2, run.parent_run_id).bind(3, run.kind).bind(4, run.name).bind(5, run.outcome);
  insert.bind(6, run.created_at).bind(7, records::now_utc()).bind(8, run.ophamin_version).bind(9, run.ophamin_git_commit);
  insert.bind_or_null(10, run.proof_id).bind(11, finite(run.observed_value)).bind_or_null(12, run.folder.string());
  insert.bind(13, records::sha256_hex(config)).bind(14, config).bind(15, records::canonical(Json(run.substrate)));
  insert.bind(16, records::canonical(Json(run.metrics)));
  insert.bind_or_null(17, run.provenance ? records::canonical(Json(*run.provenance)) : std::string{});
  insert.bind(18, records::canonical(Json(run.extra)));
  (void)insert.step();
  const auto row = insert.integer(0);
  (void)insert.step();

  for (const auto* clear : {"DELETE FROM run_dataset WHERE run = ?1", "DELETE FROM run_artifact WHERE run = ?1"}) {
    database.prepare(clear).bind(1, row).run();
  }
  auto link = database.prepare("INSERT INTO run_dataset (run, position, dataset) VALUES (?1, ?2, ?3)");
  for (std::size_t i = 0; i < run.datasets.size(); ++i) {
    link.bind(1, row).bind(2, static_cast<std::int64_t>(i)).bind(3, write_dataset(run.datasets[i])).run();
  }
  auto artifact = database.prepare("INSERT INTO run_artifact (run, position, path) VALUES (?1, ?2, ?3)");
  for (std::size_t i = 0; i < run.artifacts.size(); ++i) {
    artifact.bind(1, row).bind(2, static_cast<std::int64_t>(i)).bind(3, run.artifacts[i]).run();
  }
}

std::optional<std::int64_t> Store::Impl::row_of(std::string_view run_id) {
  auto select = database.prepare("SELECT id FROM run WHERE run_id = ?1");
  select.bind(1, run_id);
  return select.step() ? std::optional(select.integer(0)) : std::nullopt;
}

void Store::Impl::read_datasets(std::int64_t row, RunEntry& run) {
  auto select = database.prepare(
      "SELECT d.path, d.content_hash, d.size_bytes, d.kind, d.name, d.n_records FROM run_dataset AS l "
      "JOIN dataset AS d ON d.id = l.dataset WHERE l.run = ?1 ORDER BY l.position");
  select.bind(1, row);
  while (select.step()) {
    run.datasets.push_back({.path = select.text(0),
                            .content_hash = select.text(1),
                            .size_bytes = select.optional_integer(2),
                            .kind = select.text(3),
                            .name = select.text(4),
                            .n_records = select.optional_integer(5)});
  }
}

std::optional<RunEntry> Store::Impl::find(std::string_view run_id) {
  auto select = database.prepare(kSelectRun);
  select.bind(1, run_id);
  if (!select.step()) return std::nullopt;
  const auto row = select.integer(0);
  RunEntry run;
  run.run_id = select.text(1);
  run.parent_run_id = select.text(2);
  run.kind = select.text(3);
  run.name = select.text(4);
  run.outcome = select.text(5);
  run.created_at = select.text(6);
  run.ophamin_version = select.text(7);
  run.ophamin_git_commit = select.text(8);
  run.proof_id = select.text(9);
  run.observed_value = select.optional_real(10);
  run.folder = select.text(11);
  const auto config = select.text(13);
  if (records::sha256_hex(config) != select.text(12)) {
    throw Error({.code = ErrorCode::kFileUnreadable,
                 .message = fmt::format("the configuration of run {} is not what was recorded", run.run_id),
                 .expected = select.text(12),
                 .found = records::sha256_hex(config),
                 .mend = "somebody changed the file; believe the record that the run names",
                 .place = {.file = database.file().string()}});
  }
  run.config = object(config, run_id, "config");
  run.substrate = object(select.text(14), run_id, "substrate");
  run.metrics = object(select.text(15), run_id, "metrics");
  if (!select.is_null(16)) run.provenance = object(select.text(16), run_id, "provenance");
  run.extra = object(select.text(17), run_id, "extra");
  read_datasets(row, run);
  auto artifacts = database.prepare("SELECT path FROM run_artifact WHERE run = ?1 ORDER BY position");
  artifacts.bind(1, row);
  while (artifacts.step()) run.artifacts.push_back(artifacts.text(0));
  return run;
}

std::vector<std::string> Store::Impl::ids_with_prefix(std::string_view column, std::string_view prefix) {
  auto select = database.prepare(fmt::format("SELECT run_id FROM run WHERE {0} >= ?1 AND {0} < ?2 ORDER BY {0} LIMIT {1}", column,
                                             kShownCandidates + 1));
  select.bind(1, prefix).bind(2, end_of(prefix));
  std::vector<std::string> ids;
  while (select.step()) ids.push_back(select.text(0));
  return ids;
}

void Store::Impl::unknown(std::string_view text) {
  std::vector<std::string> newest;
  auto select = database.prepare(fmt::format("SELECT run_id FROM run ORDER BY id DESC LIMIT {}", kNearIds));
  while (select.step()) newest.push_back(select.text(0));
  throw Error({.code = ErrorCode::kUnknownName,
               .message = fmt::format("no run is called '{}'", text),
               .expected = "the id of a run, or its beginning",
               .mend = "see `ophamin-host lineage list`",
               .place = {.file = database.file().string()},
               .suggestions = registry::near_names(text, newest)});
}

Store::Store(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Store::~Store() = default;
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;

Store Store::open(const std::filesystem::path& file, std::chrono::milliseconds patience) {
  const auto folder = std::filesystem::absolute(file).parent_path();
  storage::ensure_directory(folder);
  Database database(file, Database::Access::kWrite, patience);
  const auto steps = schema_steps();
  if (is_initialised(database, steps)) check_integrity(database);
  database.use_write_ahead_log(patience);
  migrate(database, steps);
  return Store(std::make_unique<Impl>(std::move(database)));
}

Store Store::open_to_read(const std::filesystem::path& file, std::chrono::milliseconds patience) {
  if (!std::filesystem::exists(file)) {
    throw Error({.code = ErrorCode::kFileUnreadable,
                 .message = "there is no lineage store here",
                 .expected = "a file that `ophamin-host run` has recorded in",
                 .mend = "run a campaign, or name the file with --db",
                 .place = {.file = file.string()}});
  }
  auto log = std::filesystem::absolute(file);
  const bool can_write = ::access(log.parent_path().c_str(), W_OK) == 0;
  log += "-wal";
  auto database = can_write || std::filesystem::exists(log) ? Database(file, Database::Access::kRead, patience)
                                                            : Database::unchanging(file);
  const auto steps = schema_steps();
  // A host that was killed at its first instant has left a file without tables.
  if (!is_initialised(database, steps)) {
    database = Database::in_memory();
    migrate(database, steps);
  } else if (database.number("PRAGMA user_version") != static_cast<std::int64_t>(steps.size())) {
    throw Error({.code = ErrorCode::kFileUnreadable,
                 .message = "the lineage store was made by an older host",
                 .mend = "let `ophamin-host run` record in it once, which brings it up to date",
                 .place = {.file = file.string()}});
  }
  return Store(std::make_unique<Impl>(std::move(database)));
}

const std::filesystem::path& Store::file() const noexcept { return impl_->database.file(); }

void Store::record(const RunEntry& run) {
  Transaction transaction(impl_->database);
  impl_->write(run);
  transaction.commit();
}

void Store::record_all(std::size_t count, const std::function<RunEntry(std::size_t)>& make) {
  Transaction transaction(impl_->database);
  for (std::size_t i = 0; i < count; ++i) impl_->write(make(i));
  transaction.commit();
}

void Store::relocate(std::string_view run_id, const std::filesystem::path& folder) {
  impl_->database.prepare("UPDATE run SET folder = ?2 WHERE run_id = ?1").bind(1, run_id).bind(2, folder.string()).run();
}

void Store::add_dataset(std::string_view run_id, const Dataset& dataset) {
  Transaction transaction(impl_->database);
  const auto row = impl_->row_of(run_id);
  if (!row) impl_->unknown(run_id);
  const auto id = impl_->write_dataset(dataset);
  impl_->database
      .prepare("INSERT INTO run_dataset (run, position, dataset) "
               "SELECT ?1, COALESCE((SELECT max(position) + 1 FROM run_dataset WHERE run = ?1), 0), ?2 "
               "WHERE NOT EXISTS (SELECT 1 FROM run_dataset WHERE run = ?1 AND dataset = ?2)")
      .bind(1, *row)
      .bind(2, id)
      .run();
  transaction.commit();
}

bool Store::holds(std::string_view run_id, std::string_view proof_id) {
  auto select = impl_->database.prepare("SELECT 1 FROM run WHERE run_id = ?1 AND proof_id IS ?2");
  select.bind(1, run_id).bind_or_null(2, proof_id);
  return select.step();
}

RunEntry Store::get(std::string_view run_id) {
  auto run = impl_->find(run_id);
  if (!run) impl_->unknown(run_id);
  return std::move(*run);
}

std::string Store::resolve(std::string_view text) {
  if (impl_->row_of(text)) return std::string(text);
  auto found = text.empty() ? std::vector<std::string>{} : impl_->ids_with_prefix("run_id", text);
  if (found.empty() && text.size() >= kShortestProofPrefix) found = impl_->ids_with_prefix("proof_id", text);
  if (found.empty()) impl_->unknown(text);
  if (found.size() == 1) return found.front();
  const bool more = found.size() > kShownCandidates;
  if (more) found.resize(kShownCandidates);
  throw Error({.code = ErrorCode::kUnknownName,
               .message = fmt::format("'{}' is the beginning of several ids", text),
               .expected = "the beginning of one",
               .found = more ? fmt::format("more than {}", kShownCandidates) : fmt::format("{}", found.size()),
               .place = {.file = file().string()},
               .suggestions = std::move(found)});
}

std::uint64_t Store::count() { return static_cast<std::uint64_t>(impl_->database.number("SELECT count(*) FROM run")); }

void Store::for_each_run(const std::function<bool(const RunSummary&)>& visit) {
  std::vector<Statement> levels;
  levels.push_back(impl_->database.prepare(kSelectRoots));
  while (!levels.empty()) {
    if (!levels.back().step()) {
      levels.pop_back();
      continue;
    }
    const auto run = summary_of(levels.back(), levels.size() - 1);
    if (!visit(run)) return;
    levels.push_back(impl_->database.prepare(kSelectChildren));
    levels.back().bind(1, run.run_id);
  }
}

void Store::for_each_child(std::string_view run_id, const std::function<bool(const RunSummary&)>& visit) {
  auto select = impl_->database.prepare(kSelectChildren);
  select.bind(1, run_id);
  while (select.step()) {
    if (!visit(summary_of(select, 1))) return;
  }
}

void Store::for_each_dataset(const std::function<bool(const DatasetUse&)>& visit) {
  auto select = impl_->database.prepare(
      "SELECT d.path, d.content_hash, d.size_bytes, d.kind, d.name, d.n_records, count(r.id), max(r.created_at) FROM dataset AS d "
      "LEFT JOIN run_dataset AS l ON l.dataset = d.id LEFT JOIN run AS r ON r.id = l.run GROUP BY d.id "
      "ORDER BY d.name, d.path, d.content_hash, d.id");
  while (select.step()) {
    if (!visit({.dataset = {.path = select.text(0),
                            .content_hash = select.text(1),
                            .size_bytes = select.optional_integer(2),
                            .kind = select.text(3),
                            .name = select.text(4),
                            .n_records = select.optional_integer(5)},
                .n_runs = static_cast<std::uint64_t>(select.integer(6)),
                .last_used = select.text(7)})) {
      return;
    }
  }
}

std::vector<RunEntry> Store::lineage_of(std::string_view run_id) {
  std::vector<RunEntry> chain{get(run_id)};
  std::set<std::string> seen{chain.front().run_id};
  while (!chain.back().parent_run_id.empty() && seen.insert(chain.back().parent_run_id).second) {
    const auto& child = chain.back();
    auto parent = impl_->find(child.parent_run_id);
    if (!parent) {
      throw Error({.code = ErrorCode::kUnknownName,
                   .message = fmt::format("run {} has the parent {}, which is not recorded", child.run_id, child.parent_run_id),
                   .mend = "look for it in the lineage store that the parent was recorded in, with --db",
                   .place = {.file = file().string()}});
    }
    chain.push_back(std::move(*parent));
  }
  return chain;
}

}  // namespace ophamin::lineage
