// SPDX-License-Identifier: Apache-2.0
#include <limits>

#include <doctest/doctest.h>
#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/digest.hpp>
#include <ophamin/records/json_parser.hpp>

using namespace ophamin;
using namespace ophamin::records;

namespace {

constexpr std::string_view kFixtureKey = "ophamin-canonical-test-key-v1";

struct Fixture {
  const char* name;
  Json input;
  std::string expected;
  std::size_t bytes;
  const char* hmac;
};

std::vector<Fixture> fixtures() {
  std::vector<Fixture> list;
  list.push_back(
      {"simple",
       Json(JsonObject{{"z_string", "ophamin"},
                       {"a_integer", 42},
                       {"m_float", 3.14159},
                       {"y_true", true},
                       {"x_false", false},
                       {"w_null", nullptr},
                       {"list", JsonArray{1, 2, 3}},
                       {"nested", JsonObject{{"inner_b", 2}, {"inner_a", 1}}}}),
       R"({"a_integer":42,"list":[1,2,3],"m_float":3.14159,"nested":{"inner_a":1,"inner_b":2},"w_null":null,"x_false":false,"y_true":true,"z_string":"ophamin"})",
       149, "0dbc86d5e4b913051857c4529b0bf2a77c1eb8ebc65bb84158d52c4db40938ce"});
  list.push_back(
      {"unicode",
       Json(JsonObject{{"ascii_only", "hello world"},
                       {"latin_supp", "caf\xC3\xA9 r\xC3\xA9sum\xC3\xA9"},
                       {"cyrillic", "\xD0\xBF\xD1\x80\xD0\xB8\xD0\xB2\xD0\xB5\xD1\x82"},
                       {"cjk", "\xE5\xAD\x97\xE5\xB9\x95"},
                       {"emoji", "\xF0\x9F\x9A\x80"},
                       {"\xD0\xBA\xD0\xBB\xD1\x8E\xD1\x87", "value"}}),
       R"({"ascii_only":"hello world","cjk":"\u5b57\u5e55","cyrillic":"\u043f\u0440\u0438\u0432\u0435\u0442","emoji":"\ud83d\ude80","latin_supp":"caf\u00e9 r\u00e9sum\u00e9","\u043a\u043b\u044e\u0447":"value"})",
       199, "6fb5233eef1d7569d248451075d6e9a379e6f4e12b56a4bfce526af40e85b1e9"});
  list.push_back(
      {"numerical_edge",
       Json(JsonObject{{"zero_float", 0.0},
                       {"neg_zero_float", -0.0},
                       {"zero_int", 0},
                       {"large_pos", 1e20},
                       {"small_neg_exp", 1e-7},
                       {"pi", 3.14159},
                       {"neg_value", -2.5}}),
       R"({"large_pos":1e+20,"neg_value":-2.5,"neg_zero_float":-0.0,"pi":3.14159,"small_neg_exp":1e-07,"zero_float":0.0,"zero_int":0})",
       123, "9cdd55061cf0d86f4195bb6b2996df2361d19cc6546dff28f24c5266e4ce3b82"});
  const std::string nested =
      R"({"level1":{"level2":{"level3":{"level4":{"list":[1,2,[3,4,[5,6]]],"value":42}}}},"mixed_array_levels":[[],[[]],[[[]]],[[[[]]]]],"siblings":[{"a":1,"b":{"c":2,"d":{"e":3}}},{"a":4,"b":{"c":5,"d":{"e":6}}}]})";
  list.push_back({"deeply_nested", parse_json(nested), nested, 205,
                  "1441c2e18b25ae3a62dfcda128269dce663958d888bdb7cd717015102180a1dc"});
  list.push_back(
      {"boundary_cases",
       Json(JsonObject{{"empty_object", JsonObject{}},
                       {"empty_array", JsonArray{}},
                       {"nested_empty", JsonObject{{"empty_inner_array", JsonArray{}}}},
                       {"long_ascii", std::string(200, 'a')},
                       {"json_special_escapes", "\"\\/\b\f\n\r\t"},
                       {"control_chars", std::string("\0\x01\x02\x05\x1F", 5)},
                       {" ", "key-with-single-space"},
                       {"empty_string_value", ""}}),
       R"({" ":"key-with-single-space","control_chars":"\u0000\u0001\u0002\u0005\u001f","empty_array":[],"empty_object":{},"empty_string_value":"","json_special_escapes":"\"\\/\b\f\n\r\t","long_ascii":")" +
           std::string(200, 'a') + R"(","nested_empty":{"empty_inner_array":[]}})",
       434, "6b45f08c1439c1a933965df719d5e766c73c292b5154ccb4a165fd240729881c"});
  return list;
}

}  // namespace

