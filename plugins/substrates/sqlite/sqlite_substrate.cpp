// SPDX-License-Identifier: Apache-2.0
#include "sqlite_substrate.hpp"

#include <openssl/evp.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include <boost/json/serialize.hpp>

namespace ophamin::sqlite {
namespace {

namespace json = boost::json;

constexpr double kOpeningSeconds = 3600.0;
constexpr std::size_t kRevisionDigits = 16;

std::string digest(std::string_view bytes) {
  unsigned char raw[EVP_MAX_MD_SIZE];
  std::size_t size = 0;
  if (EVP_Q_digest(nullptr, "SHA256", nullptr, bytes.data(), bytes.size(), raw, &size) != 1) throw sdk::io_failure("SHA-256 is not there");
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < size; ++i) {
    text += kDigits[raw[i] >> 4];
    text += kDigits[raw[i] & 15];
  }
  return text;
}

std::string read_script(const std::string& path) {
  struct Close {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
  };
  const auto refused = [&] { return sdk::unavailable("init: expected a script at `" + path + "`: " + std::strerror(errno)); };
  const std::unique_ptr<std::FILE, Close> file(std::fopen(path.c_str(), "rbe"));
  if (file == nullptr) throw refused();
  std::string text;
  char piece[64 << 10];
  errno = 0;
  for (std::size_t got = 0; (got = std::fread(piece, 1, sizeof piece, file.get())) != 0;) text.append(piece, got);
  if (std::ferror(file.get()) != 0) throw refused();
  return text;
}

// Undoes what a cycle did, whatever it did.
class Undo {
 public:
  explicit Undo(const Connection& connection) : connection_(connection.raw()) {
    if (const int code = sqlite3_exec(connection_, "BEGIN", nullptr, nullptr, nullptr); code != SQLITE_OK) {
      throw EngineFault::of(connection_, code);
    }
  }
  ~Undo() {
    if (sqlite3_get_autocommit(connection_) == 0) sqlite3_exec(connection_, "ROLLBACK", nullptr, nullptr, nullptr);
  }
  Undo(const Undo&) = delete;
  Undo& operator=(const Undo&) = delete;

 private:
  sqlite3* connection_;
};

}  // namespace

Sqlite::Sqlite(const sdk::Host& host, const Params& params)
    : host_(host), params_(params), watch_(host), gate_({.undone = params.reset == Reset::kRollback, .read_only = params.read_only}) {
  if (!params_.init.empty()) script_ = read_script(params_.init) + "\n";
  script_ += params_.init_sql;
  if (const auto nul = script_.find('\0'); nul != std::string::npos) {
    throw sdk::invalid_argument("init, init_sql: expected statements, found a NUL character at byte " + std::to_string(nul) +
                                ", behind which the engine would read nothing");
  }
  const bool changes_file = !params_.database.empty() && (params_.read_only || params_.reset == Reset::kRollback);
  if (changes_file && !script_.empty()) {
    throw sdk::invalid_argument(
        "init, init_sql: expected none beside a database file that is not to be changed (read_only, or reset = \"rollback\"); use reset = "
        "\"copy\" without read_only, or bring the file into shape beforehand");
  }
  try {
    open();
  } catch (const EngineFault& fault) {
    host_.check_cancelled();
    const std::string which = params_.database.empty() ? "the database in memory" : "the database `" + params_.database + "`";
    throw sdk::unavailable(which + " cannot be made ready: " + fault.what());
  }
}

void Sqlite::open() {
  watch_.begin(kOpeningSeconds);
  const bool copies = params_.reset == Reset::kCopy && !(params_.read_only && !params_.database.empty());
  if (params_.database.empty()) {
    working_ = Connection::memory(watch_);
    working_.run_script(script_);
  } else if (!copies) {
    working_ = Connection::file(params_.database, params_.read_only, watch_);
    working_.run_script(script_);
  } else {
    working_ = Connection::file(params_.database, true, watch_);
    if (!script_.empty()) {
      auto prepared = Connection::scratch(watch_);
      prepared.copy_from(working_);
      prepared.run_script(script_);
      working_ = std::move(prepared);
    }
  }
  if (!copies) return protect();
  origin_ = std::move(working_);
  origin_version_ = origin_.integer("PRAGMA data_version");
  make_copy();
}

void Sqlite::make_copy() {
  working_ = params_.database.empty() ? Connection::memory(watch_) : Connection::scratch(watch_);
  working_.copy_from(origin_);
  if (origin_.integer("PRAGMA data_version") != origin_version_) {
    throw sdk::unavailable("the database `" + params_.database + "` was changed by somebody else since it was opened");
  }
  protect();
  used_ = false;
}

void Sqlite::protect() {
  working_.limit_values(params_.max_value_bytes);
  if (params_.read_only) working_.run_script("PRAGMA query_only = 1");
  gate_.guard(working_.raw());
}

std::string Sqlite::schema_digest() const {
  return digest(working_.text("SELECT group_concat(line, char(10)) FROM (SELECT type || ' ' || name || ' ' || tbl_name || ' ' || "
                              "ifnull(sql, '') AS line FROM sqlite_schema ORDER BY type, name)"));
}

