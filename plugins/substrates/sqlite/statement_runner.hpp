// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <boost/json/array.hpp>

#include <ophamin/host.hpp>
#include <ophamin/record.hpp>

#include "connection.hpp"
#include "gate.hpp"

namespace ophamin::sqlite {

/// What came of the statements of one stimulus. Figures are sums over all of them, unless they say otherwise.
struct Outcome {
  std::int64_t statements = 0;  ///< that ran to their end
  std::int64_t rows = 0;
  std::int64_t columns = 0;     ///< of the last statement that has any
  std::int64_t result_bytes = 0;
  std::int64_t changes = 0;
  std::int64_t vm_steps = 0;
  std::int64_t full_scan_steps = 0;
  std::int64_t sorts = 0;
  std::uint64_t prepare_ns = 0;
  std::uint64_t duration_ns = 0;
  bool truncated = false;
  int error_code = SQLITE_OK;  ///< of the statement that ended it
  std::string error;
  boost::json::array plan;     ///< {statement, id, parent, detail}
  boost::json::array names;    ///< of the columns of the last statement that has any
  boost::json::array values;   ///< its first rows
};

/// Runs the statements of a text one after the other and reads all their results.
class StatementRunner {
 public:
  struct Options {
    std::int64_t max_rows = 0;
    std::int64_t kept_rows = 0;  ///< how many rows of values to keep at most
    bool plan = false;
  };
  StatementRunner(const sdk::Host& host, const Connection& connection, Gate& gate) noexcept
      : host_(host), connection_(&connection), gate_(&gate) {}

  /// A refusal of the engine is an outcome. Throws sdk::CycleFailure for what no engine was asked: a parameter without a
  /// value, a NUL character, which would hide what follows it.
  Outcome run(std::string_view sql, const sdk::Record& record, const Options& options);

 private:
  void run_one(sqlite3_stmt* statement, const Options& options, Outcome& outcome);
  void add_plan(std::string_view sql, Outcome& outcome);

  sdk::Host host_;
  const Connection* connection_;
  Gate* gate_;
};

}  // namespace ophamin::sqlite
