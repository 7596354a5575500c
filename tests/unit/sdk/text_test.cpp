// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <ophamin/text.hpp>

#include <string>

namespace sdk = ophamin::sdk;

namespace {

// One code point as UTF-8, surrogates included, as a naive encoder would.
std::string encode(std::uint32_t c) {
  const auto byte = [](std::uint32_t x) { return static_cast<char>(x); };
  if (c < 0x80) return {byte(c)};
  if (c < 0x800) return {byte(0xc0 | c >> 6), byte(0x80 | (c & 63))};
  if (c < 0x10000) return {byte(0xe0 | c >> 12), byte(0x80 | (c >> 6 & 63)), byte(0x80 | (c & 63))};
  return {byte(0xf0 | c >> 18), byte(0x80 | (c >> 12 & 63)), byte(0x80 | (c >> 6 & 63)), byte(0x80 | (c & 63))};
}

}  // namespace

TEST_CASE("every character is UTF-8, and nothing else is") {
  for (std::uint32_t c = 0; c < 0x140000; c += c < 0x3000 || (c > 0xd700 && c < 0xe100) ? 1 : 97) {
    const bool exists = c <= 0x10ffff && (c < 0xd800 || c > 0xdfff);
    if (sdk::is_utf8(encode(c)) != exists) CHECK_MESSAGE(false, c);
    if (sdk::is_utf8("x" + encode(c) + "y") != exists) CHECK_MESSAGE(false, c);
  }
  for (const char* wrong : {"\x80", "\xc3", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xe0\x9f\xbf", "\xf0\x80\x80\x80", "\xf0\x8f\xbf\xbf",
                            "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "\xe2\x82", "\xf0\x9f\x98", "\xc3\xa4\xa4"}) {
    CHECK_FALSE(sdk::is_utf8(wrong));
    CHECK_FALSE(sdk::is_utf8(std::string(100, 'a') + wrong));
    CHECK_FALSE(sdk::is_utf8(wrong + std::string(100, 'a')));
  }
}

TEST_CASE("ASCII is told from the rest at every place of a block") {
  for (std::size_t size = 0; size < 200; ++size) {
    std::string text(size, 'a');
    CHECK(sdk::is_ascii(text));
    for (std::size_t at = 0; at < size; ++at) {
      text[at] = '\x80';
      if (sdk::is_ascii(text) || sdk::is_utf8(text)) CHECK_MESSAGE(false, size, " ", at);
      text[at] = 'a';
    }
  }
}

TEST_CASE("each maximal part that is no UTF-8 becomes one U+FFFD") {
  std::string out;
  const std::string r = "\xef\xbf\xbd";
  // The example of the Unicode standard, table 3-8.
  CHECK_FALSE(sdk::to_utf8("\x61\xf1\x80\x80\xe1\x80\xc2\x62\x80\x63\x80\xbf\x64", out));
  CHECK(out == "a" + r + r + r + "b" + r + "c" + r + r + "d");
  CHECK(sdk::to_utf8("gr\xc3\xbc\xc3\x9f", out));
  CHECK(out == "gr\xc3\xbc\xc3\x9f");
  CHECK_FALSE(sdk::to_utf8("\xe2\x82", out));
  CHECK(out == r);
  CHECK(sdk::to_utf8("", out));
  CHECK(out.empty());
}

TEST_CASE("a character that may go on is held back") {
  CHECK(sdk::unfinished("") == 0);
  CHECK(sdk::unfinished("abc") == 0);
  CHECK(sdk::unfinished("a\xc3") == 1);
  CHECK(sdk::unfinished("a\xc3\xa4") == 0);
  CHECK(sdk::unfinished("\xe2\x82") == 2);
  CHECK(sdk::unfinished("\xe2\x82\xac") == 0);
  CHECK(sdk::unfinished("\xf0\x9f\x98") == 3);
  CHECK(sdk::unfinished("\xf0\x9f\x98\x80") == 0);
  CHECK(sdk::unfinished("\x80\x80\x80\x80") == 0);
}

TEST_CASE("a cut text ends between characters") {
  const std::string text = "a\xc3\xa4\xe2\x82\xac";
  CHECK(sdk::cut(text, 100) == text);
  CHECK(sdk::cut(text, 6) == text);
  CHECK(sdk::cut(text, 5) == "a\xc3\xa4");
  CHECK(sdk::cut(text, 4) == "a\xc3\xa4");
  CHECK(sdk::cut(text, 3) == "a\xc3\xa4");
  CHECK(sdk::cut(text, 2) == "a");
  CHECK(sdk::cut(text, 0).empty());
}
