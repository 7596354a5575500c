// SPDX-License-Identifier: Apache-2.0
//
// Durations and sizes, through the manifest that they are written in.
#include <string>

#include <doctest/doctest.h>

#include "manifest_text.hpp"

namespace ophamin::test {
namespace {

using diagnostics::ErrorCode;

std::string with(const std::string& line) { return std::string(kSmallest) + "[execution]\n" + line + "\n"; }

TEST_CASE("time limits") {
  const auto milliseconds = [](const std::string& value) {
    return good(with("time_limit = " + value)).execution.time_limit.count();
  };
  CHECK(milliseconds("0") == 0);
  CHECK(milliseconds("30") == 30'000);
  CHECK(milliseconds("0.5") == 500);
  CHECK(milliseconds("0.0001") == 1);  // rounded up: a limit never becomes none
  CHECK(milliseconds("\"30\"") == 30'000);
  CHECK(milliseconds("\"30s\"") == 30'000);
  CHECK(milliseconds("\"500ms\"") == 500);
  CHECK(milliseconds("\"5m\"") == 300'000);
  CHECK(milliseconds("\"5 min\"") == 300'000);
  CHECK(milliseconds("\"2h\"") == 7'200'000);
  CHECK(milliseconds("\"1d\"") == 86'400'000);
  CHECK(milliseconds("\"1h30m\"") == 5'400'000);
  CHECK(milliseconds("\"1h 30m 5s\"") == 5'405'000);
  CHECK(milliseconds("\"2.5s\"") == 2'500);
  CHECK(milliseconds("\"366d\"") == 31'622'400'000);
  for (const char* bad : {"-1", "-0.5", "\"\"", "\"s\"", "\"5x\"", "\"5 m x\"", "\"30m1h\"", "\"1m1m\"", "\"1e3\"", "\"367d\"",
                          "1e300", "inf", "nan", "\"1.2.3s\"", "\".\"", "\"5.\"", "\"-5s\"", "\"5m 3\""}) {
    CAPTURE(bad);
    const auto found = complaints(with(std::string("time_limit = ") + bad));
    CHECK(found.size() == 1);
    CHECK(found[0].code == ErrorCode::kValueOutOfRange);
    CHECK(found[0].place.line == 10);
  }
}

TEST_CASE("memory limits") {
  const auto bytes = [](const std::string& value) { return good(with("memory_limit = " + value)).execution.memory_limit; };
  CHECK(bytes("0") == 0);
  CHECK(bytes("\"0\"") == 0);
  CHECK(bytes("16777216") == 16'777'216);
  CHECK(bytes("\"512MiB\"") == 536'870'912);
  CHECK(bytes("\"1.5 GiB\"") == 1'610'612'736);
  CHECK(bytes("\"100MB\"") == 100'000'000);
  CHECK(bytes("\"2TiB\"") == 2'199'023'255'552);
  CHECK(bytes("\"20000000\"") == 20'000'000);
  CHECK(bytes("\"20000kB\"") == 20'000'000);
  for (const char* bad : {"-1", "1000", "\"1MiB\"", "\"MiB\"", "\"5 mib\"", "\"\"", "\"9000000TiB\"", "\"5MiB MiB\"", "\"1MiB1\""}) {
    CAPTURE(bad);
    const auto found = complaints(with(std::string("memory_limit = ") + bad));
    CHECK(found.size() == 1);
    CHECK(found[0].code == ErrorCode::kValueOutOfRange);
  }
  CHECK(complaints(with("memory_limit = 1.5"))[0].code == ErrorCode::kWrongType);
}

}  // namespace
}  // namespace ophamin::test
