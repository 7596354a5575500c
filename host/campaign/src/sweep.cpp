// SPDX-License-Identifier: Apache-2.0
#include "sweep.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include <ophamin/campaign/plan.hpp>
#include <ophamin/registry/near_names.hpp>

namespace ophamin::campaign {
namespace {

using diagnostics::ErrorCode;

constexpr std::string_view kExpectedKey =
    "n_cycles, params.X, substrate.params.X, substrate.cycle.X or corpus.params.X";

struct Prefix {
  std::string_view text;
  SweepTarget target;
};
constexpr std::array kPrefixes{
    Prefix{"substrate.params.", SweepTarget::kSubstrateParams}, Prefix{"substrate.cycle.", SweepTarget::kSubstrateCycle},
    Prefix{"corpus.params.", SweepTarget::kCorpusParams}, Prefix{"params.", SweepTarget::kScenarioParams}};

struct WrittenAxis {
  std::string key;
  const Field* field;
  std::string pointer;
};

// `sweep.substrate.params.level = [1]` is the same as `sweep."substrate.params.level" = [1]`: TOML makes tables of it.
void flatten(const Item& table, const std::string& prefix, const std::string& pointer, std::vector<WrittenAxis>& axes) {
  for (const Field& field : table.members) {
    const std::string key = prefix.empty() ? field.key : fmt::format("{}.{}", prefix, field.key);
    const std::string at = json_pointer(pointer, field.key);
    if (field.value.kind == Item::Kind::kTable) flatten(field.value, key, at, axes);
    else axes.push_back({.key = key, .field = &field, .pointer = at});
  }
}

std::vector<std::string> near_sweep_keys(const std::string& key) {
  const std::string last = key.substr(key.rfind('.') + 1);
  if (last.empty()) return {};
  std::vector<std::string> candidates{"n_cycles"};
  for (const Prefix& prefix : kPrefixes) candidates.push_back(fmt::format("{}{}", prefix.text, last));
  return registry::near_names(key, candidates);
}

bool lies_within(std::string_view inner, std::string_view outer) noexcept {
  return inner == outer || (inner.size() > outer.size() && inner.starts_with(outer) && inner[outer.size()] == '.');
}

void check_values(Reading& reading, const WrittenAxis& axis, const SweepKey& key, const SweepAxis& read) {
  const std::vector<Item>& items = axis.field->value.items;
  for (std::size_t i = 0; i < read.values.size(); ++i) {
    const std::string pointer = json_pointer(axis.pointer, i);
    if (key.target == SweepTarget::kCycles && (items[i].kind != Item::Kind::kInteger || items[i].integer < 1))
      reading.complain({.code = ErrorCode::kSweepInvalid,
                        .message = "a value of the sweep over 'n_cycles' is no number of cycles",
                        .expected = "an integer of at least 1",
                        .found = describe_item(items[i])},
                       items[i].at, pointer);
    // An equal point would be run twice with the same seed and give the same record twice.
    if (std::find(read.values.begin(), read.values.begin() + static_cast<std::ptrdiff_t>(i), read.values[i]) !=
        read.values.begin() + static_cast<std::ptrdiff_t>(i))
      reading.complain({.code = ErrorCode::kSweepInvalid,
                        .message = fmt::format("the sweep over {} has a value twice", in_quotes(axis.key)),
                        .expected = "values that differ",
                        .found = fmt::format("{} again", describe_item(items[i])),
                        .mend = "remove the repeated value"},
                       items[i].at, pointer);
  }
}

}  // namespace

std::optional<SweepKey> parse_sweep_key(std::string_view key) {
  if (key == "n_cycles") return SweepKey{};
  for (const Prefix& prefix : kPrefixes) {
    if (!key.starts_with(prefix.text)) continue;
    SweepKey parsed{.target = prefix.target};
    std::string_view rest = key.substr(prefix.text.size());
    while (true) {
      const std::size_t dot = rest.find('.');
      if (rest.substr(0, dot).empty()) return std::nullopt;
      parsed.path.emplace_back(rest.substr(0, dot));
      if (dot == std::string_view::npos) return parsed;
      rest.remove_prefix(dot + 1);
    }
  }
  return std::nullopt;
}

void set_in(boost::json::object& object, const std::vector<std::string>& path, const boost::json::value& value) {
  boost::json::object* level = &object;
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    boost::json::value& next = (*level)[path[i]];
    if (!next.is_object()) next = boost::json::object();
    level = &next.get_object();
  }
  boost::json::value& target = (*level)[path.back()];
  if (!value.is_object() || !target.is_object()) {
    target = value;
    return;
  }
  for (const auto& member : value.get_object()) set_in(target.get_object(), {std::string(member.key())}, member.value());
}

std::vector<SweepAxis> read_sweep(Reading& reading, const Item& sweep, const std::string& at, bool known_substrate) {
  std::vector<WrittenAxis> written;
  flatten(sweep, "", json_pointer(at, "sweep"), written);
  std::vector<SweepAxis> axes;
  for (const WrittenAxis& axis : written) {
    const std::optional<SweepKey> key = parse_sweep_key(axis.key);
    if (!key) {
      reading.complain({.code = ErrorCode::kSweepInvalid,
                        .message = fmt::format("{} is no key that can be swept", in_quotes(axis.key)),
                        .expected = std::string(kExpectedKey),
                        .suggestions = near_sweep_keys(axis.key)},
                       axis.field->at, axis.pointer);
      continue;
    }
    if (!known_substrate && (key->target == SweepTarget::kSubstrateParams || key->target == SweepTarget::kSubstrateCycle))
      reading.complain({.code = ErrorCode::kSweepInvalid,
                        .message = fmt::format("{} cannot be swept: the scenario has no substrate", in_quotes(axis.key)),
                        .mend = "declare a [substrate.NAME]"},
                       axis.field->at, axis.pointer);
    const auto overlap = std::find_if(axes.begin(), axes.end(), [&](const SweepAxis& other) {
      return lies_within(axis.key, other.key) || lies_within(other.key, axis.key);
    });
    if (overlap != axes.end())
      reading.complain({.code = ErrorCode::kSweepInvalid,
                        .message = fmt::format("{} and {} set the same parameter", in_quotes(axis.key), in_quotes(overlap->key)),
                        .mend = "sweep one of them"},
                       axis.field->at, axis.pointer);
    if (axis.field->value.kind != Item::Kind::kArray || axis.field->value.items.empty()) {
      const bool is_scalar = axis.field->value.kind != Item::Kind::kArray;
      reading.complain({.code = ErrorCode::kSweepInvalid,
                        .message = fmt::format("the sweep over {} has no list of values", in_quotes(axis.key)),
                        .expected = "an array of one value or more",
                        .found = describe_item(axis.field->value),
                        .mend = is_scalar ? "put the value in brackets" : "give at least one value"},
                       axis.field->value.at, axis.pointer);
      continue;
    }
    SweepAxis read{.key = axis.key, .values = {}, .at = axis.pointer};
    for (std::size_t i = 0; i < axis.field->value.items.size(); ++i)
      read.values.push_back(reading.to_json(axis.field->value.items[i], json_pointer(axis.pointer, i)));
    check_values(reading, axis, *key, read);
    axes.push_back(std::move(read));
  }
  return axes;
}

std::optional<std::size_t> count_points(const std::vector<SweepAxis>& sweep) noexcept {
  std::size_t points = 1;
  for (const SweepAxis& axis : sweep) {
    if (axis.values.empty()) return 0;
    if (axis.values.size() > kShardLimit / points) return std::nullopt;
    points *= axis.values.size();
  }
  return points;
}

}  // namespace ophamin::campaign
