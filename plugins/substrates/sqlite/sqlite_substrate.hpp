// SPDX-License-Identifier: Apache-2.0
//
// Substrate sqlite: the database engine under test. A cycle runs the statements of the stimulus, in this process, and reads
// all of their results.
#pragma once

#include <cstdint>
#include <string>

#include <ophamin/sdk.hpp>

#include "connection.hpp"
#include "gate.hpp"
#include "statement_runner.hpp"
#include "watch.hpp"

namespace ophamin::sqlite {

class Sqlite {
 public:
  enum class Reset { kCopy, kRollback, kNone };
  enum class OnError { kFail, kObserve };
  struct Params {
    std::string database;
    std::string init;
    std::string init_sql;
    std::string statement;
    bool read_only = false;
    Reset reset = Reset::kCopy;
    OnError on_error = OnError::kFail;
    double timeout_seconds = 10.0;
    std::int64_t max_rows = 1'000'000;
    std::int64_t max_value_bytes = std::int64_t{64} << 20;
    std::int64_t raw_rows = 100;
  };

  static constexpr sdk::SubstrateInfo kInfo{
      .name = "sqlite", .summary = "the SQLite engine: the statements of a stimulus, run to their end", .kind = "engine", .system = "SQLite"};
  static constexpr auto kParameters = sdk::parameters(
      sdk::param("database", &Params::database).help("the file that holds the database; without one it is empty and in memory").path(),
      sdk::param("init", &Params::init).help("a script that runs before the first cycle").path(),
      sdk::param("init_sql", &Params::init_sql).help("statements that run before the first cycle, after init"),
      sdk::param("statement", &Params::statement)
          .help("statements for every cycle, in place of the stimulus' text; :id, :text, :raw and :ATTRIBUTE stand for what the record holds"),
      sdk::param("read_only", &Params::read_only).help("statements cannot write"),
      sdk::param("reset", &Params::reset)
          .help("copy: cycles change a copy, and a reset makes a fresh one; rollback: what each cycle changes is undone; none: changes stay, in the file too")
          .choices({{"copy", Reset::kCopy}, {"rollback", Reset::kRollback}, {"none", Reset::kNone}}),
      sdk::param("on_error", &Params::on_error)
          .help("fail: a statement that the engine refuses fails its cycle; observe: the refusal is the outcome, in error_code and error")
          .choices({{"fail", OnError::kFail}, {"observe", OnError::kObserve}}),
      sdk::param("timeout_seconds", &Params::timeout_seconds).help("time for one cycle, waiting for locks included").above(0).at_most(1e9),
      sdk::param("max_rows", &Params::max_rows).help("result rows of a cycle; reading ends there, and truncated says so").at_least(1),
      sdk::param("max_value_bytes", &Params::max_value_bytes).help("longest text, blob or statement that the engine takes").range(1, 0x7fffffff),
      sdk::param("raw_rows", &Params::raw_rows).help("result rows that the raw output holds at most").range(0, 100'000));
  static constexpr sdk::Field kFields[] = {
      {.name = "statements", .type = sdk::Type::kInteger, .family = "result", .description = "statements that ran to their end"},
      {.name = "rows", .type = sdk::Type::kInteger, .family = "result", .description = "result rows of all statements"},
      {.name = "columns", .type = sdk::Type::kInteger, .family = "result",
       .description = "result columns of the last statement that has any; 0 if none has"},
      {.name = "result_bytes", .type = sdk::Type::kInteger, .unit = "bytes", .family = "result",
       .description = "size of all result values: texts and blobs as long as they are, numbers eight bytes"},
      {.name = "changes", .type = sdk::Type::kInteger, .family = "result", .description = "rows inserted, updated or deleted, by triggers too"},
      {.name = "truncated", .type = sdk::Type::kBoolean, .family = "result", .description = "there were more rows than max_rows"},
      {.name = "error_code", .type = sdk::Type::kInteger, .family = "error",
       .description = "extended result code of the engine; 0 is success"},
      {.name = "error", .type = sdk::Type::kText, .family = "error", .description = "the engine's words; none without an error",
       .nullable = true},
      {.name = "duration_ns", .type = sdk::Type::kInteger, .unit = "ns", .family = "timing",
       .description = "time to prepare and run the statements and to read their results", .measured = true},
      {.name = "prepare_ns", .type = sdk::Type::kInteger, .unit = "ns", .family = "timing", .description = "the part of it that went into preparing",
       .measured = true},
      {.name = "vm_steps", .type = sdk::Type::kInteger, .family = "cost", .description = "operations of the engine's virtual machine"},
      {.name = "full_scan_steps", .type = sdk::Type::kInteger, .family = "cost", .description = "steps of full table scans"},
      {.name = "sorts", .type = sdk::Type::kInteger, .family = "cost", .description = "sorts that no index saved"},
      {.name = "plan", .type = sdk::Type::kJson, .family = "plan",
       .description = "EXPLAIN QUERY PLAN as rows of statement, id, parent and detail; made outside of the durations"},
  };

  Sqlite(const sdk::Host& host, const Params& params);
  Sqlite(const Sqlite&) = delete;
  Sqlite& operator=(const Sqlite&) = delete;

  std::string revision() const;
  void reset();
  void cycle(const sdk::Record& stimulus, sdk::Cycle<Sqlite>& out);
  void state(sdk::Object& state);

 private:
  void open();
  void make_copy();
  void protect();
  std::string schema_digest() const;
  void report(const Outcome& outcome, sdk::Cycle<Sqlite>& out) const;

  sdk::Host host_;
  Params params_;
  std::string script_;
  Watch watch_;
  Gate gate_;
  Connection origin_;   ///< what a fresh copy is made of; none if no copies are made
  Connection working_;  ///< what cycles use
  std::int64_t origin_version_ = 0;
  bool used_ = false;
};

}  // namespace ophamin::sqlite
