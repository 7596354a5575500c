// SPDX-License-Identifier: Apache-2.0
#include "json_line.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <new>
#include <ophamin/sdk.hpp>
#include <string>
#include <utility>

namespace ophamin::files {
namespace {

namespace json = boost::json;

constexpr std::size_t kArena = std::size_t{64} << 10;
constexpr std::size_t kFewMembers = 32;  // beyond, looking for twins among them would be slow
constexpr std::size_t kDepth = 24;       // below that of the other parser, which then says what is too deep

JsonLine::Value value_of(const json::value& value) {
  switch (value.kind()) {
    case json::kind::null: return nullptr;
    case json::kind::bool_: return value.get_bool();
    case json::kind::int64: return value.get_int64();
    case json::kind::uint64: return static_cast<double>(value.get_uint64());
    case json::kind::double_: return value.get_double();
    case json::kind::string: return std::string_view(value.get_string());
    default: return JsonLine::Compound{value.is_array()};
  }
}

JsonLine::Value value_of(simdjson::dom::element value) {
  using Type = simdjson::dom::element_type;
  switch (value.type()) {
    case Type::NULL_VALUE: return nullptr;
    case Type::BOOL: return value.get_bool().value_unsafe();
    case Type::INT64: return value.get_int64().value_unsafe();
    case Type::UINT64: return static_cast<double>(value.get_uint64().value_unsafe());
    case Type::DOUBLE: return value.get_double().value_unsafe();
    case Type::STRING: return value.get_string().value_unsafe();
    default: return JsonLine::Compound{value.type() == Type::ARRAY};
  }
}

}  // namespace

std::string_view kind_name(const JsonLine::Value& value) noexcept {
  constexpr std::string_view kNames[] = {"null", "a boolean", "a number", "a number", "a text"};
  if (const auto* compound = std::get_if<JsonLine::Compound>(&value)) return compound->is_array ? "an array" : "an object";
  return kNames[value.index()];
}

JsonLine::JsonLine() : memory_(kArena), arena_(memory_.data(), memory_.size()) {
  if (parser_.allocate(kArena, kDepth) != simdjson::SUCCESS) throw std::bad_alloc();
}

std::span<const JsonLine::Member> JsonLine::parse(std::string_view line) {
  if (!parse_fast(line)) [[unlikely]] parse_slowly(line);
  return members_;
}

// False for whatever is not plain: the other parser judges that, and words what is wrong.
bool JsonLine::parse_fast(std::string_view line) {
  members_.clear();
  simdjson::dom::object object;
  if (parser_.parse(line.data(), line.size(), false).get(object) != simdjson::SUCCESS) return false;
  for (const auto& [key, value] : object) {
    if (members_.size() == kFewMembers) return false;
    for (const auto& other : members_) {
      if (other.key == key) return false;
    }
    members_.push_back({key, value_of(value)});
  }
  return true;
}

void JsonLine::parse_slowly(std::string_view line) {
  members_.clear();
  arena_.release();
  json::error_code error;
  const auto value = json::parse(line, error, &arena_);
  if (error) throw sdk::invalid_argument("expected one JSON object in a line, found " + error.message());
  if (!value.is_object())
    throw sdk::invalid_argument("expected a JSON object, found " + std::string(kind_name(value_of(value))));
  // The values lie in the arena, and go with it.
  for (const auto& [key, member] : value.get_object()) members_.push_back({key, value_of(member)});
}

}  // namespace ophamin::files
