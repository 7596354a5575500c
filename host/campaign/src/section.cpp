// SPDX-License-Identifier: Apache-2.0
#include "section.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <ophamin/registry/near_names.hpp>

namespace ophamin::campaign {
namespace {

using diagnostics::Diagnostic;
using diagnostics::ErrorCode;

bool fits(KeyType type, Item::Kind kind) noexcept {
  using Kind = Item::Kind;
  switch (type) {
    case KeyType::kText: return kind == Kind::kText;
    case KeyType::kInteger: return kind == Kind::kInteger;
    case KeyType::kNumber: return kind == Kind::kInteger || kind == Kind::kFloat;
    case KeyType::kBoolean: return kind == Kind::kBoolean;
    case KeyType::kTexts:
    case KeyType::kSectionArray: return kind == Kind::kArray;
    case KeyType::kTable:
    case KeyType::kSection:
    case KeyType::kNamedSections: return kind == Kind::kTable;
    case KeyType::kDuration: return kind == Kind::kText || kind == Kind::kInteger || kind == Kind::kFloat;
    case KeyType::kBytes: return kind == Kind::kText || kind == Kind::kInteger;
    case KeyType::kSwitch: return kind == Kind::kBoolean || kind == Kind::kTable;
  }
  return false;
}

std::string within(std::string_view section) {
  return section.empty() ? "at the top level" : "in " + section_title(section);
}

bool is_printable(std::string_view text) noexcept {
  return std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20U || c == 0x7F; });
}

// The advice for the mistakes that are made most: quoting, and one where several are asked for.
std::string advice(const KeyRule& rule, const Item& item) {
  const bool is_scalar = item.kind != Item::Kind::kTable && item.kind != Item::Kind::kArray;
  switch (rule.type) {
    case KeyType::kText: return is_scalar ? "put the value in quotes" : "";
    case KeyType::kInteger:
    case KeyType::kNumber:
    case KeyType::kBoolean: return item.kind == Item::Kind::kText ? "write the value without quotes" : "";
    case KeyType::kTexts: return item.kind == Item::Kind::kText ? "put the value in brackets" : "";
    case KeyType::kSectionArray:
      return item.kind == Item::Kind::kTable ? fmt::format("write [[{}]] with two brackets",
                                                           rule.section.empty() ? std::string(rule.key)
                                                                                : fmt::format("{}.{}", rule.section, rule.key))
                                             : "";
    default: return "";
  }
}

}  // namespace

void Reading::complain(Diagnostic complaint, const SourcePoint& point, std::string_view pointer) {
  complaint.place = sources_.place(point);
  complaint.place.path = dotted_path(pointer);
  complain_at(std::move(complaint));
}

void Reading::complain_at(Diagnostic complaint) {
  if (complaint.severity == diagnostics::Severity::kError) ++errors_;
  if (complaints_.size() < kMostComplaints) complaints_.push_back(std::move(complaint));
  else ++dropped_;
}

void Reading::note_places(const std::string& pointer, const SourcePoint& key, const Item& item) {
  sources_.add(pointer, key);
  for (const Field& field : item.members) note_places(json_pointer(pointer, field.key), field.at, field.value);
  for (std::size_t i = 0; i < item.items.size(); ++i) note_places(json_pointer(pointer, i), item.items[i].at, item.items[i]);
}

boost::json::value Reading::to_json(const Item& item, const std::string& pointer) {
  switch (item.kind) {
    case Item::Kind::kTable: {
      boost::json::object object;
      for (const Field& field : item.members) object[field.key] = to_json(field.value, json_pointer(pointer, field.key));
      return object;
    }
    case Item::Kind::kArray: {
      boost::json::array array;
      for (std::size_t i = 0; i < item.items.size(); ++i) array.push_back(to_json(item.items[i], json_pointer(pointer, i)));
      return array;
    }
    case Item::Kind::kText: return boost::json::string(item.text);
    case Item::Kind::kInteger: return item.integer;
    case Item::Kind::kBoolean: return item.boolean;
    case Item::Kind::kFloat:
      if (std::isfinite(item.real)) return item.real;
      complain({.code = ErrorCode::kValueOutOfRange,
                .message = "a parameter is not finite",
                .expected = "a finite number",
                .found = describe_item(item)},
               item.at, pointer);
      return nullptr;
    case Item::Kind::kDate:
      complain({.code = ErrorCode::kWrongType,
                .message = "a parameter is a date or time, which no component can take",
                .expected = "a text, a number, a boolean, an array or a table",
                .found = describe_item(item),
                .mend = "put the value in quotes"},
               item.at, pointer);
      return nullptr;
  }
  return nullptr;
}

void Reading::wrong_type(const KeyRule& rule, const Item& item, const std::string& pointer) {
  complain({.code = ErrorCode::kWrongType,
            .message = fmt::format("'{}' {} has the wrong type", rule.key, within(rule.section)),
            .expected = std::string(rule.expected),
            .found = describe_item(item),
            .mend = advice(rule, item)},
           item.at, pointer);
}

void Reading::out_of_range(const KeyRule& rule, const Item& item, const std::string& pointer) {
  complain({.code = ErrorCode::kValueOutOfRange,
            .message = fmt::format("'{}' {} has a value that is not allowed", rule.key, within(rule.section)),
            .expected = std::string(rule.expected),
            .found = describe_item(item)},
           item.at, pointer);
}

