// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include <doctest/doctest.h>
#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/json_parser.hpp>

using namespace ophamin;
using namespace ophamin::records;
using diagnostics::ErrorCode;

namespace {

std::string again(std::string_view text) { return canonical(parse_json(text)); }

diagnostics::Diagnostic refusal(std::string_view text, const ParseOptions& options = {}) {
  CAPTURE(text.substr(0, 100));
  try {
    (void)parse_json(text, options);
  } catch (const diagnostics::Error& error) {
    CHECK(error.exit_code() == 2);
    return error.diagnostics().front();
  }
  FAIL("the text was accepted");
  return {};
}

}  // namespace

TEST_CASE("numbers keep their kind") {
  CHECK(again("0") == "0");
  CHECK(again("-0") == "0");
  CHECK(parse_json("-0").is_int());
  CHECK(again("-0.0") == "-0.0");
  CHECK(again("1E5") == "100000.0");
  CHECK(again("1e400") == "Infinity");
  CHECK(again("-1e400") == "-Infinity");
  CHECK(again("1e99999999999999999999999999") == "Infinity");
  CHECK(again("1e-99999999999999999999999999") == "0.0");
  CHECK(again("-1e-400") == "-0.0");
  CHECK(again("0e99999999999") == "0.0");
  CHECK(again("0." + std::string(400, '0') + "1e401") == "1.0");
  CHECK(again(std::string(400, '1') + ".5") == "Infinity");
  CHECK(again("5e-324") == "5e-324");
  CHECK(again("2.2250738585072011e-308") == "2.225073858507201e-308");
  CHECK(again("30.0") == "30.0");
  CHECK(again("1.00") == "1.0");
  CHECK(again("9223372036854775807") == "9223372036854775807");
  CHECK(parse_json("9223372036854775808").is_big_int());
  CHECK(again("-123456789012345678901234567890") == "-123456789012345678901234567890");
  CHECK(again("[NaN,Infinity,-Infinity]") == "[NaN,Infinity,-Infinity]");
}

TEST_CASE("integers are limited to 4300 digits") {
  const std::string longest(4300, '9');
  CHECK(again(longest) == longest);
  CHECK(again("-" + longest) == "-" + longest);
  CHECK(refusal(longest + "9").code == ErrorCode::kJsonLimit);
  CHECK(again(longest + "9.0") == "Infinity");
}

TEST_CASE("the last of equal keys wins at the place of the first") {
  CHECK(pretty(parse_json(R"({"a":1,"b":2,"a":3})")) == "{\n  \"a\": 3,\n  \"b\": 2\n}");
  CHECK(pretty(parse_json(R"({"a":1,"\u0061":{"x":[]}})")) == "{\n  \"a\": {\n    \"x\": []\n  }\n}");
  std::string many = "{";
  for (int round = 0; round < 3; ++round) {
    for (int key = 0; key < 50; ++key) many += "\"k" + std::to_string(key) + "\":" + std::to_string(100 * round + key) + ",";
  }
  many.back() = '}';
  const Json parsed = parse_json(many);
  REQUIRE(parsed.as_object().size() == 50);
  int key = 0;
  for (const Member& member : parsed.as_object()) {
    CHECK(member.key == "k" + std::to_string(key));
    CHECK(member.value.as_int() == 200 + key);
    ++key;
  }
}

TEST_CASE("strings: escapes, pairs and lone surrogates") {
  CHECK(parse_json(R"("\"\\\/\b\f\n\r\t")").as_string() == "\"\\/\b\f\n\r\t");
  CHECK(parse_json(R"("\ud83d\ude80")").as_string() == "\xF0\x9F\x9A\x80");
  CHECK(parse_json(R"("\uD83D\uDE80")").as_string() == "\xF0\x9F\x9A\x80");
  CHECK(again(R"("\ud800")") == R"("\ud800")");
  CHECK(again(R"("\udc00\ud800")") == R"("\udc00\ud800")");
  CHECK(again(R"("\ud800\ud800\udc00")") == R"("\ud800\ud800\udc00")");
  CHECK(again(R"("\ud800\u0041")") == R"("\ud800A")");
  CHECK(again(R"("\ud800x")") == R"("\ud800x")");
  CHECK(again(R"({"\ud800":1})") == R"({"\ud800":1})");
  CHECK(again("\"\x7F\xC3\xA9\"") == R"("\u007f\u00e9")");
  CHECK(parse_json(R"("\u0000")").as_string() == std::string(1, '\0'));
  CHECK(again(R"("a plain text that is longer than sixteen bytes\u0041 and goes on")") ==
        R"("a plain text that is longer than sixteen bytesA and goes on")");
}

