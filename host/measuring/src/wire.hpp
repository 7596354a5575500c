// SPDX-License-Identifier: Apache-2.0
//
// Reading what came over the channel between host and worker. A worker has a guest in it, so nothing is believed:
// whatever is missing or of another type is kShardProtocolBroken.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include <fmt/format.h>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/json.hpp>

namespace ophamin::measuring::wire {

[[noreturn]] void refuse(std::string_view what);

const records::Json& member(const records::Json& object, std::string_view key);
std::string text(const records::Json& object, std::string_view key);
std::uint64_t natural(const records::Json& object, std::string_view key);
double number(const records::Json& object, std::string_view key);
bool boolean(const records::Json& object, std::string_view key);
const records::JsonArray& array(const records::Json& object, std::string_view key);
const records::JsonObject& object(const records::Json& object, std::string_view key);
boost::json::object boost_object(const records::Json& object, std::string_view key);
std::optional<double> optional_number(const records::Json& object, std::string_view key);
std::vector<std::string> texts(const records::Json& object, std::string_view key);

/// A text that `parse` knows.
template <typename Parse>
auto parsed(const records::Json& object, std::string_view key, Parse parse) {
  const auto value = text(object, key);
  try {
    return parse(value);
  } catch (const diagnostics::Error&) {
    refuse(fmt::format("'{}' is '{}', which is none of the allowed texts", key, value));
  }
}

records::Json from_texts(const std::vector<std::string>& texts);
records::Json from_boost_object(const boost::json::object& object);
records::Json from_optional(const std::optional<double>& number);
/// 64-bit counts and seeds, exactly.
records::Json from_natural(std::uint64_t value);

}  // namespace ophamin::measuring::wire
