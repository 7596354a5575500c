// SPDX-License-Identifier: Apache-2.0
#include <limits>

#include <doctest/doctest.h>
#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/json.hpp>

using namespace ophamin::records;

TEST_CASE("kinds keep what other libraries lose") {
  CHECK(Json(30) != Json(30.0));
  CHECK(Json(0.0) != Json(-0.0));
  CHECK(Json(true) != Json(1));
  CHECK(Json(std::numeric_limits<double>::quiet_NaN()) == Json(-std::numeric_limits<double>::quiet_NaN()));
  CHECK(Json(std::numeric_limits<std::uint64_t>::max()).as_big_int() == "18446744073709551615");
  CHECK(Json::big_integer("-9223372036854775808").as_int() == std::numeric_limits<std::int64_t>::min());
  CHECK(Json::big_integer("-9223372036854775809").is_big_int());
  CHECK(Json::big_integer("9223372036854775808").to_double() == 9223372036854775808.0);
  CHECK(Json::big_integer("1" + std::string(400, '0')).to_double() == std::numeric_limits<double>::infinity());
}

TEST_CASE("an object keeps the order of its members, and a repeated key its first place") {
  JsonObject object{{"b", 1}, {"a", 2}, {"b", 3}};
  REQUIRE(object.size() == 2);
  CHECK(object.begin()->key == "b");
  CHECK(object.find("b")->as_int() == 3);
  object.set("c", JsonArray{1, "x", nullptr});
  object["a"] = "new";
  CHECK(canonical(Json(object)) == R"({"a":"new","b":3,"c":[1,"x",null]})");
  CHECK(object.erase("b"));
  CHECK_FALSE(object.erase("b"));
  CHECK_FALSE(object.contains("b"));
  CHECK(Json(JsonObject{{"a", 1}, {"b", 2}}) != Json(JsonObject{{"b", 2}, {"a", 1}}));
}

TEST_CASE("copies are deep and a value may be assigned a part of itself") {
  Json value(JsonObject{{"inner", JsonObject{{"text", "a text that is too long to live inside the string"}}}});
  const Json copy = value;
  value.as_object().find("inner")->as_object().set("text", "changed");
  CHECK(copy.find("inner")->find("text")->as_string().starts_with("a text"));
  Json inner = value;
  inner = *inner.find("inner");
  CHECK(inner.find("text")->as_string() == "changed");
  value = std::move(*value.as_object().find("inner"));
  CHECK(value == inner);
  Json taken = std::move(value);
  CHECK(value.is_null());
  value = 5;
  CHECK(value.as_int() == 5);
  CHECK(taken == inner);
}

TEST_CASE("asking for another kind is an error with both kinds") {
  try {
    (void)Json("text").as_int();
    FAIL("no error");
  } catch (const ophamin::diagnostics::Error& error) {
    CHECK(error.diagnostics().front().expected == "an integer");
    CHECK(error.diagnostics().front().found == "a string");
  }
  CHECK(Json(1).find("x") == nullptr);
  CHECK_THROWS_AS((void)Json(nullptr).to_double(), ophamin::diagnostics::Error);
}
