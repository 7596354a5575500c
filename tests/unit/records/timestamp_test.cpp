// SPDX-License-Identifier: Apache-2.0
#include <chrono>

#include <doctest/doctest.h>
#include <ophamin/records/timestamp.hpp>

using namespace ophamin::records;
using std::chrono::microseconds;

namespace {

std::string utc(std::int64_t micros) { return format_utc(std::chrono::sys_time<microseconds>(microseconds(micros))); }

std::int64_t micros(std::string_view text) {
  const auto stamp = parse_timestamp(text);
  CAPTURE(text);
  REQUIRE(stamp);
  return stamp->microseconds;
}

}  // namespace

TEST_CASE("time stamps are written with microseconds, or without when there are none") {
  CHECK(utc(1778803678130424) == "2026-05-15T00:07:58.130424+00:00");
  CHECK(utc(1778803678000000) == "2026-05-15T00:07:58+00:00");
  CHECK(utc(1778803678000001) == "2026-05-15T00:07:58.000001+00:00");
  CHECK(utc(-1) == "1969-12-31T23:59:59.999999+00:00");
  CHECK(micros(now_utc()) > 1778803678000000 - 63072000000000);
}

TEST_CASE("what is accepted") {
  const std::int64_t whole = 1778803678000000;
  CHECK(micros("2026-05-15T00:07:58+00:00") == whole);
  CHECK(micros("2026-05-15 00:07:58Z") == whole);
  CHECK(micros("2026-05-15x00:07:58") == whole);
  CHECK(micros("2026-05-15T02:07:58.130424+02:00") == whole + 130424);
  CHECK(micros("2026-05-14T19:07:58,1304249-05:00") == whole + 130424);
  CHECK(micros("2026-05-15T00:07:58.5Z") == whole + 500000);
  CHECK(micros("2026-05-15") == whole - 478000000);
  CHECK(micros("2026-05-15T00:07") == whole - 58000000);
  CHECK(micros("20260515T000758Z") == whole);
  CHECK(micros("2026-05-15T00:07:58+00:00:01") == whole - 1000000);
  CHECK(parse_timestamp("2026-05-15T00:07:58Z")->has_offset);
  CHECK_FALSE(parse_timestamp("2026-05-15T00:07:58")->has_offset);
}

TEST_CASE("what is refused") {
  for (const char* text :
       {"", "x", "2026", "2026-05", "2026-13-01", "2026-02-30", "2026-05-15T", "2026-05-15T24:00", "2026-05-15T00:60",
        "2026-05-15T00:00:60", "2026-05-15T00:07:58.", "2026-05-15T00:07:58+", "2026-05-15T00:07:58Zx",
        "2026-05-15T00:07:58+25:00", "2026-05-15T0:07:58", "26-05-15", "2026-5-15", "2026-05-15T00:07:58 Z", "not a time",
        "0000-01-01"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_timestamp(text));
  }
}
