// SPDX-License-Identifier: Apache-2.0
#include <ophamin/cli/console.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <sys/ioctl.h>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

#include <ophamin/diagnostics/render.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/json_parser.hpp>

namespace ophamin::cli {
namespace {

constexpr std::size_t kNarrowest = 40;
constexpr std::size_t kWidest = 500;

std::size_t columns_variable(std::size_t fallback) {
  const char* text = std::getenv("COLUMNS");
  if (text == nullptr) return fallback;
  const std::string_view view(text);
  std::size_t columns = 0;
  const auto [end, fault] = std::from_chars(view.data(), view.data() + view.size(), columns);
  if (fault != std::errc{} || end != view.data() + view.size() || columns < kNarrowest || columns > kWidest) return fallback;
  return columns;
}

// JSON readers outside know no NaN.
void make_strict(records::Json& value) {
  if (value.is_double() && !std::isfinite(value.as_double())) {
    value = nullptr;
  } else if (value.is_array()) {
    for (records::Json& item : value.as_array()) make_strict(item);
  } else if (value.is_object()) {
    for (records::Member& member : value.as_object()) make_strict(member.value);
  }
}

bool is_word_character(char character) {
  return (character >= 'A' && character <= 'Z') || (character >= 'a' && character <= 'z') || character == '_' || character == '-';
}

}  // namespace

std::size_t terminal_width(int descriptor, std::size_t fallback) {
  winsize size{};
  if (::isatty(descriptor) == 0 || ::ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return fallback;
  return std::min(std::max<std::size_t>(size.ws_col, kNarrowest), kWidest);
}

Console standard_console() {
  const char* no_colour = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  Console console{.out = std::cout, .err = std::cerr};
  console.out_is_terminal = ::isatty(STDOUT_FILENO) != 0;
  console.err_is_terminal = ::isatty(STDERR_FILENO) != 0;
  console.may_redraw = console.err_is_terminal && term != nullptr && std::string_view(term) != "dumb";
  console.no_colour = (no_colour != nullptr && *no_colour != '\0') || (term != nullptr && std::string_view(term) == "dumb");
  console.width = terminal_width(STDOUT_FILENO, columns_variable(80));
  return console;
}

void Console::report(std::span<const diagnostics::Diagnostic> diagnostics) {
  err << diagnostics::to_text(diagnostics, colour_err()) << std::flush;
}

void Console::note(std::string_view text) { err << "note: " << text << '\n' << std::flush; }

void Console::key_warning(std::string_view warning) {
  if (!warning.empty()) note(warning);
}

void Console::print_json(bool ok, records::JsonObject object) {
  records::JsonObject whole;
  whole.set("ok", ok);
  for (records::Member& member : object) whole.set(member.key, std::move(member.value));
  records::Json value(std::move(whole));
  make_strict(value);
  out << records::pretty(value) << '\n' << std::flush;
}

records::Json errors_json(std::span<const diagnostics::Diagnostic> diagnostics) {
  return records::parse_json(diagnostics::to_json(diagnostics));
}

std::string colour_verdicts(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kColours{{{"VALIDATED", "\x1b[32m"},
                                                                                   {"REFUTED", "\x1b[31m"},
                                                                                   {"INCONCLUSIVE", "\x1b[33m"},
                                                                                   {"ERRORED", "\x1b[1;31m"}}};
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && is_word_character(text[end])) ++end;
    if (end == at) {
      result += text[at++];
      continue;
    }
    const std::string_view word = text.substr(at, end - at);
    std::string_view colour;
    for (const auto& [name, code] : kColours)
      if (word == name) colour = code;
    result += colour.empty() ? std::string(word) : fmt::format("{}{}\x1b[0m", colour, word);
    at = end;
  }
  return result;
}

}  // namespace ophamin::cli
