// SPDX-License-Identifier: Apache-2.0
// What is taken from a reply.
#include "process_kit.hpp"

using namespace ophamin::test;

namespace {

BatchResult said(const std::string& reply, const json::object& more = {}) {
  Session session(odd("say", reply, more));
  return session.run({"x"});
}

}  // namespace

TEST_CASE("the whole reply is the raw output, or the member raw of an envelope") {
  CHECK(said(R"({"a": 1, "b": {"c": [1.5, "x", null, true]}})").raw[0] == json::object{{"a", 1}, {"b", {{"c", {1.5, "x", nullptr, true}}}}});
  CHECK(said(R"({"ok": true, "raw": {"a": 1}})").raw[0] == json::object{{"a", 1}});
  CHECK(said(R"({"ok": true, "a": 1})").raw[0] == json::object{{"ok", true}, {"a", 1}});
  CHECK(said(R"({"ok": true, "raw": null, "a": 1})").raw[0] == json::object{{"ok", true}, {"raw", nullptr}, {"a", 1}});
  // No envelope without a boolean `ok`.
  CHECK(said(R"({"ok": "yes", "raw": {"a": 1}})").raw[0] == json::object{{"ok", "yes"}, {"raw", {{"a", 1}}}});
  CHECK(said(R"({})").success[0]);
}

TEST_CASE("of a key that occurs twice the last one counts") {
  CHECK(said(R"({"a": 1, "b": 2, "a": 3})").raw[0] == json::object{{"b", 2}, {"a", 3}});
  std::string many = "{";
  for (int i = 0; i < 40; ++i) many += "\"k" + std::to_string(i % 30) + "\": " + std::to_string(i) + ", ";
  const auto raw = said(many + "\"end\": 0}").raw[0];
  CHECK(raw.size() == 31);
  CHECK(raw.at("k5") == 35);
  CHECK(raw.at("k15") == 15);
}

TEST_CASE("durations are the program's own where it has any") {
  const auto told = said(R"({"ok": true, "raw": {"a": 1}, "cycle_seconds": 2.5})");
  CHECK(told.cells.at("cycle_seconds")[0] == 2.5);
  CHECK(told.raw[0].at("cycle_seconds") == 2.5);
  CHECK(to_double(told.cells.at("round_trip_seconds")[0]) < 2.5);
  const auto inside = said(R"({"ok": true, "raw": {"cycle_seconds": 7}, "cycle_seconds": 2.5})");
  CHECK(inside.cells.at("cycle_seconds")[0] == 7.0);
  CHECK(inside.raw[0].at("cycle_seconds") == 7);
  const auto text = said(R"({"cycle_seconds": "long"})");
  CHECK(text.cells.at("cycle_seconds")[0] == text.cells.at("round_trip_seconds")[0]);
}

TEST_CASE("a halt mode is a text") {
  CHECK(said(R"({"ok": true, "halt_mode": "commit"})").cells.at("halt_mode")[0] == "commit");
  CHECK(said(R"({"ok": true, "raw": {"halt_mode": "inner"}})").cells.at("halt_mode")[0] == "inner");
  CHECK(said(R"({"halt_mode": 5})").cells.at("halt_mode")[0] == "5");
  CHECK(said(R"({"ok": true, "halt_mode": null})").cells.at("halt_mode")[0].is_null());
}

TEST_CASE("fields have their types") {
  const json::object fields{{"f", "float"}, {"i", "int"}, {"b", "bool"}, {"t", "text"}, {"j", "json"}};
  const auto good = said(R"({"f": 3, "i": -4, "b": false, "t": "x\u00e4", "j": {"k": [1, 2.0, "x"]}})", {{"fields", fields}});
  CHECK(good.cells.at("f")[0] == 3.0);
  CHECK(good.cells.at("i")[0] == -4);
  CHECK(good.cells.at("b")[0] == false);
  CHECK(good.cells.at("t")[0] == "x\xc3\xa4");
  CHECK(good.cells.at("j")[0] == R"({"k":[1,2.0,"x"]})");
  const auto bad = said(R"({"f": "1", "i": 2.0, "b": 1, "t": 5, "j": null})", {{"fields", fields}});
  CHECK(bad.failures[0] ==
        "fields: `b`: expected a boolean, found an integer (1); `f`: expected a number, found a text (1); `i`: expected an integer, found "
        "a number (2.0); `t`: expected a text, found an integer (5)");
  CHECK(bad.raw[0].at("reply").at("f") == "1");
  CHECK(contains(said(R"({"i": 12345678901234567890123})", {{"fields", {{"i", "int"}}}}).failures[0], "an integer beyond 64 bits"));
  CHECK(contains(said(R"({"f": 1)" + std::string(400, '0') + "}", {{"fields", {{"f", "float"}}}}).failures[0], "expected a number"));
}

TEST_CASE("doubles are read exactly") {
  const json::object fields{{"fields", {{"x", "float"}}}};
  for (const char* digits : {"0.1", "1.7976931348623157e308", "5e-324", "0.30000000000000004", "123456789.12345679", "-2.2250738585072014E-308"}) {
    CHECK(to_double(said(std::string("{\"x\": ") + digits + "}", fields).cells.at("x")[0]) == std::strtod(digits, nullptr));
  }
  CHECK(said(R"({"x": 1e-999})", fields).cells.at("x")[0] == 0.0);
  CHECK(said("{\"x\": 0." + std::string(400, '0') + "1}", fields).cells.at("x")[0] == 0.0);
  CHECK(contains(said(R"({"x": -1e999})", fields).failures[0], "decode: "));
}

TEST_CASE("fields may lie in nested objects, and may be left out where they are optional") {
  const json::object fields{{"fields", {{"stats.mean", "float"}, {"a.b", "int"}, {"c", "text"}}}, {"optional", {"c"}}};
  const auto batch = said(R"({"stats": {"mean": 0.25}, "a.b": 7, "a": {"b": 8}})", fields);
  CHECK(batch.cells.at("stats.mean")[0] == 0.25);
  CHECK(batch.cells.at("a.b")[0] == 7);
  CHECK(batch.cells.at("c")[0].is_null());
  CHECK(said(R"({"stats": {"mean": 1}, "a": {"b": 8}, "c": null})", fields).cells.at("a.b")[0] == 8);
  CHECK(contains(said(R"({"stats": 3, "a": {}})", fields).failures[0], "`a.b` is missing; `stats.mean` is missing"));
}

TEST_CASE("a failure keeps what the program says of it") {
  const auto batch = said(R"({"ok": false, "stage": "target", "error": "unknown", "traceback": "File x", "raw": {"seen": 1}})");
  CHECK(batch.failures[0] == "target: unknown");
  CHECK(batch.raw[0] == json::object{{"halt_mode", "adapter_error"}, {"stage", "target"}, {"error", "unknown"}, {"traceback", "File x"},
                                     {"reply", {{"seen", 1}}}});
  const auto sad = said(R"({"success": false, "halt_mode": "rollback", "score": 1})");
  CHECK(sad.failures[0] == "unsuccessful: the program says that the cycle did not succeed (rollback)");
  CHECK(sad.raw[0] == json::object{{"success", false}, {"halt_mode", "rollback"}, {"score", 1}});
}
