// SPDX-License-Identifier: Apache-2.0
#include <ophamin/registry/violation.hpp>

#include <array>
#include <utility>

#include <boost/json.hpp>
#include <fmt/format.h>

#include <ophamin/registry/parameters.hpp>

#include "violation_json.hpp"

namespace ophamin::registry {
namespace {

constexpr std::array<std::string_view, 7> kNames{
    "PluginLoadError",          "PluginPolicyError",           "PluginProtocolViolationError",
    "DuplicatePluginError",     "DuplicateScenarioNameError",  "ScenarioNameNotOverriddenError",
    "ScenarioMetadataMissingError",
};

void append_line(std::string& text, std::string_view label, std::string_view value) {
  if (value.empty()) return;
  text += fmt::format("\n    {}: ", label);
  for (const char c : value) {
    text += c;
    if (c == '\n') text += "      ";
  }
}

}  // namespace

std::string_view name(ErrorKind kind) noexcept {
  const auto index = static_cast<std::size_t>(kind);
  return index < kNames.size() ? kNames[index] : "PluginLoadError";
}

std::string to_text(const Violation& violation) {
  std::string text = fmt::format("{} {}: {}", name(violation.error), violation.rule, printable(violation.file.native()));
  if (!violation.component.empty()) text += fmt::format(": {}", violation.component);
  if (violation.optional) text += " (optional)";
  append_line(text, "expected", violation.expected);
  append_line(text, "found", violation.found);
  append_line(text, "mend", violation.mend);
  return text;
}

std::string to_text(std::span<const Violation> violations) {
  std::string text;
  for (const Violation& violation : violations) {
    if (!text.empty()) text += '\n';
    text += to_text(violation);
  }
  return text;
}

std::string to_json(std::span<const Violation> violations) { return boost::json::serialize(to_json_array(violations)); }

RegistryError::RegistryError(std::vector<Violation> violations)
    : std::runtime_error(to_text(violations)), violations_(std::move(violations)) {}

RegistryError::RegistryError(const std::string& message, std::vector<Violation> violations)
    : std::runtime_error(violations.empty() ? message : message + '\n' + to_text(violations)),
      violations_(std::move(violations)) {}

std::string printable(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    std::size_t length = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
    const bool control = byte < 0x20 && byte != '\n' && byte != '\t';
    if (control || byte == 0x7F || i + length > text.size() || !valid_utf8(text.substr(i, length))) {
      result += fmt::format("\\x{:02x}", byte);
      ++i;
      continue;
    }
    result.append(text, i, length);
    i += length;
  }
  return result;
}

boost::json::array to_json_array(std::span<const Violation> violations) {
  boost::json::array array;
  for (const Violation& v : violations) {
    array.push_back({{"rule", v.rule},
                     {"error", name(v.error)},
                     {"file", printable(v.file.native())},
                     {"component", printable(v.component)},
                     {"expected", printable(v.expected)},
                     {"found", printable(v.found)},
                     {"mend", printable(v.mend)},
                     {"optional", v.optional}});
  }
  return array;
}

std::vector<Violation> violations_from_json(const boost::json::value& array) {
  std::vector<Violation> violations;
  for (const boost::json::value& item : array.as_array()) {
    const boost::json::object& object = item.as_object();
    const auto text = [&object](std::string_view key) { return std::string(object.at(key).as_string()); };
    Violation v{.rule = text("rule"),
                .file = text("file"),
                .component = text("component"),
                .expected = text("expected"),
                .found = text("found"),
                .mend = text("mend"),
                .optional = object.at("optional").as_bool()};
    const std::string error = text("error");
    bool known = false;
    for (std::size_t i = 0; i < kNames.size(); ++i) {
      if (kNames[i] != error) continue;
      v.error = static_cast<ErrorKind>(i);
      known = true;
    }
    if (!known) throw std::invalid_argument("unknown error name " + error);
    violations.push_back(std::move(v));
  }
  return violations;
}

}  // namespace ophamin::registry