void Reading::unknown_choice(const KeyRule& rule, const Item& item, const std::string& pointer,
                             const std::vector<std::string>& known) {
  complain({.code = ErrorCode::kValueOutOfRange,
            .message = fmt::format("'{}' {} has a value that is not allowed", rule.key, within(rule.section)),
            .expected = std::string(rule.expected),
            .found = describe_item(item),
            .suggestions = registry::near_names(item.text, known)},
           item.at, pointer);
}

std::vector<Diagnostic> Reading::take() {
  const auto order = [](const Diagnostic& complaint) {
    const int group = complaint.place.file.starts_with("--set ") ? 2 : complaint.place.line == 0 ? 0 : 1;
    return std::tuple(group, complaint.place.line, complaint.place.column);
  };
  std::stable_sort(complaints_.begin(), complaints_.end(),
                   [&](const Diagnostic& left, const Diagnostic& right) { return order(left) < order(right); });
  if (dropped_ > 0)
    complaints_.push_back({.code = ErrorCode::kUnknownKey,
                           .severity = diagnostics::Severity::kNote,
                           .message = fmt::format("{} more complaints are not shown", dropped_),
                           .place = sources_.find("")});
  return std::move(complaints_);
}

Section::Section(Reading& reading, const Item& item, std::string_view section, std::string pointer, SourcePoint header)
    : reading_(reading), item_(item), section_(section), pointer_(std::move(pointer)), header_(std::move(header)) {
  const std::vector<std::string> known = keys_of(section_);
  for (const Field& field : item_.members) {
    if (find_key(section_, field.key) != nullptr) continue;
    reading_.complain({.code = ErrorCode::kUnknownKey,
                       .message = fmt::format("the key {} is not known {}", in_quotes(field.key), within(section_)),
                       .expected = fmt::format("one of {}", fmt::join(known, ", ")),
                       .suggestions = registry::near_names(field.key, known)},
                      field.at, json_pointer(pointer_, field.key));
  }
  for (const KeyRule& rule : manifest_keys()) {
    if (rule.section != section_ || !rule.required || item_.find(rule.key) != nullptr) continue;
    reading_.complain({.code = ErrorCode::kMissingKey,
                       .message = fmt::format("'{}' is missing {}", rule.key, within(section_)),
                       .expected = std::string(rule.expected)},
                      header_, pointer_);
  }
}

const KeyRule& Section::rule(std::string_view key) const { return *find_key(section_, key); }

const Field* Section::find(std::string_view key) {
  const Field* field = item_.find(key);
  if (field == nullptr) return nullptr;
  if (fits(rule(key).type, field->value.kind)) return field;
  reading_.wrong_type(rule(key), field->value, pointer_of(key));
  return nullptr;
}

std::optional<std::string> Section::text(std::string_view key) {
  const Field* field = find(key);
  if (field == nullptr) return std::nullopt;
  return field->value.text;
}

std::optional<std::string> Section::line(std::string_view key) {
  const Field* field = find(key);
  if (field == nullptr) return std::nullopt;
  if (field->value.text.empty() || !is_printable(field->value.text)) {
    reading_.out_of_range(rule(key), field->value, pointer_of(key));
    return std::nullopt;
  }
  return field->value.text;
}

std::optional<std::int64_t> Section::integer(std::string_view key, std::int64_t lowest, std::int64_t highest) {
  const Field* field = find(key);
  if (field == nullptr) return std::nullopt;
  if (field->value.integer < lowest || field->value.integer > highest) {
    reading_.out_of_range(rule(key), field->value, pointer_of(key));
    return std::nullopt;
  }
  return field->value.integer;
}

std::optional<double> Section::number(std::string_view key) {
  const Field* field = find(key);
  if (field == nullptr) return std::nullopt;
  return field->value.kind == Item::Kind::kInteger ? static_cast<double>(field->value.integer) : field->value.real;
}

std::optional<bool> Section::boolean(std::string_view key) {
  const Field* field = find(key);
  if (field == nullptr) return std::nullopt;
  return field->value.boolean;
}

std::vector<const Item*> Section::texts(std::string_view key) {
  std::vector<const Item*> found;
  const Field* field = find(key);
  if (field == nullptr) return found;
  for (std::size_t i = 0; i < field->value.items.size(); ++i) {
    const Item& item = field->value.items[i];
    const std::string pointer = json_pointer(pointer_of(key), i);
    if (item.kind != Item::Kind::kText) reading_.wrong_type(rule(key), item, pointer);
    else if (item.text.empty() || !is_printable(item.text)) reading_.out_of_range(rule(key), item, pointer);
    else found.push_back(&item);
  }
  return found;
}

boost::json::object Section::object(std::string_view key) {
  const Field* field = find(key);
  if (field == nullptr) return {};
  boost::json::value value = reading_.to_json(field->value, pointer_of(key));
  return std::move(value.as_object());
}

std::optional<std::size_t> Section::choice(std::string_view key, const std::vector<std::string>& choices) {
  const Field* field = find(key);
  if (field == nullptr) return std::nullopt;
  const auto found = std::find(choices.begin(), choices.end(), field->value.text);
  if (found != choices.end()) return static_cast<std::size_t>(found - choices.begin());
  reading_.unknown_choice(rule(key), field->value, pointer_of(key), choices);
  return std::nullopt;
}

}  // namespace ophamin::campaign
