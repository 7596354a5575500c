// SPDX-License-Identifier: Apache-2.0
#include "assignments.hpp"

#include <doctest/doctest.h>

#include <boost/json.hpp>

#include <ophamin/diagnostics/diagnostic.hpp>

using namespace ophamin;

namespace {

boost::json::object set(const std::vector<std::string>& given) {
  boost::json::object params{{"kept", 1}, {"table", {{"a", 1}}}};
  cli::set_parameters(params, given);
  return params;
}

}  // namespace

TEST_CASE("a parameter is JSON, or a text if it is none") {
  CHECK(set({"x=5"}).at("x") == 5);
  CHECK(set({"x=0.5"}).at("x") == 0.5);
  CHECK(set({"x=true"}).at("x") == true);
  CHECK(set({"x=[1, 2]"}).at("x") == boost::json::array{1, 2});
  CHECK(set({"x=adwin"}).at("x") == "adwin");
  CHECK(set({"x=a=b"}).at("x") == "a=b");
  CHECK(set({"x="}).at("x") == "");
  CHECK(set({"x=1"}).at("kept") == 1);
  CHECK(set({"x=1", "x=2"}).at("x") == 2);
}

TEST_CASE("a dot goes into a table") {
  CHECK(set({"table.b=2"}).at("table") == boost::json::object{{"a", 1}, {"b", 2}});
  CHECK(set({"new.one.two=3"}).at("new").at("one").at("two") == 3);
  CHECK_THROWS_AS(set({"kept.x=1"}), diagnostics::Error);
}

TEST_CASE("an assignment without a name or a value is refused") {
  for (const char* text : {"x", "=5", ""}) {
    CAPTURE(text);
    try {
      set({text});
      FAIL("nothing was thrown");
    } catch (const diagnostics::Error& error) {
      CHECK(error.code() == diagnostics::ErrorCode::kSetOverrideInvalid);
      CHECK(error.exit_code() == 2);
    }
  }
}

TEST_CASE("a role takes one column or several") {
  using Pairs = std::vector<std::pair<std::string, std::string>>;
  CHECK(cli::split_pairs({"value=latency"}, "--role") == Pairs{{"value", "latency"}});
  CHECK(cli::split_pairs({"x=a,b", "y=c"}, "--role") == Pairs{{"x", "a"}, {"x", "b"}, {"y", "c"}});
  CHECK_THROWS_AS(cli::split_pairs({"value"}, "--role"), diagnostics::Error);
}
