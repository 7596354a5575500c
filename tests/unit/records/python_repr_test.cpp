// SPDX-License-Identifier: Apache-2.0
#include <ophamin/records/python_repr.hpp>

#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

using ophamin::records::append_python_repr;
using ophamin::records::python_repr;

namespace {

std::string repr(std::string_view text) {
  std::string out;
  append_python_repr(out, text);
  return out;
}

}  // namespace

// The expected texts are what CPython 3.11 prints.
TEST_CASE("texts look as Python shows them") {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"", "''"},
      {"eng_Latn.dev", "'eng_Latn.dev'"},
      {"it's", "\"it's\""},
      {"say \"no\"", "'say \"no\"'"},
      {"it's \"no\"", "'it\\'s \"no\"'"},
      {"a\\b\tc\nd\re", "'a\\\\b\\tc\\nd\\re'"},
      {std::string("\0\x1f\x7f", 3), "'\\x00\\x1f\\x7f'"},
      {"\xc3\xa9t\xc3\xa9", "'\xc3\xa9t\xc3\xa9'"},
      {"\xc2\x80\xc2\xa0\xc2\xad", "'\\x80\\xa0\\xad'"},
      {"a\xe2\x80\x8b\xe2\x80\xa8\xe3\x80\x80", "'a\\u200b\\u2028\\u3000'"},
      {"\xe6\xbc\xa2\xe5\xad\x97", "'\xe6\xbc\xa2\xe5\xad\x97'"},
      {"\xf0\x9f\x98\x80", "'\xf0\x9f\x98\x80'"},
      {"\xf3\xa0\x80\xa1\xf4\x80\x80\x80", "'\\U000e0021\\U00100000'"},
      {"a\xff", "'a\\udcff'"},
      {"a\xed\xb3\xbf", "'a\\udcff'"},
  };
  for (const auto& [text, expected] : cases) CHECK(repr(text) == expected);
}

TEST_CASE("lists of pairs look as Python shows them") {
  CHECK(python_repr({}) == "[]");
  CHECK(python_repr({{"name", "hex"}}) == "[('name', 'hex')]");
  CHECK(python_repr({{"name", "hex"}, {"it's", "hex2"}}) == "[('name', 'hex'), (\"it's\", 'hex2')]");
}