TEST_CASE("white space is the four characters of JSON") {
  CHECK(again(" \t\r\n[ 1 , { \"a\" : 2 } ]\n") == R"([1,{"a":2}])");
  CHECK(again("[ ]") == "[]");
  CHECK(again("{ }") == "{}");
  refusal("\f1");
  refusal("\xC2\xA0""1");
}

TEST_CASE("what is no JSON is refused, with the place") {
  for (const char* text :
       {"", " ", "[1,]", "{\"a\":1,}", "[1 2]", "{\"a\" 1}", "{a:1}", "{'a':1}", "'a'", "// c\n1", "# c", "01", "-01",
        "-", "+1", ".5", "1.", "1.e5", "1e", "1e+", "0x10", "1_000", "nul", "True", "nan", "-NaN", "infinity", "1 1",
        "[", "]", "{", "}", "[1", "{\"a\"", "{\"a\":", "{\"a\":1", "\"abc", "\"\\", "\"\\x\"", "\"\\u12\"",
        "\"\\u12g4\"", "[1}", "{\"a\":1]", "{1:2}", "{\"a\":1 \"b\":2}", "[,1]", "{,}", "[1,,2]", "\"a\" \"b\""}) {
    CHECK(refusal(text).code == ErrorCode::kJsonSyntax);
  }
}

TEST_CASE("raw control characters, byte-order marks and invalid UTF-8 are refused") {
  CHECK(refusal("\"a\nb\"").message.find("control character") != std::string::npos);
  refusal(std::string_view("\"a\0b\"", 5));
  refusal("\"\x1F\"");
  refusal(std::string_view("1\0", 2));
  CHECK(refusal("\xEF\xBB\xBF{}").message.find("byte-order mark") != std::string::npos);
  for (const char* bytes : {"\x80", "\xC0\xAF", "\xC1\xBF", "\xE0\x80\x80", "\xED\xA0\x80", "\xED\xBF\xBF", "\xF0\x80\x80\x80",
                            "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xC3", "\xE2\x82", "\xF0\x9F\x9A"}) {
    CHECK(refusal(std::string("\"") + bytes + "\"").message.find("UTF-8") != std::string::npos);
    refusal(std::string("{\"") + bytes + "\":1}");
  }
  CHECK(again("\"\xF4\x8F\xBF\xBF\xED\x9F\xBF\xEE\x80\x80\"") == R"("\udbff\udfff\ud7ff\ue000")");
}

TEST_CASE("the place is line, column and the line itself") {
  const auto problem = refusal("{\n  \"caf\xC3\xA9\": tru\n}", {.file = "proof.json"});
  CHECK(problem.place.file == "proof.json");
  CHECK(problem.place.line == 2);
  CHECK(problem.place.column == 11);
  CHECK(problem.place.line_text == "  \"caf\xC3\xA9\": tru");
  const auto truncated = refusal("[1,\n2");
  CHECK(truncated.place.line == 2);
  CHECK(truncated.place.column == 2);
  CHECK(truncated.message == "the JSON text ends too early");
  CHECK(refusal("[1," + std::string(1000, ' ') + "x]").place.line_text.empty());
}

TEST_CASE("depth and size are limited, and the limits themselves are fine") {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  CHECK(again(nested(512)) == nested(512));
  CHECK(refusal(nested(513)).code == ErrorCode::kJsonLimit);
  CHECK(refusal(std::string(10'000'000, '[')).code == ErrorCode::kJsonLimit);
  std::string objects;
  for (int depth = 0; depth < 10000; ++depth) objects += "{\"a\":";
  CHECK(refusal(objects).code == ErrorCode::kJsonLimit);
  CHECK(again("[1]") == "[1]");
  CHECK(parse_json("[1]", {.max_bytes = 3}).is_array());
  CHECK(refusal("[1] ", {.max_bytes = 3}).code == ErrorCode::kJsonLimit);
}

TEST_CASE("a parser is as good as new after a refusal") {
  JsonParser parser;
  CHECK_THROWS_AS((void)parser.parse("[1,{\"a\":[2,"), diagnostics::Error);
  CHECK(canonical(parser.parse("{\"b\":[true]}")) == "{\"b\":[true]}");
}

TEST_CASE("every truncation of a document is refused without a crash") {
  const std::string document = R"({"a":[1,-2.5e-07,"x\u00e9\ud83d\ude80"],"b":{"c":null,"d":[true,false,NaN,-Infinity]}})";
  for (std::size_t length = 0; length < document.size(); ++length) refusal(document.substr(0, length));
  CHECK(again(document) == document);
}
