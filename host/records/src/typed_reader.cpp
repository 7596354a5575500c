// SPDX-License-Identifier: Apache-2.0
#include "typed_reader.hpp"

#include <cmath>

#include <fmt/format.h>
#include <ophamin/records/number_text.hpp>

namespace ophamin::records {
namespace {

const Json kEmptyObject{JsonObject()};

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

ObjectReader::ObjectReader(const Json& json, std::string path, std::string_view file)
    : object_(json.is_object() ? &json.as_object() : nullptr), path_(std::move(path)), file_(file) {
  if (object_ != nullptr) return;
  diagnostics::Diagnostic problem =
      decode_problem(file_, path_.empty() ? "<root>" : path_, "a part of the record has the wrong type");
  problem.expected = "an object";
  problem.found = kind_name(json.kind());
  throw diagnostics::Error(std::move(problem));
}

std::string ObjectReader::child(std::string_view key) const {
  return path_.empty() ? std::string(key) : fmt::format("{}.{}", path_, key);
}

void ObjectReader::fail(std::string_view key, std::string expected, std::string found) const {
  diagnostics::Diagnostic problem =
      decode_problem(file_, child(key), fmt::format("the member '{}' cannot be read", key));
  problem.expected = std::move(expected);
  problem.found = std::move(found);
  throw diagnostics::Error(std::move(problem));
}

void ObjectReader::rethrow(std::string_view key, const diagnostics::Error& error) const {
  diagnostics::Diagnostic problem = error.diagnostics().front();
  problem.code = diagnostics::ErrorCode::kRecordDecodeError;
  problem.place.file = file_;
  problem.place.path = child(key);
  throw diagnostics::Error(std::move(problem));
}

const Json& ObjectReader::required(std::string_view key) const {
  if (const Json* value = object_->find(key)) return *value;
  diagnostics::Diagnostic problem =
      decode_problem(file_, child(key), fmt::format("the member '{}' is missing", key));
  problem.mend = "the file is no complete record; write it again with the program that made it";
  throw diagnostics::Error(std::move(problem));
}

std::string ObjectReader::to_text(std::string_view key, const Json& value) const {
  switch (value.kind()) {
    case Json::Kind::kString: return value.as_string();
    case Json::Kind::kNull: return "None";
    case Json::Kind::kBool: return value.as_bool() ? "True" : "False";
    case Json::Kind::kInt: return std::to_string(value.as_int());
    case Json::Kind::kBigInt: return value.as_big_int();
    case Json::Kind::kDouble: return pyfloat(value.as_double());
    default: fail(key, "a string", shown(value));
  }
}

double ObjectReader::to_number(std::string_view key, const Json& value) const {
  if (value.is_bool()) return value.as_bool() ? 1.0 : 0.0;
  if (value.is_double()) return value.as_double();
  if (value.is_int() || value.is_big_int()) {
    const double number = value.to_double();
    if (!std::isfinite(number)) fail(key, "a number that fits a double", "an integer beyond its range");
    return number;
  }
  if (value.is_string()) {
    if (const auto number = parse_pyfloat(value.as_string())) return *number;
  }
  fail(key, "a number", shown(value));
}

std::string ObjectReader::text(std::string_view key) const { return to_text(key, required(key)); }

std::string ObjectReader::text_or(std::string_view key, std::string fallback) const {
  const Json* value = object_->find(key);
  return value == nullptr ? std::move(fallback) : to_text(key, *value);
}

std::optional<std::string> ObjectReader::text_or_null(std::string_view key) const {
  const Json* value = object_->find(key);
  if (value == nullptr || value->is_null()) return std::nullopt;
  return to_text(key, *value);
}

double ObjectReader::number(std::string_view key) const { return to_number(key, required(key)); }

std::optional<double> ObjectReader::number_or_null(std::string_view key) const {
  const Json* value = object_->find(key);
  if (value == nullptr || value->is_null()) return std::nullopt;
  return to_number(key, *value);
}

std::int64_t ObjectReader::integer(std::string_view key) const {
  const Json& value = required(key);
  if (value.is_int()) return value.as_int();
  if (value.is_bool()) return value.as_bool() ? 1 : 0;
  if (value.is_double()) {
    const double whole = std::trunc(value.as_double());
    if (whole >= -0x1p63 && whole < 0x1p63) return static_cast<std::int64_t>(whole);
  }
  if (value.is_string()) {
    if (const auto number = parse_pyint(value.as_string())) return *number;
  }
  fail(key, "an integer of at most 64 bits", value.is_big_int() ? value.as_big_int().substr(0, 40) : shown(value));
}

JsonObject ObjectReader::free_map(std::string_view key) const {
  const Json* value = object_->find(key);
  if (value == nullptr || counts_as_empty(*value)) return {};
  if (!value->is_object()) fail(key, "an object", shown(*value));
  return value->as_object();
}

std::vector<std::pair<std::string, std::string>> ObjectReader::text_map(std::string_view key) const {
  std::vector<std::pair<std::string, std::string>> entries;
  const Json* value = object_->find(key);
  if (value == nullptr || counts_as_empty(*value)) return entries;
  if (!value->is_object()) fail(key, "an object", shown(*value));
  entries.reserve(value->as_object().size());
  for (const Member& member : value->as_object()) {
    entries.emplace_back(member.key, to_text(fmt::format("{}.{}", key, member.key), member.value));
  }
  return entries;
}

std::vector<std::string> ObjectReader::text_list(std::string_view key) const {
  std::vector<std::string> items;
  const Json* value = object_->find(key);
  if (value == nullptr || counts_as_empty(*value)) return items;
  if (!value->is_array()) fail(key, "an array", shown(*value));
  for (const Json& item : value->as_array()) {
    items.push_back(to_text(fmt::format("{}.{}", key, items.size()), item));
  }
  return items;
}

ObjectReader ObjectReader::object(std::string_view key) const { return {required(key), child(key), file_}; }

ObjectReader ObjectReader::object_or_empty(std::string_view key) const {
  const Json* value = object_->find(key);
  return {value == nullptr ? kEmptyObject : *value, child(key), file_};
}

void ObjectReader::each(std::string_view key, const std::function<void(const ObjectReader&)>& read) const {
  const Json* value = object_->find(key);
  if (value == nullptr) return;
  if (!value->is_array()) fail(key, "an array", shown(*value));
  std::size_t index = 0;
  for (const Json& item : value->as_array()) {
    read(ObjectReader(item, fmt::format("{}.{}", child(key), index), file_));
    ++index;
  }
}

}  // namespace ophamin::records
