// SPDX-License-Identifier: Apache-2.0
#include "field_list.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <ophamin/failure.hpp>
#include <ophamin/names.hpp>
#include <ophamin/text.hpp>

namespace ophamin::process {
namespace {

struct TypeName {
  FieldType type;
  sdk::Type declared;
  std::string_view expected;
};
constexpr std::array kTypes{TypeName{FieldType::kFloat, sdk::Type::kNumber, "a number"},
                            TypeName{FieldType::kInt, sdk::Type::kInteger, "an integer"},
                            TypeName{FieldType::kBool, sdk::Type::kBoolean, "a boolean"},
                            TypeName{FieldType::kText, sdk::Type::kText, "a text"},
                            TypeName{FieldType::kJson, sdk::Type::kJson, "any value"}};

const TypeName& described(FieldType type) { return kTypes[static_cast<std::size_t>(type)]; }

constexpr std::array<sdk::Field, 3> kAlways{
    sdk::Field{.name = "cycle_seconds",
               .unit = "s",
               .family = "timing",
               .description = "what the program says the cycle took; where it says nothing, the round trip",
               .nullable = true,
               .measured = true},
    sdk::Field{.name = "round_trip_seconds",
               .unit = "s",
               .family = "timing",
               .description = "from the request to the reply, or to the end of the program; none for cycles sent together",
               .nullable = true,
               .measured = true},
    sdk::Field{.name = "halt_mode",
               .type = sdk::Type::kText,
               .family = "walker",
               .description = "how the program says that the cycle ended",
               .nullable = true}};
static_assert(kAlways[FieldList::kCycleSeconds].name == "cycle_seconds");
static_assert(kAlways[FieldList::kRoundTripSeconds].name == "round_trip_seconds");
static_assert(kAlways[FieldList::kHaltMode].name == "halt_mode");

void add(std::string& problems, const std::string& problem) { problems += (problems.empty() ? "" : "; ") + problem; }

}  // namespace

FieldList::FieldList(const FieldParams& params) {
  std::string problems;
  for (const auto& [name, type] : params.fields) {
    const bool taken = std::any_of(kAlways.begin(), kAlways.end(), [&given = name](const sdk::Field& each) { return each.name == given; });
    if (!sdk::detail::is_field_name(name)) {
      add(problems, "fields: expected names of letters, digits, `_`, `.` and `-` that do not begin with `host.`, found `" + name + "`");
    } else if (taken) {
      add(problems, "fields: `" + name + "` is always there; leave it out");
    }
    entries_.push_back({.name = name, .unit = {}, .family = {}, .type = type});
  }
  const auto entry_of = [&](std::string_view list, const std::string& name) {
    const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) { return entry.name == name; });
    if (found != entries_.end()) return &*found;
    add(problems, std::string(list) + ": expected names of `fields`, found `" + name + "`");
    return static_cast<Entry*>(nullptr);
  };
  for (const auto& name : params.optional) {
    if (Entry* entry = entry_of("optional", name)) entry->optional = true;
  }
  for (const auto& name : params.measured) {
    if (Entry* entry = entry_of("measured", name)) entry->measured = true;
  }
  for (const auto& [name, unit] : params.units) {
    if (Entry* entry = entry_of("units", name)) entry->unit = unit;
  }
  for (const auto& [name, family] : params.families) {
    if (Entry* entry = entry_of("families", name)) entry->family = family;
  }
  if (!problems.empty()) throw sdk::invalid_argument(problems);
}

std::vector<sdk::Field> FieldList::declared() const {
  std::vector<sdk::Field> all(kAlways.begin(), kAlways.end());
  for (const auto& entry : entries_) {
    all.push_back({.name = entry.name,
                   .type = described(entry.type).declared,
                   .unit = entry.unit,
                   .family = entry.family,
                   .description = "of the program's reply",
                   .nullable = entry.optional,
                   .measured = entry.measured});
  }
  return all;
}

std::optional<JsonTree::Value> FieldList::find(JsonTree::Value object, std::string_view name) {
  if (const auto found = object.member(name)) return found;
  const auto dot = name.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const auto inner = object.member(name.substr(0, dot));
  return inner ? find(*inner, name.substr(dot + 1)) : std::nullopt;
}

bool FieldList::set(const Entry& entry, JsonTree::Value value, std::size_t row, std::size_t field, sdk::Cycles& cycles) {
  switch (entry.type) {
    case FieldType::kFloat:
      if (const auto number = value.number(); number && std::isfinite(*number)) {
        cycles.set(row, field, *number);
        return true;
      }
      return false;
    case FieldType::kInt:
      if (const auto integer = value.integer()) {
        cycles.set(row, field, *integer);
        return true;
      }
      return false;
    case FieldType::kBool:
      if (const auto flag = value.boolean()) {
        cycles.set(row, field, *flag);
        return true;
      }
      return false;
    case FieldType::kText:
      if (const auto text = value.text()) {
        cycles.set(row, field, *text);
        return true;
      }
      return false;
    case FieldType::kJson:
      scratch_.clear();
      value.append_to(scratch_);
      cycles.set(row, field, scratch_);
      return true;
  }
  return false;
}

std::string FieldList::fill(JsonTree::Value raw, std::size_t row, sdk::Cycles& cycles) {
  constexpr std::size_t kShown = 60;
  std::string faults;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const Entry& entry = entries_[i];
    const auto value = find(raw, entry.name);
    if (!value || (value->is_null() && entry.type != FieldType::kJson)) {
      if (!entry.optional) add(faults, "`" + entry.name + "` is " + (value ? "null" : "missing"));
    } else if (!set(entry, *value, row, kAlways.size() + i, cycles)) {
      std::string found(sdk::cut(value->words(), kShown));
      add(faults, "`" + entry.name + "`: expected " + std::string(described(entry.type).expected) + ", found " + std::string(value->kind()) +
                      " (" + found + ")");
    }
  }
  return faults;
}

}  // namespace ophamin::process
