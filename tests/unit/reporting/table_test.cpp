// SPDX-License-Identifier: Apache-2.0
#include <sstream>
#include <string>

#include <doctest/doctest.h>

#include <ophamin/reporting/table.hpp>

namespace ophamin::reporting {
namespace {

void check_fits(const std::string& text, std::size_t width) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    CAPTURE(line);
    CHECK(display_width(line) <= width);
    CHECK_FALSE(line.ends_with(' '));
  }
}

TEST_CASE("widths of characters") {
  CHECK(display_width("") == 0);
  CHECK(display_width("abc") == 3);
  CHECK(display_width("caf\xC3\xA9") == 4);
  CHECK(display_width("e\xCC\x81") == 1);          // e and a combining acute
  CHECK(display_width("\xE6\xBC\xA2\xE5\xAD\x97") == 4);  // two CJK characters
  CHECK(display_width("\xF0\x9F\x9A\x80") == 2);    // an emoji
  CHECK(display_width("\xFF\xFE") == 2);            // no UTF-8: byte by byte
  CHECK(display_width("\xC3") == 1);
}

TEST_CASE("truncation keeps characters whole") {
  CHECK(truncate("abcdef", 6) == "abcdef");
  CHECK(truncate("abcdefg", 6) == "abcde\xE2\x80\xA6");
  CHECK(truncate("caf\xC3\xA9s", 4) == "caf\xE2\x80\xA6");
  CHECK(truncate("\xE6\xBC\xA2\xE5\xAD\x97\xE6\xBC\xA2", 4) == "\xE6\xBC\xA2\xE2\x80\xA6");  // half a wide one does not fit
  CHECK(truncate("abc", 1) == "\xE2\x80\xA6");
  CHECK(truncate("abc", 0) == "");
  CHECK(truncate("e\xCC\x81xyz", 2) == "e\xCC\x81\xE2\x80\xA6");
}

TEST_CASE("nothing that a guest writes reaches the terminal as a command") {
  CHECK(printable("a\x1B[31mred\nb\tc\x7F") == "a [31mred b c ");
  CHECK(printable("x\xE2\x80\xAEy") == "x y");        // right-to-left override
  CHECK(printable("bad\xFFtext") == "bad\xEF\xBF\xBDtext");
  CHECK(printable("\xC2\x9B" "31m") == " 31m");      // the 8-bit control sequence introducer
  CHECK(printable("\xED\xA0\x80") == "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
  CHECK(printable("caf\xC3\xA9") == "caf\xC3\xA9");
}

TEST_CASE("a table that fits is laid out by its content") {
  Table table({{"name"}, {"n", Align::kRight, Fit::kKeep}, {"note"}, {"never used"}});
  table.add_row({"one", "5", "x"});
  table.add_row({"caf\xC3\xA9", "1234", ""});
  table.add_line("across the whole table");
  table.add_row({"three"});
  CHECK(table.render(80) ==
        "name      n  note\n"
        "-----------------\n"
        "one       5  x\n"
        "caf\xC3\xA9   1234\n"
        "across the whole table\n"
        "three\n");
}

TEST_CASE("a table that is too wide shrinks its widest column first and keeps numbers") {
  Table table({{"scenario", Align::kLeft, Fit::kShrink, 8}, {"value", Align::kRight, Fit::kKeep}, {"text"}});
  table.add_row({"a-very-long-scenario-name-indeed", "1234567.125", "some other text"});
  const std::string text = table.render(40);
  check_fits(text, 40);
  CHECK(text.find("1234567.125") != std::string::npos);
  CHECK(text.find("a-very-long") != std::string::npos);
  CHECK(text.find("\xE2\x80\xA6") != std::string::npos);
}

TEST_CASE("every width is kept, however small") {
  Table table({{"scenario"}, {"verdict", Align::kLeft, Fit::kKeep}, {"observed", Align::kRight, Fit::kKeep}});
  table.add_row({"round-trip-\xE6\xBC\xA2\xE5\xAD\x97", "INCONCLUSIVE", "0.123456789"});
  table.add_line("a line that is longer than most of these widths");
  for (std::size_t width = 1; width <= 100; ++width) {
    CAPTURE(width);
    check_fits(table.render(width), width);
  }
}

TEST_CASE("no rows, no columns") {
  CHECK(Table({{"a"}, {"b"}}).empty());
  CHECK(Table({{"a"}}).render(10) == "\n\n");
}

}  // namespace
}  // namespace ophamin::reporting
