// SPDX-License-Identifier: Apache-2.0
#include "typed_reader.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

#include <fmt/format.h>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/number_text.hpp>

#include "enum_text.hpp"

namespace ophamin::records {
namespace {

constexpr const char* kIncomplete = "the file is no complete record; write it again with the program that made it";

diagnostics::Diagnostic decode_problem(std::string_view file, std::string path, std::string message) {
  diagnostics::Diagnostic diagnostic;
  diagnostic.code = diagnostics::ErrorCode::kRecordDecodeError;
  diagnostic.message = std::move(message);
  diagnostic.place.file = file;
  diagnostic.place.path = std::move(path);
  return diagnostic;
}

std::string shown(const Json& value) {
  if (value.is_string()) {
    const std::string& text = value.as_string();
    return text.size() <= 60 ? fmt::format("'{}'", text) : fmt::format("a string of {} bytes", text.size());
  }
  if (value.is_double()) return pyfloat(value.as_double());
  return std::string(kind_name(value.kind()));
}

// What Python calls false.
bool counts_as_empty(const Json& value) {
  switch (value.kind()) {
    case Json::Kind::kNull: return true;
    case Json::Kind::kBool: return !value.as_bool();
    case Json::Kind::kInt: return value.as_int() == 0;
    case Json::Kind::kDouble: return value.as_double() == 0.0;
    case Json::Kind::kString: return value.as_string().empty();
    case Json::Kind::kArray: return value.as_array().empty();
    case Json::Kind::kObject: return value.as_object().empty();
    case Json::Kind::kBigInt: return false;
  }
  return false;
}

}  // namespace

const Json& ObjectReader::empty_object() noexcept {
  static const Json empty{JsonObject()};
  return empty;
}

ObjectReader::ObjectReader(const Json& json, std::string_view file, LoadNotes* notes) : file_(file), notes_(notes) {
  if (json.is_object()) {
    object_ = &json.as_object();
    return;
  }
  diagnostics::Diagnostic problem = decode_problem(file_, "<root>", "a part of the record has the wrong type");
  problem.expected = "an object";
  problem.found = kind_name(json.kind());
  throw diagnostics::Error(std::move(problem));
}

ObjectReader::ObjectReader(const Json& json, const ObjectReader& parent, std::string_view key, std::size_t index,
                           bool filled_in)
    : parent_(&parent), key_(key), index_(index), file_(parent.file_), notes_(filled_in ? nullptr : parent.notes_) {
  if (json.is_object()) {
    object_ = &json.as_object();
    return;
  }
  diagnostics::Diagnostic problem = decode_problem(file_, path(), "a part of the record has the wrong type");
  problem.expected = "an object";
  problem.found = kind_name(json.kind());
  throw diagnostics::Error(std::move(problem));
}

std::string ObjectReader::path() const {
  if (parent_ == nullptr) return {};
  std::string text = parent_->child_path(key_);
  if (index_ != kNoIndex) text += fmt::format(".{}", index_);
  return text;
}

std::string ObjectReader::child_path(std::string_view key) const {
  const std::string own = path();
  return own.empty() ? std::string(key) : fmt::format("{}.{}", own, key);
}

void ObjectReader::fail(std::string_view key, std::string expected, std::string found) const {
  diagnostics::Diagnostic problem =
      decode_problem(file_, child_path(key), fmt::format("the member '{}' cannot be read", key));
  problem.expected = std::move(expected);
  problem.found = std::move(found);
  throw diagnostics::Error(std::move(problem));
}

void ObjectReader::refuse(std::string message) const {
  const std::string place = path();
  diagnostics::Diagnostic problem = decode_problem(file_, place.empty() ? "<root>" : place, std::move(message));
  problem.mend = kIncomplete;
  throw diagnostics::Error(std::move(problem));
}

void ObjectReader::rethrow(std::string_view key, const diagnostics::Error& error) const {
  diagnostics::Diagnostic problem = error.diagnostics().front();
  problem.code = diagnostics::ErrorCode::kRecordDecodeError;
  problem.place.file = file_;
  problem.place.path = child_path(key);
  throw diagnostics::Error(std::move(problem));
}

void ObjectReader::note(LoadNoteKind kind, std::string_view key, std::string message) {
  if (notes_ != nullptr) notes_->push_back({kind, child_path(key), std::move(message)});
}

void ObjectReader::note_converted(std::string_view key, const Json& from, const Json& to) {
  if (notes_ == nullptr) return;
  note(LoadNoteKind::kConverted, key,
       fmt::format("the file holds {} where the format holds {}: the signature covers the converted value {}",
                   kind_name(from.kind()), kind_name(to.kind()), shortened(canonical(to))));
}

// Members stand in the order of the format, and are asked for in that order: the next one is nearly always the next.
const Json* ObjectReader::look(std::string_view key) {
  if (notes_ != nullptr) {
    assert(asked_ < kMostMembers && "kMostMembers is too small for this format");
    keys_[asked_++] = key;
  }
  const Member* const members = object_->begin();
  const std::size_t size = object_->size();
  std::size_t at = next_;
  if (at >= size || members[at].key != key) {
    at = 0;
    while (at < size && members[at].key != key) ++at;
    if (at == size) return nullptr;
  }
  next_ = at + 1;
  ++found_;
  return &members[at].value;
}

const Json& ObjectReader::required(std::string_view key) {
  if (const Json* value = look(key)) return *value;
  diagnostics::Diagnostic problem =
      decode_problem(file_, child_path(key), fmt::format("the member '{}' is missing", key));
  problem.mend = kIncomplete;
  throw diagnostics::Error(std::move(problem));
}

const Json* ObjectReader::optional(std::string_view key) {
  const Json* value = look(key);
  if (value == nullptr) {
    note(LoadNoteKind::kMissingMember, key, "the member is missing and was filled with its default");
  }
  return value;
}

const Json* ObjectReader::blank_or(std::string_view key, Json::Kind kind, std::string_view expected) {
  const Json* value = optional(key);
  if (value == nullptr || value->kind() == kind) return value;
  if (!counts_as_empty(*value)) fail(key, std::string(expected), shown(*value));
  note_converted(key, *value, kind == Json::Kind::kObject ? Json(JsonObject()) : Json(JsonArray()));
  return nullptr;
}

const Json* ObjectReader::blank_or_object(std::string_view key) {
  return blank_or(key, Json::Kind::kObject, "an object");
}

const Json* ObjectReader::blank_or_array(std::string_view key) { return blank_or(key, Json::Kind::kArray, "an array"); }

std::string ObjectReader::to_text(std::string_view key, const Json& value) {
  std::string text;
  switch (value.kind()) {
    case Json::Kind::kString: return value.as_string();
    case Json::Kind::kNull: text = "None"; break;
    case Json::Kind::kBool: text = value.as_bool() ? "True" : "False"; break;
    case Json::Kind::kInt: text = std::to_string(value.as_int()); break;
    case Json::Kind::kBigInt: text = value.as_big_int(); break;
    case Json::Kind::kDouble: text = pyfloat(value.as_double()); break;
    default: fail(key, "a string", shown(value));
  }
  note_converted(key, value, Json(text));
  return text;
}

double ObjectReader::to_number(std::string_view key, const Json& value) {
  if (value.is_double()) return value.as_double();
  std::optional<double> number;
  if (value.is_bool()) {
    number = value.as_bool() ? 1.0 : 0.0;
  } else if (value.is_int() || value.is_big_int()) {
    number = value.to_double();
    if (!std::isfinite(*number)) fail(key, "a number that fits a double", "an integer beyond its range");
  } else if (value.is_string()) {
    number = parse_pyfloat(value.as_string());
  }
  if (!number) fail(key, "a number", shown(value));
  note_converted(key, value, Json(*number));
  return *number;
}

std::int64_t ObjectReader::to_integer(std::string_view key, const Json& value) {
  if (value.is_int()) return value.as_int();
  std::optional<std::int64_t> number;
  if (value.is_bool()) {
    number = value.as_bool() ? 1 : 0;
  } else if (value.is_double()) {
    const double whole = std::trunc(value.as_double());
    if (whole >= -0x1p63 && whole < 0x1p63) number = static_cast<std::int64_t>(whole);
  } else if (value.is_string()) {
    number = parse_pyint(value.as_string());
  }
  if (!number) {
    fail(key, "an integer of at most 64 bits", value.is_big_int() ? value.as_big_int().substr(0, 40) : shown(value));
  }
  note_converted(key, value, Json(*number));
  return *number;
}

std::string ObjectReader::text(std::string_view key) { return to_text(key, required(key)); }

std::string ObjectReader::text_or(std::string_view key, std::string_view fallback) {
  const Json* value = optional(key);
  return value == nullptr ? std::string(fallback) : to_text(key, *value);
}

std::string ObjectReader::text_or(std::string_view key, std::string (*fallback)()) {
  const Json* value = optional(key);
  return value == nullptr ? fallback() : to_text(key, *value);
}

std::optional<std::string> ObjectReader::text_or_null(std::string_view key) {
  const Json* value = optional(key);
  if (value == nullptr || value->is_null()) return std::nullopt;
  return to_text(key, *value);
}

double ObjectReader::number(std::string_view key) { return to_number(key, required(key)); }

double ObjectReader::number_or(std::string_view key, double fallback) {
  const Json* value = optional(key);
  return value == nullptr ? fallback : to_number(key, *value);
}

std::optional<double> ObjectReader::number_or_null(std::string_view key) {
  const Json* value = optional(key);
  if (value == nullptr || value->is_null()) return std::nullopt;
  return to_number(key, *value);
}

std::int64_t ObjectReader::integer(std::string_view key) { return to_integer(key, required(key)); }

std::int64_t ObjectReader::integer_or(std::string_view key, std::int64_t fallback) {
  const Json* value = optional(key);
  return value == nullptr ? fallback : to_integer(key, *value);
}

std::optional<std::int64_t> ObjectReader::integer_or_null(std::string_view key) {
  const Json* value = optional(key);
  if (value == nullptr || value->is_null()) return std::nullopt;
  return to_integer(key, *value);
}

JsonObject ObjectReader::map(std::string_view key) {
  const Json& value = required(key);
  if (!value.is_object()) fail(key, "an object", shown(value));
  return value.as_object();
}

JsonObject ObjectReader::map_or_empty(std::string_view key) {
  const Json* value = blank_or_object(key);
  return value == nullptr ? JsonObject() : value->as_object();
}

std::vector<std::pair<std::string, std::string>> ObjectReader::text_map(std::string_view key) {
  std::vector<std::pair<std::string, std::string>> entries;
  const Json* value = blank_or_object(key);
  if (value == nullptr) return entries;
  entries.reserve(value->as_object().size());
  for (const Member& member : value->as_object()) {
    entries.emplace_back(member.key, member.value.is_string()
                                         ? member.value.as_string()
                                         : to_text(fmt::format("{}.{}", key, member.key), member.value));
  }
  return entries;
}

std::vector<std::string> ObjectReader::text_list(std::string_view key) {
  std::vector<std::string> items;
  const Json* value = blank_or_array(key);
  if (value == nullptr) return items;
  items.reserve(value->as_array().size());
  for (const Json& item : value->as_array()) {
    items.push_back(item.is_string() ? item.as_string() : to_text(fmt::format("{}.{}", key, items.size()), item));
  }
  return items;
}

std::vector<std::string> ObjectReader::strings(std::string_view key) {
  std::vector<std::string> items;
  const Json* value = blank_or_array(key);
  if (value == nullptr) return items;
  items.reserve(value->as_array().size());
  for (const Json& item : value->as_array()) {
    if (!item.is_string()) fail(fmt::format("{}.{}", key, items.size()), "a string", shown(item));
    items.push_back(item.as_string());
  }
  return items;
}

std::vector<std::pair<std::string, std::int64_t>> ObjectReader::counts(std::string_view key) {
  std::vector<std::pair<std::string, std::int64_t>> entries;
  const Json* value = blank_or_array(key);
  if (value == nullptr) return entries;
  entries.reserve(value->as_array().size());
  for (const Json& item : value->as_array()) {
    const std::string place = fmt::format("{}.{}", key, entries.size());
    if (!item.is_array() || item.as_array().size() != 2) fail(place, "an array of a string and a count", shown(item));
    std::string name = to_text(place + ".0", item.as_array()[0]);
    entries.emplace_back(std::move(name), to_integer(place + ".1", item.as_array()[1]));
  }
  return entries;
}

const JsonObject* ObjectReader::filled_map(std::string_view key) {
  const Json* value = object_->find(key);
  if (value == nullptr || !value->is_object() || value->as_object().empty()) return nullptr;
  ignore(key);
  return &value->as_object();
}

void ObjectReader::counted(std::string_view key, const Json& actual) {
  const Json* stored = optional(key);
  if (stored == nullptr || notes_ == nullptr || *stored == actual) return;
  const std::string expected = canonical(actual);
  const std::string found = canonical(*stored);
  if (expected == found) return;
  note(LoadNoteKind::kStoredCounter, key,
       fmt::format("the file says {}, but counting gives {}, and that is what the signature covers", shortened(found),
                   shortened(expected)));
}

void ObjectReader::finish() {
  if (notes_ == nullptr || found_ == object_->size()) return;
  const auto known = [this](const std::string& key) {
    return std::find(keys_.begin(), keys_.begin() + static_cast<std::ptrdiff_t>(asked_), key) !=
           keys_.begin() + static_cast<std::ptrdiff_t>(asked_);
  };
  for (const Member& member : *object_) {
    if (known(member.key)) continue;
    note(LoadNoteKind::kUnknownMember, member.key,
         "the format does not know this member and the signature does not cover it; remove it");
  }
}

}  // namespace ophamin::records
