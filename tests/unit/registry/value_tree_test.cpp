// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string_view>

#include <boost/json.hpp>
#include <ophamin/registry/parameters.hpp>

using namespace ophamin::registry;
namespace json = boost::json;

namespace {

std::string_view view(oph_str_t text) { return {text.data, text.size}; }

oph_str_t text(std::string_view value) { return {value.data(), value.size()}; }

std::string complaint(const oph_value_t& value) {
  try {
    to_json(value);
  } catch (const ValueError& error) {
    return error.what();
  }
  return "nothing";
}

}  // namespace

TEST_CASE("a tree has every type, and comes back as it went") {
  const json::value given = json::parse(
      R"({"a": null, "b": true, "c": -5, "d": 2.5, "e": "\u00e9", "f": [1, [], {"x": false}], "g": {}})");
  std::vector<ParameterProblem> problems;
  ValueTree tree = ValueTree::build(given, problems);
  CHECK(problems.empty());
  const ValueTree moved = std::move(tree);
  const oph_value_t& root = *moved.get();
  REQUIRE(root.type == OPH_OBJECT);
  REQUIRE(root.count == 7);
  CHECK(view(root.keys[2]) == "c");
  CHECK(root.items[0].type == OPH_NULL);
  CHECK(root.items[1].type == OPH_BOOL);
  CHECK(root.items[1].integer == 1);
  CHECK(root.items[2].integer == -5);
  CHECK(root.items[3].number == 2.5);
  CHECK(view(root.items[4].text) == "\u00e9");
  CHECK(root.items[5].count == 3);
  CHECK(to_json(root) == given);
  CHECK(ValueTree().get() == nullptr);
}

TEST_CASE("integers that do not fit are a problem with its place") {
  std::vector<ParameterProblem> problems;
  const ValueTree tree = ValueTree::build({{"a", {1, std::numeric_limits<std::uint64_t>::max()}}}, problems);
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].pointer == "/a/1");
  CHECK(problems[0].found == "18446744073709551615");
  CHECK(tree.get()->items[0].items[1].type == OPH_NULL);
  problems.clear();
  const json::value fits = std::uint64_t{9223372036854775807u};
  CHECK(ValueTree::build(fits, problems).get()->integer == std::numeric_limits<std::int64_t>::max());
  CHECK(problems.empty());
}

TEST_CASE("nesting has an end, on both sides") {
  json::value deep = 1;
  for (unsigned i = 0; i < kDeepest; ++i) deep = json::array{deep};
  std::vector<ParameterProblem> problems;
  CHECK(to_json(*ValueTree::build(deep, problems).get()) == deep);
  CHECK(problems.empty());
  deep = json::array{deep};
  ValueTree::build(deep, problems);
  CHECK(problems.size() == 1);

  oph_value_t loop{};
  loop.type = OPH_ARRAY;
  loop.count = 1;
  loop.items = &loop;
  CHECK(complaint(loop).find("nested deeper") != std::string::npos);
}

TEST_CASE("what a plugin hands over is checked") {
  oph_value_t value{};
  value.type = 17;
  CHECK(complaint(value) == "the value: a value of the unknown type 17");
  value.type = OPH_BOOL;
  value.integer = 2;
  CHECK(complaint(value) == "the value: a boolean of 2");
  value.type = OPH_TEXT;
  value.text = text("\xc3(");
  CHECK(complaint(value) == "the value: text that is not UTF-8");
  value.text = {nullptr, 3};
  CHECK(complaint(value) == "the value: text with a null pointer");
  value.text = {nullptr, 0};
  CHECK(to_json(value) == "");
  value.type = OPH_ARRAY;
  value.count = 2;
  CHECK(complaint(value) == "the value: items with a null pointer");
  value.count = std::numeric_limits<std::uint64_t>::max();
  CHECK(complaint(value).find("more than") != std::string::npos);

  oph_value_t items[2]{};
  const oph_str_t keys[2] = {text("same"), text("same")};
  oph_value_t object{};
  object.type = OPH_OBJECT;
  object.count = 2;
  object.items = items;
  CHECK(complaint(object) == "the value: keys with a null pointer");
  object.keys = keys;
  CHECK(complaint(object) == "the value: the key \"same\" twice");
  const oph_str_t distinct[2] = {text("a/b"), text("c")};
  object.keys = distinct;
  items[0].type = 99;
  CHECK(complaint(object) == "/a~1b: a value of the unknown type 99");
}

TEST_CASE("numbers that are not finite are kept") {
  oph_value_t value{};
  value.type = OPH_FLOAT;
  value.number = std::numeric_limits<double>::quiet_NaN();
  CHECK(std::isnan(to_json(value).as_double()));
  value.number = -std::numeric_limits<double>::infinity();
  CHECK(to_json(value).as_double() == value.number);
}

TEST_CASE("UTF-8 is strict") {
  for (const std::string_view good : {"", "abc", "\u00e9", "\u20ac", "\U0001F600", "\xF4\x8F\xBF\xBF", "\xED\x9F\xBF"}) {
    CHECK(valid_utf8(good));
  }
  for (const std::string_view bad : {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF0\x80\x80\x80",
                                     "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xE2\x82", "\xC3", "a\xff"}) {
    CAPTURE(bad);
    CHECK(!valid_utf8(bad));
  }
}
