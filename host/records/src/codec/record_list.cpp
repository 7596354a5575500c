// SPDX-License-Identifier: Apache-2.0
#include <ophamin/records/record_list.hpp>

#include <algorithm>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/markdown.hpp>

#include "codec/ordered_work.hpp"
#include "markdown_text.hpp"
#include "utf8.hpp"

namespace ophamin::records {
namespace {

// A few files at once, so that handing them over costs next to nothing.
constexpr std::size_t kBatch = 16;
constexpr std::size_t kBatchesPerThread = 8;
constexpr unsigned kMostThreads = 8;
constexpr std::size_t kLongestClaim = 100;

struct Item {
  RecordRow row;
  double share_done = 0.0;
};
using Items = std::vector<Item>;

std::string reason_of(const diagnostics::Error& error) {
  if (error.diagnostics().empty()) return error.what();
  const diagnostics::Diagnostic& problem = error.diagnostics().front();
  std::string reason;
  if (problem.place.line != 0) reason += fmt::format("{}:{}: ", problem.place.line, problem.place.column);
  if (!problem.place.path.empty()) reason += problem.place.path + ": ";
  return reason + problem.message;
}

class Reader {
 public:
  explicit Reader(const ListOptions& options) : options_(options) {
    for (const RecordKind kind : {RecordKind::kProof, RecordKind::kAudit, RecordKind::kCampaign,
                                  RecordKind::kRegressionAlert, RecordKind::kDriftScan}) {
      keys_.push_back(options.key ? *options.key : SigningKey::from_bytes(traits(kind).default_key));
    }
  }

  void read(RecordRow& row) const {
    if (!row.error.empty()) return;
    try {
      const RecordFile file = read_record_file(row.path, options_.max_bytes);
      row.kind = options_.kind == RecordKind::kUnknown ? detect_record_kind(file.json) : options_.kind;
      if (row.kind == RecordKind::kUnknown) return;
      row.facts = facts_of(row.kind, file, options_.with_signature ? &keys_[static_cast<std::size_t>(row.kind)] : nullptr);
      row.is_record = true;
    } catch (const diagnostics::Error& error) {
      row.error = reason_of(error);
    }
  }

 private:
  const ListOptions& options_;
  std::vector<SigningKey> keys_;  // in the order of the kinds
};

unsigned thread_count(const ListOptions& options) {
  if (options.threads != 0) return options.threads;
  return std::clamp(std::thread::hardware_concurrency(), 1u, kMostThreads);
}

Items next_batch(RecordWalk& walk) {
  Items items;
  while (items.size() < kBatch) {
    auto entry = walk.next();
    if (!entry) break;
    items.push_back({.row = {.path = std::move(entry->path), .error = std::move(entry->error)}, .share_done = walk.share_done()});
  }
  return items;
}

bool consume_all(const Items& items, const RowConsumer& consume) {
  return std::all_of(items.begin(), items.end(),
                     [&consume](const Item& item) { return consume(item.row, item.share_done); });
}

void list_in_threads(RecordWalk& walk, const Reader& reader, unsigned threads, const RowConsumer& consume) {
  const auto read_all = [&reader](Items& items) {
    for (Item& item : items) reader.read(item.row);
  };
  OrderedWork<Items, decltype(read_all)> work(threads, kBatchesPerThread * threads, read_all);
  for (bool more = true; more || !work.is_empty();) {
    if (more && !work.is_full()) {
      Items items = next_batch(walk);
      more = !items.empty();
      if (more) work.give(std::move(items));
    } else if (!consume_all(work.take(), consume)) {
      return;
    }
  }
}

std::string count_table(std::string_view title, std::string_view what, const std::map<std::string, std::size_t>& counts) {
  std::string table = fmt::format("## {}\n\n| {} | Count |\n| --- | --- |\n", title, what);
  for (const auto& [name, count] : counts) table += fmt::format("| {} | {} |\n", markdown_cell(name), count);
  return table;
}

// At most 100 characters, the last three of them dots where something is left out.
std::string cut(std::string_view text) {
  std::size_t characters = 0;
  std::size_t end_of_kept = text.size();
  for (std::size_t at = 0; at < text.size(); ++characters) {
    if (characters == kLongestClaim - 3) end_of_kept = at;
    if (decode_utf8(text, at) == kInvalidCodePoint) ++at;
  }
  return characters <= kLongestClaim ? std::string(text) : std::string(text.substr(0, end_of_kept)) + "...";
}

}  // namespace

void list_records(const std::filesystem::path& folder, const ListOptions& options, const RowConsumer& consume) {
  RecordWalk walk(folder, {.kind = options.kind, .recursive = options.recursive});
  const Reader reader(options);
  const unsigned threads = thread_count(options);
  if (threads > 1) {
    list_in_threads(walk, reader, threads, consume);
    return;
  }
  while (auto entry = walk.next()) {
    RecordRow row{.path = std::move(entry->path), .error = std::move(entry->error)};
    reader.read(row);
    if (!consume(row, walk.share_done())) return;
  }
}

void RecordTotals::add(const RecordRow& row) {
  ++total;
  if (!row.error.empty()) {
    ++n_decode_errors;
    ++by_verdict["ERROR"];
    return;
  }
  ++by_verdict[row.facts.verdict];
  ++by_family[record_family(row.path)];
}

std::string index_line(const RecordRow& row, const std::filesystem::path& root) {
  const std::string path = markdown_cell(row.path.lexically_relative(root).string());
  if (!row.error.empty()) return fmt::format("| ERROR | {} | {} | *{}* |\n", kDash, path, markdown_cell(row.error));
  return fmt::format("| {} | {} | {} | {} |\n", markdown_cell(row.facts.verdict), markdown_cell(row.facts.schema_version),
                     path, markdown_cell(cut(one_line(row.facts.subject))));
}

std::string index_head(const RecordTotals& totals, const std::filesystem::path& root, std::string_view generated_at) {
  return fmt::format("# Proof index {} {}\n\n_Generated: {}_\n\n**Total:** {} ({} could not be decoded)\n\n{}\n{}\n"
                     "## All records\n\n| Verdict | Schema | Path | Claim |\n| --- | --- | --- | --- |\n",
                     kDash, code(root.string()), generated_at, totals.total, totals.n_decode_errors,
                     count_table("By verdict", "Verdict", totals.by_verdict),
                     count_table("By family (heuristic from filename)", "Family", totals.by_family));
}

}  // namespace ophamin::records