std::string Sqlite::revision() const {
  // "2022-12-28 14:03:47 df5c253c0b3d...": the check-in that the engine was made from.
  const std::string source = sqlite3_sourceid();
  const auto check_in = source.substr(source.rfind(' ') + 1).substr(0, kRevisionDigits);
  std::string text = std::string(sqlite3_libversion()) + "-" + check_in + " schema-" + schema_digest().substr(0, kRevisionDigits);
  if (!script_.empty()) text += " init-" + digest(script_).substr(0, kRevisionDigits);
  return text;
}

void Sqlite::reset() {
  if (!origin_ || !used_) return;
  watch_.begin(kOpeningSeconds);
  try {
    make_copy();
  } catch (const EngineFault& fault) {
    host_.check_cancelled();
    throw sdk::unavailable("no fresh copy of the database can be made: " + std::string(fault.what()));
  }
}

void Sqlite::cycle(const sdk::Record& stimulus, sdk::Cycle<Sqlite>& out) {
  used_ = true;
  watch_.begin(params_.timeout_seconds);
  Outcome outcome;
  try {
    std::optional<Undo> undo;
    if (params_.reset == Reset::kRollback) undo.emplace(working_);
    StatementRunner runner(host_, working_, gate_);
    outcome = runner.run(params_.statement.empty() ? stimulus.bytes() : std::string_view(params_.statement), stimulus,
                         {.max_rows = params_.max_rows,
                          .kept_rows = out.wants_raw() ? params_.raw_rows : 0,
                          .plan = out.wants<"plan">() || out.wants_raw()});
  } catch (const EngineFault& fault) {
    outcome.error_code = fault.code();
    outcome.error = fault.what();
  }
  host_.check_cancelled();
  report(outcome, out);
}

void Sqlite::report(const Outcome& outcome, sdk::Cycle<Sqlite>& out) const {
  const auto plan = out.wants<"plan">() || out.wants_raw() ? json::serialize(outcome.plan) : std::string();
  out.raw([&](sdk::Object& raw) {
    raw.set("statements", outcome.statements).set("rows", outcome.rows).set("changes", outcome.changes);
    raw.set("truncated", outcome.truncated).set("error_code", outcome.error_code).set("error", outcome.error);
    raw.set_json("columns", json::serialize(outcome.names)).set_json("values", json::serialize(outcome.values)).set_json("plan", plan);
  });
  const int primary = outcome.error_code & 0xff;
  if (primary == SQLITE_INTERRUPT && watch_.was_late()) {
    throw sdk::CycleFailure("timeout: the statements did not end within timeout_seconds");
  }
  if ((primary == SQLITE_BUSY || primary == SQLITE_LOCKED) && watch_.was_late()) {
    throw sdk::CycleFailure("timeout: the database was locked by others for all of timeout_seconds");
  }
  // What says nothing about the statement is never an outcome of it.
  const bool of_the_machine = primary == SQLITE_NOMEM || primary == SQLITE_IOERR || primary == SQLITE_FULL || primary == SQLITE_CANTOPEN ||
                              primary == SQLITE_BUSY || primary == SQLITE_LOCKED || primary == SQLITE_INTERRUPT;
  if (outcome.error_code != SQLITE_OK && (params_.on_error == OnError::kFail || of_the_machine)) throw sdk::CycleFailure(outcome.error);

  out.set<"statements">(outcome.statements);
  out.set<"rows">(outcome.rows);
  out.set<"columns">(outcome.columns);
  out.set<"result_bytes">(outcome.result_bytes);
  out.set<"changes">(outcome.changes);
  out.set<"truncated">(outcome.truncated);
  out.set<"error_code">(outcome.error_code);
  if (outcome.error_code != SQLITE_OK) out.set<"error">(outcome.error);
  out.set<"duration_ns">(outcome.duration_ns);
  out.set<"prepare_ns">(outcome.prepare_ns);
  out.set<"vm_steps">(outcome.vm_steps);
  out.set<"full_scan_steps">(outcome.full_scan_steps);
  out.set<"sorts">(outcome.sorts);
  out.set<"plan">(plan);
}

void Sqlite::state(sdk::Object& state) {
  watch_.begin(kOpeningSeconds);
  const auto integer = [&](const char* sql) { return working_.integer(sql); };
  try {
    state.set("schema_sha256", schema_digest()).set("tables", integer("SELECT count(*) FROM sqlite_schema WHERE type = 'table'"));
    state.set("page_count", integer("PRAGMA page_count")).set("page_size", integer("PRAGMA page_size"));
    state.set("freelist_count", integer("PRAGMA freelist_count"));
  } catch (const EngineFault& fault) {
    state.set("error", std::string_view(fault.what()));
  }
  state.set("total_changes", static_cast<std::int64_t>(sqlite3_total_changes64(working_.raw())));
  state.set("in_transaction", sqlite3_get_autocommit(working_.raw()) == 0);
}

}  // namespace ophamin::sqlite
