// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <ophamin/sdk.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include <support/fake_values.hpp>

using namespace ophamin::test;
namespace sdk = ophamin::sdk;

TEST_CASE("values of every type are written under their keys") {
  WriterCapture writer;
  sdk::Object object(writer.raw());
  const ValueTree tree(json::object{{"a", {1, "x", nullptr, json::object{{"b", 0.5}}}}, {"c", true}});
  object.set("null", nullptr).set("flag", true).set("int", -5).set("unsigned", std::uint64_t{7}).set("number", 0.5);
  object.set("text", "x").set("none", std::optional<int>()).set("some", std::optional(3));
  object.set("list", std::vector{1.5, 2.5}).set("flags", std::vector<bool>{true, false}).set("texts", std::vector<std::string>{"a", "b"});
  object.set("value", sdk::Value(tree.get())).set_json("ready", "{\"x\":[1]}");
  object.set("nested", [](sdk::Object& inner) { inner.set("deep", [](sdk::Array& array) { array.add(1).add("y").add([](sdk::Object& o) { o.set("z", 0); }); }); });
  object.set("nan", std::numeric_limits<double>::quiet_NaN());
  CHECK(writer.object() ==
        json::parse(R"({"null":null,"flag":true,"int":-5,"unsigned":7,"number":0.5,"text":"x","none":null,"some":3,"list":[1.5,2.5],
                        "flags":[true,false],"texts":["a","b"],"value":{"a":[1,"x",null,{"b":0.5}],"c":true},"ready":{"x":[1]},
                        "nested":{"deep":[1,"y",{"z":0}]},"nan":"NaN"})")
            .as_object());
}

TEST_CASE("what the host refuses is thrown with its status") {
  WriterCapture writer;
  sdk::Object object(writer.raw());
  object.set("a", 1);
  const auto status = [](auto body) {
    try {
      body();
    } catch (const sdk::Failure& failure) {
      return failure.status();
    }
    return oph_status_t{OPH_OK};
  };
  CHECK(status([&] { object.set("a", 2); }) == OPH_MISUSE);
  CHECK(status([&] { object.set_json("b", "{"); }) == OPH_INVALID_ARGUMENT);
}

TEST_CASE("an integer beyond the ABI's is not written as another") {
  WriterCapture writer;
  sdk::Object object(writer.raw());
  CHECK_THROWS_AS(object.set("big", std::numeric_limits<std::uint64_t>::max()), sdk::Failure);
}