TEST_CASE("the conformance fixtures, byte for byte") {
  for (const Fixture& fixture : fixtures()) {
    CAPTURE(fixture.name);
    const std::string text = canonical(fixture.input);
    CHECK(text == fixture.expected);
    CHECK(text.size() == fixture.bytes);
    CHECK(hmac_sha256_hex(kFixtureKey, text) == fixture.hmac);
    CHECK(canonical(parse_json(text)) == text);
    CHECK(canonical(parse_json(pretty(fixture.input))) == text);
  }
}

TEST_CASE("content hashes") {
  const auto hash = [](const char* text) { return content_hash(parse_json(text)); };
  CHECK(hash("{}") == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
  CHECK(hash(R"({"scenario":"rosetta-scaling","corpus":"flores","target":"rosetta","n_cycles":1000,"n_records_selected":1000})") ==
        "5a35c1f0d77c80f222103d23086c3730aa6de5b0959de4f1482e19556b638baa");
  CHECK(hash(R"({"audit_id_pre_attach":"computed-at-attach-time","metric":"total_findings"})") ==
        "d269084e9fa36e1356b72df4f3e04a379d31f6fdf3e4ffe31538082abaf9f10a");
  CHECK(hash(R"({"detector_name":"adwin","metric":"n_drift_events"})") ==
        "385eabdcb59c03a8f2ed08de540196402d45e0b263b0c2750be709081323a0ce");
}

TEST_CASE("keys ascend by code point, not by UTF-16 unit") {
  CHECK(canonical(parse_json(R"({"b":1,"A":2,"10":3,"2":4})")) == R"({"10":3,"2":4,"A":2,"b":1})");
  CHECK(canonical(parse_json(R"({"\ud800\udc00":4,"\uffff":3,"\ue000":2,"a":1})")) ==
        R"({"a":1,"\ue000":2,"\uffff":3,"\ud800\udc00":4})");
  CHECK(canonical(parse_json(R"({"\ue000":2,"\ud800":1,"\ud7ff":0})")) == R"({"\ud7ff":0,"\ud800":1,"\ue000":2})");
}

TEST_CASE("escapes: the short ones, lower-case hex, and DEL") {
  CHECK(canonical(Json("\x7F")) == R"("\u007f")");
  CHECK(canonical(Json("\x0B\x1F\xC2\x80")) == R"("\u000b\u001f\u0080")");
  CHECK(canonical(Json("~ /'")) == R"("~ /'")");
  CHECK(canonical(Json("\xED\xA0\x80")) == R"("\ud800")");
}

TEST_CASE("an escape is found at every offset of a word") {
  for (std::size_t length = 0; length < 40; ++length) {
    for (std::size_t at = 0; at < length; ++at) {
      for (const char odd : {'"', '\\', '\n', '\x7F'}) {
        std::string text(length, 'x');
        text[at] = odd;
        CHECK(parse_json(canonical(Json(text))).as_string() == text);
        CHECK(canonical(Json(text)).size() > length + 2);
      }
    }
  }
}

TEST_CASE("spaced separators differ in nothing else") {
  const Json value = parse_json(R"({"b":[1,{"c":", : "}],"a":{},"d":[]})");
  CHECK(canonical(value, Separators::kSpaced) == R"({"a": {}, "b": [1, {"c": ", : "}], "d": []})");
  CHECK(canonical(value) == R"({"a":{},"b":[1,{"c":", : "}],"d":[]})");
}

TEST_CASE("pretty text: two spaces, own order, empty containers, no final newline") {
  CHECK(pretty(parse_json(R"({"b":[1,[],{}],"a":{"x":null}})")) ==
        "{\n  \"b\": [\n    1,\n    [],\n    {}\n  ],\n  \"a\": {\n    \"x\": null\n  }\n}");
  CHECK(pretty(parse_json("[]")) == "[]");
  CHECK(pretty(Json("\xC3\xA9")) == "\"\\u00e9\"");
}

TEST_CASE("a text that is not UTF-8 is refused wherever it stands") {
  const auto code_of = [](const Json& value) {
    try {
      (void)canonical(value);
    } catch (const diagnostics::Error& error) {
      return error.code();
    }
    return diagnostics::ErrorCode::kInternalError;
  };
  CHECK(code_of(Json("a\xFF")) == diagnostics::ErrorCode::kTextNotUnicode);
  CHECK(code_of(Json(JsonObject{{"\xC3", 1}})) == diagnostics::ErrorCode::kTextNotUnicode);
  CHECK(code_of(Json(JsonArray{"\xE2\x82"})) == diagnostics::ErrorCode::kTextNotUnicode);
}

TEST_CASE("a writer leaves members out at the root only, and can be used again") {
  CanonicalWriter writer;
  const Json value = parse_json(R"({"signature":"s","body":{"signature":1},"id":2})");
  const std::vector<std::string_view> excluded{"signature", "id"};
  CHECK(writer.write_without(value, excluded) == R"({"body":{"signature":1}})");
  CHECK(writer.write(Json(1)) == "1");
  CHECK(writer.write(value) == R"({"body":{"signature":1},"id":2,"signature":"s"})");
}
