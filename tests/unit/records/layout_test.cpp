// SPDX-License-Identifier: Apache-2.0
#include <array>

#include <doctest/doctest.h>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/json_parser.hpp>
#include <ophamin/records/layout.hpp>

#include "sample_records.hpp"

using namespace ophamin;
using namespace ophamin::records;

namespace {

constexpr std::array<Layout, 6> kAll{Layout::kIndented,  Layout::kIndentedRaw, Layout::kSpaced,
                                     Layout::kSpacedRaw, Layout::kCompact,     Layout::kCompactRaw};

const char* const kValue = R"({"b":[1,{"a":-0.0}],"é":"ü\u007f\ud800\n\u0007, : ","c":{},"d":[]})";

std::optional<Layout> layout_of(const std::string& text) { return match_layout(text, parse_json(text)).layout; }

}  // namespace

TEST_CASE("the six layouts of one value") {
  const Json value = parse_json(kValue);
  CHECK(lay_out(value, Layout::kCompact) ==
        R"({"b":[1,{"a":-0.0}],"\u00e9":"\u00fc\u007f\ud800\n\u0007, : ","c":{},"d":[]})");
  CHECK(lay_out(value, Layout::kCompactRaw) ==
        "{\"b\":[1,{\"a\":-0.0}],\"\u00e9\":\"\u00fc\x7f\\ud800\\n\\u0007, : \",\"c\":{},\"d\":[]}");
  CHECK(lay_out(value, Layout::kSpaced) ==
        R"({"b": [1, {"a": -0.0}], "\u00e9": "\u00fc\u007f\ud800\n\u0007, : ", "c": {}, "d": []})");
  CHECK(lay_out(value, Layout::kIndented) == pretty(value));
  CHECK(lay_out(value, Layout::kIndentedRaw) ==
        "{\n  \"b\": [\n    1,\n    {\n      \"a\": -0.0\n    }\n  ],\n  \"\u00e9\": \"\u00fc\x7f\\ud800\\n\\u0007, : "
        "\",\n  \"c\": {},\n  \"d\": []\n}");
}

TEST_CASE("each layout is recognised as itself") {
  for (const Layout layout : kAll) {
    CAPTURE(to_string(layout));
    CHECK(layout_of(lay_out(parse_json(kValue), layout)) == layout);
    for (const Json& record : test::sample_records()) {
      const std::string text = lay_out(record, layout);
      const bool is_raw = layout == Layout::kIndentedRaw || layout == Layout::kSpacedRaw || layout == Layout::kCompactRaw;
      const bool needs_raw = std::any_of(text.begin(), text.end(), [](char byte) { return (byte & 0x80) != 0; });
      if (is_raw == needs_raw) CHECK(layout_of(text) == layout);
      CHECK(layout_of(text).has_value());
    }
  }
}

TEST_CASE("values without separators have a layout, too") {
  for (const char* text : {"1", "\"a\"", "{}", "[]", "[1]", "[[]]", "{\"a\":1}", "\"\\ud800\""}) {
    CAPTURE(text);
    CHECK(layout_of(text).has_value());
  }
}

TEST_CASE("what no writer makes") {
  for (const char* text :
       {"{\"a\":1}\n", " {\"a\":1}", "{\"a\" :1}", "{\"a\": 1,\"b\": 2}", "{\"a\":1, \"b\":2}", "{\"a\":1.50}",
        "{\"a\":1e5}", "{\"a\":-0}", "{\"a\":\"\\u0041\"}", "{\"a\":\"\\/\"}", "{\"a\":\"\\u00E9\"}",
        "{\"a\":1,\"a\":1}", "[1,\n2]", "{\n \"a\": 1\n}", "{\n  \"a\": 1,\n  \"b\": []\n}\n", "[ ]", "{\n}",
        "{\"a\":\"\\u00e9\xC3\xA9\"}", "{\"a\":\"\\u000a\"}"}) {
    CAPTURE(text);
    CHECK_FALSE(layout_of(text).has_value());
  }
}

TEST_CASE("where a text is not laid out") {
  const std::string text = "{\n  \"a\": 1,\n  \"b\":  2\n}";
  CHECK(match_layout(text, parse_json(text)).differs_at == text.find("  2") + 1);
  CHECK(match_layout("[1,2]\n", parse_json("[1,2]")).differs_at == 5);
}

TEST_CASE("no change of one byte turns a layout into another text of the same value") {
  for (const Layout layout : kAll) {
    const std::string original = lay_out(parse_json(kValue), layout);
    const Json value = parse_json(original);
    for (std::size_t at = 0; at < original.size(); ++at) {
      for (int byte = 0; byte < 256; ++byte) {
        std::string text = original;
        text[at] = static_cast<char>(byte);
        if (text == original) continue;
        try {
          const Json changed = parse_json(text);
          if (changed == value) CHECK_FALSE(match_layout(text, changed).layout.has_value());
        } catch (const std::exception&) {
        }
      }
    }
  }
}
