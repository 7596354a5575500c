// SPDX-License-Identifier: Apache-2.0
#include <ophamin/records/json.hpp>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <memory>

#include <fmt/format.h>
#include <ophamin/diagnostics/diagnostic.hpp>

namespace ophamin::records {

JsonObject::JsonObject() noexcept = default;
JsonObject::JsonObject(const JsonObject& other) = default;
JsonObject::JsonObject(JsonObject&& other) noexcept = default;
JsonObject& JsonObject::operator=(const JsonObject& other) = default;
JsonObject& JsonObject::operator=(JsonObject&& other) noexcept = default;
JsonObject::~JsonObject() = default;

JsonObject::JsonObject(std::initializer_list<Member> members) {
  reserve(members.size());
  for (const Member& member : members) set(member.key, member.value);
}

void JsonObject::reserve(std::size_t count) { members_.reserve(count); }
void JsonObject::clear() noexcept { members_.clear(); }

const Json* JsonObject::find(std::string_view key) const noexcept {
  for (const Member& member : members_) {
    if (member.key == key) return &member.value;
  }
  return nullptr;
}

Json* JsonObject::find(std::string_view key) noexcept { return const_cast<Json*>(std::as_const(*this).find(key)); }

bool JsonObject::contains(std::string_view key) const noexcept { return find(key) != nullptr; }

Json& JsonObject::operator[](std::string_view key) {
  if (Json* value = find(key)) return *value;
  members_.push_back({std::string(key), Json()});
  return members_.back().value;
}

void JsonObject::set(std::string_view key, Json value) { (*this)[key] = std::move(value); }

void JsonObject::append(std::string key, Json value) { members_.push_back({std::move(key), std::move(value)}); }

bool JsonObject::erase(std::string_view key) {
  return std::erase_if(members_, [key](const Member& member) { return member.key == key; }) > 0;
}

Json::Json(std::string text) noexcept : text_(std::move(text)), kind_(Kind::kString) {}
Json::Json(std::string_view text) : text_(text), kind_(Kind::kString) {}
Json::Json(const char* text) : text_(text), kind_(Kind::kString) {}
Json::Json(JsonArray array) noexcept : array_(std::move(array)), kind_(Kind::kArray) {}
Json::Json(JsonObject object) noexcept : object_(std::move(object)), kind_(Kind::kObject) {}

Json::Json(const Json& other) : kind_(other.kind_) {
  switch (kind_) {
    case Kind::kNull: integer_ = 0; break;
    case Kind::kBool: boolean_ = other.boolean_; break;
    case Kind::kInt: integer_ = other.integer_; break;
    case Kind::kDouble: real_ = other.real_; break;
    case Kind::kBigInt:
    case Kind::kString: std::construct_at(&text_, other.text_); break;
    case Kind::kArray: std::construct_at(&array_, other.array_); break;
    case Kind::kObject: std::construct_at(&object_, other.object_); break;
  }
}

Json& Json::operator=(const Json& other) {
  Json copy(other);  // first, for `other` may be a part of this value
  return *this = std::move(copy);
}

void Json::steal_memory(Json& other) noexcept {
  switch (kind_) {
    case Kind::kBigInt:
    case Kind::kString: std::construct_at(&text_, std::move(other.text_)); break;
    case Kind::kArray: std::construct_at(&array_, std::move(other.array_)); break;
    default: std::construct_at(&object_, std::move(other.object_)); break;
  }
  other.destroy();
}

std::string& Json::make_string() noexcept {
  kind_ = Kind::kString;
  return *std::construct_at(&text_);
}

void Json::destroy() noexcept {
  switch (kind_) {
    case Kind::kBigInt:
    case Kind::kString: std::destroy_at(&text_); break;
    case Kind::kArray: std::destroy_at(&array_); break;
    case Kind::kObject: std::destroy_at(&object_); break;
    default: break;
  }
}

Json Json::big_integer(std::string digits) {
  std::int64_t value = 0;
  const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (failure == std::errc() && end == digits.data() + digits.size()) return Json(value);
  Json json(std::move(digits));
  json.kind_ = Kind::kBigInt;
  return json;
}

namespace {

[[noreturn]] void wrong_kind(Json::Kind expected, Json::Kind found) {
  diagnostics::Diagnostic diagnostic;
  diagnostic.code = diagnostics::ErrorCode::kRecordDecodeError;
  diagnostic.message = "a JSON value is not of the expected kind";
  diagnostic.expected = kind_name(expected);
  diagnostic.found = kind_name(found);
  throw diagnostics::Error(std::move(diagnostic));
}

void require(Json::Kind expected, Json::Kind found) {
  if (expected != found) wrong_kind(expected, found);
}

}  // namespace

bool Json::as_bool() const {
  require(Kind::kBool, kind_);
  return boolean_;
}

std::int64_t Json::as_int() const {
  require(Kind::kInt, kind_);
  return integer_;
}

double Json::as_double() const {
  require(Kind::kDouble, kind_);
  return real_;
}

const std::string& Json::as_big_int() const {
  require(Kind::kBigInt, kind_);
  return text_;
}

const std::string& Json::as_string() const {
  require(Kind::kString, kind_);
  return text_;
}

const JsonArray& Json::as_array() const {
  require(Kind::kArray, kind_);
  return array_;
}

JsonArray& Json::as_array() {
  require(Kind::kArray, kind_);
  return array_;
}

const JsonObject& Json::as_object() const {
  require(Kind::kObject, kind_);
  return object_;
}

JsonObject& Json::as_object() {
  require(Kind::kObject, kind_);
  return object_;
}

double Json::to_double() const {
  switch (kind_) {
    case Kind::kInt: return static_cast<double>(integer_);
    case Kind::kDouble: return real_;
    case Kind::kBigInt: {
      double value = 0.0;
      const auto result = std::from_chars(text_.data(), text_.data() + text_.size(), value);
      if (result.ec == std::errc()) return value;
      return text_.front() == '-' ? -HUGE_VAL : HUGE_VAL;
    }
    default: wrong_kind(Kind::kDouble, kind_);
  }
}

const Json* Json::find(std::string_view key) const noexcept { return is_object() ? object_.find(key) : nullptr; }

bool operator==(const Json& left, const Json& right) noexcept {
  if (left.kind_ != right.kind_) return false;
  switch (left.kind_) {
    case Json::Kind::kNull: return true;
    case Json::Kind::kBool: return left.boolean_ == right.boolean_;
    case Json::Kind::kInt: return left.integer_ == right.integer_;
    case Json::Kind::kDouble:
      if (std::isnan(left.real_) || std::isnan(right.real_)) return std::isnan(left.real_) == std::isnan(right.real_);
      return std::bit_cast<std::uint64_t>(left.real_) == std::bit_cast<std::uint64_t>(right.real_);
    case Json::Kind::kBigInt:
    case Json::Kind::kString: return left.text_ == right.text_;
    case Json::Kind::kArray: return left.array_ == right.array_;
    case Json::Kind::kObject: return std::equal(left.object_.begin(), left.object_.end(), right.object_.begin(),
                                                right.object_.end());
  }
  return false;
}

std::string_view kind_name(Json::Kind kind) noexcept {
  switch (kind) {
    case Json::Kind::kNull: return "null";
    case Json::Kind::kBool: return "a boolean";
    case Json::Kind::kInt:
    case Json::Kind::kBigInt: return "an integer";
    case Json::Kind::kDouble: return "a number";
    case Json::Kind::kString: return "a string";
    case Json::Kind::kArray: return "an array";
    case Json::Kind::kObject: return "an object";
  }
  return "nothing";
}

}  // namespace ophamin::records
