// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <ophamin/sdk.hpp>

#include <string>
#include <variant>

#include "demo_plugin.hpp"
#include "demo.hpp"

using namespace ophamin::test;
namespace sdk = ophamin::sdk;

namespace {

demo::Mean::Params parse(const json::object& object) {
  const ValueTree tree(object);
  return demo::Mean::kParameters.read(sdk::Value(tree.get()));
}

std::string complaint(const json::object& object) {
  try {
    parse(object);
    return {};
  } catch (const sdk::Failure& failure) {
    CHECK(failure.status() == OPH_INVALID_ARGUMENT);
    return failure.what();
  }
}

struct Required {
  std::int64_t must = 0;
  float ratio = 0.5f;
};
constexpr auto kRequired = sdk::parameters(sdk::param("must", &Required::must).help("needed").required(),
                                           sdk::param("ratio", &Required::ratio).help("a \"share\"").at_most(1));

struct Base {
  std::string root;
};
struct Derived : Base {
  int depth = 3;
};

struct PassesOn {
  sdk::Arguments inner{};
  sdk::Arguments preset = sdk::Arguments().set("level", 0.5).set("p", std::vector{1, 2}).set("deep", sdk::Arguments().set("x", "y"));
};
constexpr auto kPassesOn = sdk::parameters(sdk::param("inner", &PassesOn::inner).help("passed on"),
                                           sdk::param("preset", &PassesOn::preset).help("passed on"));
constexpr auto kDerived = sdk::parameters(sdk::param<Derived>("root", &Derived::root).help("root"),
                                          sdk::param("depth", &Derived::depth).help("depth").above(0));

}  // namespace

TEST_CASE("the schema says types, defaults, bounds, choices and help") {
  const auto schema = json::parse(demo::Mean::kParameters.schema());
  const auto expected = json::parse(R"({
    "type": "object",
    "properties": {
      "scale": {"description": "factor", "type": "number", "exclusiveMinimum": 0.0, "exclusiveMaximum": 10.0, "default": 1.0},
      "offset": {"description": "summand", "type": "integer", "minimum": -5, "maximum": 5, "default": 0},
      "small": {"description": "a small number", "type": "integer", "minimum": 0, "maximum": 255, "default": 7},
      "negate": {"description": "turn the sign", "type": "boolean", "default": false},
      "name": {"description": "a name", "type": "string", "enum": ["x", "y"], "default": "x"},
      "mode": {"description": "a mode", "type": "string", "enum": ["plain", "fancy"], "default": "plain"},
      "limit": {"description": "an upper limit", "type": ["number", "null"], "exclusiveMinimum": 0.0},
      "weights": {"description": "weights", "type": "array", "minItems": 1, "items": {"type": "number", "minimum": 0.0}, "default": []},
      "tags": {"description": "tags", "type": "array", "items": {"type": "string"}, "default": ["a", "b\"c"]},
      "any": {"description": "anything", "type": ["null", "boolean", "integer", "number", "string"], "default": null}
    },
    "additionalProperties": false})");
  CHECK_MESSAGE(schema == expected, json::serialize(schema));
  // A double stays a double in the text: 1.0, not 1.
  CHECK(demo::Mean::kParameters.schema().find("\"default\":1.0}") != std::string::npos);
}

TEST_CASE("a table takes any names, and its values keep the rules") {
  const auto schema = json::parse(demo::Batchwise::kParameters.schema());
  const auto expected = json::parse(R"({
    "fields": {"description": "what to fill", "type": "object", "additionalProperties": {"type": "string", "enum": ["number", "word"]},
               "default": {"size": "number"}},
    "weights": {"description": "by name", "type": "object", "additionalProperties": {"type": "number", "minimum": 0.0}, "default": {}}})");
  CHECK_MESSAGE(schema.at("properties") == expected, json::serialize(schema));
  const ValueTree tree(json::object{{"fields", {{"b", "word"}, {"a", "number"}}}, {"weights", {{"x", 1}}}});
  const auto params = demo::Batchwise::kParameters.read(sdk::Value(tree.get()));
  CHECK(params.fields == std::map<std::string, demo::Batchwise::Kind>{{"a", demo::Batchwise::Kind::kNumber}, {"b", demo::Batchwise::Kind::kWord}});
  CHECK(params.weights == std::map<std::string, double>{{"x", 1.0}});
  for (const auto& wrong : {json::object{{"fields", {1}}}, json::object{{"fields", {{"a", "none"}}}}, json::object{{"weights", {{"x", "y"}}}}}) {
    const ValueTree bad(wrong);
    CHECK_THROWS_AS(demo::Batchwise::kParameters.read(sdk::Value(bad.get())), sdk::Failure);
  }
}

TEST_CASE("required parameters have no default") {
  const auto schema = json::parse(kRequired.schema());
  CHECK(schema.at("required") == json::array{"must"});
  CHECK_FALSE(schema.at("properties").at("must").as_object().contains("default"));
  CHECK(schema.at("properties").at("ratio").at("description") == "a \"share\"");
  const ValueTree empty(json::object{});
  CHECK_THROWS_AS(kRequired.read(sdk::Value(empty.get())), sdk::Failure);
}

TEST_CASE("members of a base class are parameters too") {
  const ValueTree tree(json::object{{"root", "/x"}, {"depth", 9}});
  const auto params = kDerived.read(sdk::Value(tree.get()));
  CHECK(params.root == "/x");
  CHECK(params.depth == 9);
}

