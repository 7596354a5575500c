// SPDX-License-Identifier: Apache-2.0
#include <ophamin/diagnostics/render.hpp>

#include <boost/json.hpp>
#include <fmt/format.h>

namespace ophamin::diagnostics {
namespace {

constexpr std::string_view kReset = "\x1b[0m";
constexpr std::string_view kBold = "\x1b[1m";

std::string_view colour_of(Severity severity) {
  switch (severity) {
    case Severity::kError: return "\x1b[1;31m";
    case Severity::kWarning: return "\x1b[1;33m";
    case Severity::kNote: return "\x1b[1;36m";
  }
  return {};
}

std::string location(const Place& place) {
  std::string text = place.file;
  if (place.line > 0) {
    text += fmt::format("{}{}", text.empty() ? "line " : ":", place.line);
    if (place.column > 0) text += fmt::format(":{}", place.column);
  }
  if (!place.path.empty()) text += fmt::format("{}{}", text.empty() ? "" : ": ", place.path);
  return text;
}

// Blanks that end where the column begins; a tab stays a tab, so that the caret stands below its character.
std::string caret_indent(std::string_view line, std::uint32_t column) {
  std::string indent;
  std::uint32_t at = 1;
  for (const char character : line) {
    if (at >= column) break;
    const bool continues_character = (static_cast<unsigned char>(character) & 0xC0u) == 0x80u;
    if (continues_character) continue;
    indent += character == '\t' ? '\t' : ' ';
    ++at;
  }
  indent.append(column - std::min(at, column), ' ');
  return indent;
}

// Guests and files put text into messages: control characters must not reach a terminal.
std::string printable(std::string_view text) {
  std::string safe;
  safe.reserve(text.size());
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    if ((byte < 0x20 && character != '\t' && character != '\n') || byte == 0x7F) {
      safe += fmt::format("\\x{:02x}", byte);
    } else {
      safe += character;
    }
  }
  return safe;
}

void append_field(std::string& text, std::string_view label, std::string_view value) {
  if (value.empty()) return;
  std::string body = printable(value);
  for (std::size_t at = body.find('\n'); at != std::string::npos; at = body.find('\n', at + 1)) {
    body.insert(at + 1, "      ");
  }
  text += fmt::format("  {}: {}\n", label, body);
}

boost::json::object place_object(const Place& place) {
  boost::json::object object;
  if (!place.file.empty()) object["file"] = place.file;
  if (place.line > 0) object["line"] = place.line;
  if (place.column > 0) object["column"] = place.column;
  if (!place.line_text.empty()) object["line_text"] = place.line_text;
  if (!place.path.empty()) object["path"] = place.path;
  return object;
}

boost::json::object diagnostic_object(const Diagnostic& diagnostic) {
  boost::json::object object;
  object["id"] = error_id(diagnostic.code);
  object["name"] = describe(diagnostic.code).name;
  object["severity"] = to_string(diagnostic.severity);
  if (!diagnostic.rule.empty()) object["rule"] = diagnostic.rule;
  object["message"] = diagnostic.message;
  if (!diagnostic.expected.empty()) object["expected"] = diagnostic.expected;
  if (!diagnostic.found.empty()) object["found"] = diagnostic.found;
  if (!diagnostic.mend.empty()) object["mend"] = diagnostic.mend;
  if (boost::json::object place = place_object(diagnostic.place); !place.empty()) object["place"] = std::move(place);
  if (!diagnostic.suggestions.empty()) {
    object["suggestions"] = boost::json::array(diagnostic.suggestions.begin(), diagnostic.suggestions.end());
  }
  return object;
}

}  // namespace

std::string to_text(const Diagnostic& diagnostic, bool colour) {
  const std::string_view mark = colour ? colour_of(diagnostic.severity) : std::string_view{};
  const std::string_view bold = colour ? kBold : std::string_view{};
  const std::string_view plain = colour ? kReset : std::string_view{};
  std::string text;
  if (const std::string where = location(diagnostic.place); !where.empty()) {
    text += fmt::format("{}{}:{} ", bold, printable(where), plain);
  }
  text += fmt::format("{}{}{} {} {}: {}", mark, to_string(diagnostic.severity), plain, error_id(diagnostic.code),
                      describe(diagnostic.code).name, printable(diagnostic.message));
  if (!diagnostic.rule.empty()) text += fmt::format(" [{}]", diagnostic.rule);
  text += '\n';
  if (const Place& place = diagnostic.place; !place.line_text.empty()) {
    text += fmt::format("  {}\n", printable(place.line_text));
    if (place.column > 0) {
      text += fmt::format("  {}{}^{}\n", caret_indent(place.line_text, place.column), mark, plain);
    }
  }
  append_field(text, "expected", diagnostic.expected);
  append_field(text, "found", diagnostic.found);
  append_field(text, "did you mean", fmt::format("{}", fmt::join(diagnostic.suggestions, ", ")));
  append_field(text, "mend", diagnostic.mend);
  return text;
}

std::string to_text(std::span<const Diagnostic> diagnostics, bool colour) {
  std::string text;
  for (const Diagnostic& diagnostic : diagnostics) text += to_text(diagnostic, colour);
  return text;
}

std::string to_json(std::span<const Diagnostic> diagnostics) {
  boost::json::array array;
  for (const Diagnostic& diagnostic : diagnostics) array.push_back(diagnostic_object(diagnostic));
  return boost::json::serialize(array);
}

}  // namespace ophamin::diagnostics
