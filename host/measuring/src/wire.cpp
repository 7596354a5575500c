// SPDX-License-Identifier: Apache-2.0
#include "wire.hpp"

#include <charconv>

#include <fmt/format.h>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/guests/json_bridge.hpp>

namespace ophamin::measuring::wire {

using records::Json;
using records::JsonArray;
using records::JsonObject;

void refuse(std::string_view what) {
  throw diagnostics::Error({.code = diagnostics::ErrorCode::kShardProtocolBroken,
                            .message = fmt::format("a frame between host and worker is malformed: {}", what)});
}

const Json& member(const Json& object, std::string_view key) {
  const auto* found = object.find(key);
  if (found == nullptr) refuse(fmt::format("'{}' is missing", key));
  return *found;
}

std::string text(const Json& object, std::string_view key) {
  const auto& value = member(object, key);
  if (!value.is_string()) refuse(fmt::format("'{}' is {}, not a string", key, records::kind_name(value.kind())));
  return value.as_string();
}

std::uint64_t natural(const Json& object, std::string_view key) {
  const auto& value = member(object, key);
  if (value.is_int() && value.as_int() >= 0) return static_cast<std::uint64_t>(value.as_int());
  if (value.is_big_int()) {
    const auto& digits = value.as_big_int();
    std::uint64_t result = 0;
    const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), result);
    if (fault == std::errc{} && end == digits.data() + digits.size()) return result;
  }
  refuse(fmt::format("'{}' is no natural number of 64 bits", key));
}

double number(const Json& object, std::string_view key) {
  const auto& value = member(object, key);
  if (!value.is_number()) refuse(fmt::format("'{}' is {}, not a number", key, records::kind_name(value.kind())));
  return value.to_double();
}

bool boolean(const Json& object, std::string_view key) {
  const auto& value = member(object, key);
  if (!value.is_bool()) refuse(fmt::format("'{}' is {}, not a boolean", key, records::kind_name(value.kind())));
  return value.as_bool();
}

const JsonArray& array(const Json& object, std::string_view key) {
  const auto& value = member(object, key);
  if (!value.is_array()) refuse(fmt::format("'{}' is {}, not an array", key, records::kind_name(value.kind())));
  return value.as_array();
}

const JsonObject& object(const Json& object, std::string_view key) {
  const auto& value = member(object, key);
  if (!value.is_object()) refuse(fmt::format("'{}' is {}, not an object", key, records::kind_name(value.kind())));
  return value.as_object();
}

boost::json::object boost_object(const Json& json, std::string_view key) {
  return guests::to_boost(Json(object(json, key))).get_object();
}

std::optional<double> optional_number(const Json& object, std::string_view key) {
  if (member(object, key).is_null()) return std::nullopt;
  return number(object, key);
}

std::vector<std::string> texts(const Json& object, std::string_view key) {
  std::vector<std::string> result;
  for (const auto& item : array(object, key)) {
    if (!item.is_string()) refuse(fmt::format("'{}' holds {}, not strings", key, records::kind_name(item.kind())));
    result.push_back(item.as_string());
  }
  return result;
}

Json from_texts(const std::vector<std::string>& texts) {
  JsonArray result;
  for (const auto& text : texts) result.emplace_back(text);
  return Json(std::move(result));
}

Json from_boost_object(const boost::json::object& object) { return guests::from_boost(object); }

Json from_optional(const std::optional<double>& number) { return number ? Json(*number) : Json(); }

Json from_natural(std::uint64_t value) { return Json(value); }

}  // namespace ophamin::measuring::wire