TEST_CASE("lists are joined in order, and stay checked") {
  static constexpr auto kRoot = sdk::parameters(sdk::param<Derived>("root", &Derived::root).help("root"));
  static constexpr auto kJoined = kRoot + sdk::parameters(sdk::param("depth", &Derived::depth).help("depth").above(0));
  CHECK(kJoined.schema() == kDerived.schema());
  static_assert(sdk::detail::check_parameters<kJoined>());
}

TEST_CASE("values become members") {
  const auto defaults = parse({});
  CHECK(defaults.scale == 1.0);
  CHECK(defaults.tags.size() == 2);
  CHECK_FALSE(defaults.limit.has_value());

  const auto params = parse({{"scale", 2}, {"offset", 3.0}, {"small", 255}, {"negate", true}, {"name", "y"}, {"mode", "fancy"},
                             {"limit", 4}, {"weights", {1, 2.5}}, {"tags", json::array{}}, {"any", "t"}});
  CHECK(params.scale == 2.0);
  CHECK(params.offset == 3);
  CHECK(params.small == 255);
  CHECK(params.negate);
  CHECK(params.name == "y");
  CHECK(params.mode == demo::Mean::Mode::kFancy);
  CHECK(params.limit == 4.0);
  CHECK(params.weights == std::vector<double>{1.0, 2.5});
  CHECK(params.tags.empty());
  CHECK(std::get<std::string>(params.any) == "t");
  CHECK_FALSE(parse({{"limit", nullptr}}).limit.has_value());
  CHECK(std::holds_alternative<std::monostate>(parse({{"any", nullptr}}).any));
  CHECK(std::get<bool>(parse({{"any", true}}).any));
  CHECK(std::get<std::int64_t>(parse({{"any", 5}}).any) == 5);
  CHECK(std::get<double>(parse({{"any", 0.5}}).any) == 0.5);
}

TEST_CASE("what does not fit is named") {
  CHECK(complaint({{"scale", "x"}}) == "parameter `scale`: expected a number, found a text");
  CHECK(complaint({{"offset", 1.5}}) == "parameter `offset`: expected an integer, found a number");
  CHECK(complaint({{"small", 256}}) == "parameter `small`: expected an integer of at most 255, found 256");
  CHECK(complaint({{"small", -1}}).find("found -1") != std::string::npos);
  CHECK(complaint({{"mode", "other"}}).find("`other`") != std::string::npos);
  CHECK(complaint({{"weights", 1}}).find("expected an array") != std::string::npos);
  CHECK(complaint({{"weights", {1, "x"}}}).find("parameter `weights`") == 0);
  CHECK(complaint({{"negate", 1}}).find("expected a boolean") != std::string::npos);
}

TEST_CASE("arguments hold copies, and a key once") {
  sdk::Arguments arguments;
  {
    const std::string gone = "a text that is longer than any small buffer";
    arguments.set("text", gone).set("n", 1).set("n", 2).set("list", std::vector{1.5, 2.5}).set("texts", std::vector<std::string>{gone});
    arguments.set("flag", true).set("literal", "x");
  }
  const auto raw = arguments.raw();
  CHECK(to_json(raw) == json::object{{"text", "a text that is longer than any small buffer"},
                                     {"n", 2},
                                     {"list", {1.5, 2.5}},
                                     {"texts", {"a text that is longer than any small buffer"}},
                                     {"flag", true},
                                     {"literal", "x"}});
  const sdk::Arguments moved = std::move(arguments);
  const auto again = moved.raw();
  CHECK(to_json(again).at("list").at(1) == 2.5);
}

TEST_CASE("arguments are copied whole, however deep they are") {
  sdk::Arguments copy;
  const json::object document{{"a", {1, 2.5, "text", nullptr, true}}, {"b", {{"c", {{"d", json::array{}}}}, {"e", json::object{}}}}, {"f", nullptr}};
  {
    const ValueTree tree(document);
    const sdk::Arguments first{sdk::Value(tree.get())};
    copy = first;
  }
  sdk::Arguments nested;
  nested.set("all", copy).set("again", sdk::Value());
  copy.set("a", 1);
  const auto raw = nested.raw();
  CHECK(to_json(raw) == json::object{{"all", document}, {"again", nullptr}});
  const ValueTree text(json::value("x"));
  CHECK_THROWS_AS(sdk::Arguments{sdk::Value(text.get())}, sdk::Failure);
}

TEST_CASE("a parameter may be an object that is passed on") {
  const auto schema = json::parse(kPassesOn.schema());
  CHECK(schema.at("properties").at("inner") == json::object{{"description", "passed on"}, {"type", "object"}, {"default", json::object{}}});
  CHECK(schema.at("properties").at("preset").at("default") == json::object{{"level", 0.5}, {"p", {1, 2}}, {"deep", {{"x", "y"}}}});
  const ValueTree given(json::object{{"inner", {{"p", {0.5}}}}, {"preset", json::object{}}});
  const auto params = kPassesOn.read(sdk::Value(given.get()));
  const auto inner = params.inner.raw();
  CHECK(to_json(inner) == json::object{{"p", {0.5}}});
  CHECK(params.preset.empty());
  const ValueTree wrong(json::object{{"inner", 3}});
  CHECK_THROWS_WITH_AS(kPassesOn.read(sdk::Value(wrong.get())), "parameter `inner`: expected an object, found an integer", sdk::Failure);
}
