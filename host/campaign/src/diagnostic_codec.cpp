// SPDX-License-Identifier: Apache-2.0
#include "diagnostic_codec.hpp"

#include <string>
#include <utility>

#include <ophamin/diagnostics/catalogue.hpp>

namespace ophamin::campaign {

using diagnostics::Diagnostic;
using diagnostics::ErrorCode;
using records::Json;
using records::JsonArray;
using records::JsonObject;

namespace {

std::string text(const Json& object, std::string_view key) {
  const auto* value = object.find(key);
  return value != nullptr && value->is_string() ? value->as_string() : std::string{};
}

Json encode(const Diagnostic& diagnostic) {
  JsonArray suggestions;
  for (const auto& suggestion : diagnostic.suggestions) suggestions.emplace_back(suggestion);
  return Json(JsonObject{{"name", diagnostics::describe(diagnostic.code).name},
                         {"severity", diagnostics::to_string(diagnostic.severity)},
                         {"rule", diagnostic.rule},
                         {"message", diagnostic.message},
                         {"expected", diagnostic.expected},
                         {"found", diagnostic.found},
                         {"mend", diagnostic.mend},
                         {"file", diagnostic.place.file},
                         {"path", diagnostic.place.path},
                         {"suggestions", Json(std::move(suggestions))}});
}

Diagnostic decode(const Json& json) {
  Diagnostic diagnostic;
  diagnostic.code = diagnostics::find_code(text(json, "name")).value_or(ErrorCode::kShardProtocolBroken);
  const auto severity = text(json, "severity");
  if (severity == "warning") diagnostic.severity = diagnostics::Severity::kWarning;
  if (severity == "note") diagnostic.severity = diagnostics::Severity::kNote;
  diagnostic.rule = text(json, "rule");
  diagnostic.message = text(json, "message");
  diagnostic.expected = text(json, "expected");
  diagnostic.found = text(json, "found");
  diagnostic.mend = text(json, "mend");
  diagnostic.place.file = text(json, "file");
  diagnostic.place.path = text(json, "path");
  if (const auto* suggestions = json.find("suggestions"); suggestions != nullptr && suggestions->is_array()) {
    for (const auto& item : suggestions->as_array()) {
      if (item.is_string()) diagnostic.suggestions.push_back(item.as_string());
    }
  }
  return diagnostic;
}

}  // namespace

Json encode_diagnostics(std::span<const Diagnostic> diagnostics) {
  JsonArray list;
  for (const auto& diagnostic : diagnostics) list.push_back(encode(diagnostic));
  return Json(std::move(list));
}

std::vector<Diagnostic> decode_diagnostics(const Json& json) {
  std::vector<Diagnostic> result;
  if (json.is_array()) {
    for (const auto& item : json.as_array()) result.push_back(decode(item));
  }
  if (result.empty()) {
    result.push_back({.code = ErrorCode::kShardProtocolBroken, .message = "the worker reported a failure without saying which"});
  }
  return result;
}

}  // namespace ophamin::campaign
