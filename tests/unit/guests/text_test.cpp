// SPDX-License-Identifier: Apache-2.0
#include <ophamin/guests/text.hpp>

#include <string>

#include <doctest/doctest.h>

#include <ophamin/guests/json_bridge.hpp>
#include <ophamin/guests/tell.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/json_parser.hpp>

using namespace ophamin;
using guests::printable;

TEST_CASE("what guests say is made fit to be shown") {
  CHECK(printable("plain\n\ttext") == "plain\n\ttext");
  CHECK(printable("bell\a and escape\x1b[31m") == "bell? and escape?[31m");
  CHECK(printable("bad\xFF" "end") == "bad\xEF\xBF\xBD" "end");
  CHECK(printable("12345678", 4) == "1234...");
  CHECK(printable("12345678", 8) == "12345678");
  // Never half a character at the cut.
  CHECK(printable("abc\xC3\xA9", 4) == "abc...");
  CHECK(printable(std::string(100'000, '\xFF'), 10).size() < 20);
}

TEST_CASE("text of guests is checked") {
  CHECK(guests::text_fault({nullptr, 0}).empty());
  CHECK(guests::text_fault({"abc", 3}).empty());
  CHECK(guests::text_fault({nullptr, 1}) == "a null pointer with size 1");
  CHECK(guests::text_fault({"ab\xC0\xAF", 4}) == "text that is no UTF-8 from byte 2 on");
  CHECK(guests::view({nullptr, 5}).empty());
}

TEST_CASE("statuses and types have names, unknown ones too") {
  CHECK(guests::status_name(OPH_MISSING_ROLE) == "OPH_MISSING_ROLE");
  CHECK(guests::status_name(OPH_MISUSE) == "OPH_MISUSE");
  CHECK(guests::status_name(77) == "status 77");
  CHECK(guests::type_name(OPH_JSON) == "json");
  CHECK(guests::type_name(99) == "unknown");
}

TEST_CASE("a message that is too long is cut at a character") {
  oph_error_t error{};
  error.struct_size = sizeof error;
  std::string text(sizeof error.message - 1, 'x');
  text += "\xC3\xA9";
  CHECK(guests::tell(&error, OPH_IO, text) == OPH_IO);
  CHECK(error.status == OPH_IO);
  CHECK(error.message_size == sizeof error.message - 1);
  CHECK(guests::tell(nullptr, OPH_LIMIT, "nobody listens") == OPH_LIMIT);
}

TEST_CASE("JSON crosses between the two libraries") {
  const auto json = records::parse_json(R"({"i": 3, "f": 3.0, "n": null, "t": "x", "a": [true, {"k": -1}], "u": 18446744073709551615})");
  const auto there = guests::to_boost(json);
  CHECK(there.at("i").is_int64());
  CHECK(there.at("f").is_double());
  CHECK(there.at("u").as_double() == 18446744073709551615.0);
  const auto back = guests::from_boost(there);
  CHECK(records::canonical(back) == R"({"a":[true,{"k":-1}],"f":3.0,"i":3,"n":null,"t":"x","u":1.8446744073709552e+19})");
}
