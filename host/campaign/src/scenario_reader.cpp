// SPDX-License-Identifier: Apache-2.0
#include "scenario_reader.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <ophamin/registry/near_names.hpp>

#include "sweep.hpp"

namespace ophamin::campaign {
namespace {

using diagnostics::ErrorCode;

constexpr std::size_t kLongestName = 100;
const std::vector<std::string> kHostFields{"host.cpu_seconds", "host.cycle_seconds", "host.page_faults",
                                           "host.rss_bytes",   "host.session",       "host.success"};

bool is_kebab_case(std::string_view text) noexcept {
  if (text.empty() || text.front() == '-' || text.back() == '-' || text.size() > kLongestName) return false;
  if (text.find("--") != std::string_view::npos) return false;
  return text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

// The entry that a scenario means: the one it names, or the only one there is.
std::string resolve(Section& section, std::string_view key, const std::vector<std::string>& declared) {
  Reading& reading = section.reading();
  const Field* field = section.find(key);
  if (field == nullptr) {
    if (declared.size() == 1) return declared.front();
    if (declared.size() > 1)
      reading.complain({.code = ErrorCode::kMissingKey,
                        .message = fmt::format("'{}' is missing in [[scenario]]: there is more than one to choose from", key),
                        .expected = fmt::format("one of {}", fmt::join(declared, ", "))},
                       section.header(), section.pointer());
    return {};
  }
  const std::string& name = field->value.text;
  if (std::find(declared.begin(), declared.end(), name) == declared.end()) {
    reading.complain({.code = ErrorCode::kUnknownName,
                      .message = fmt::format("the {} {} is not declared", key, in_quotes(name)),
                      .expected = declared.empty() ? fmt::format("a table [{}.NAME]", key)
                                                   : fmt::format("one of {}", fmt::join(declared, ", ")),
                      .suggestions = registry::near_names(name, declared)},
                     field->value.at, section.pointer_of(key));
    return {};
  }
  return name;
}

void read_column(Reading& reading, const KeyRule& rule, const Item& item, const std::string& pointer,
                 PillarEntry::Column& column) {
  if (item.kind != Item::Kind::kText) {
    reading.wrong_type(rule, item, pointer);
  } else if (item.text.empty()) {
    reading.out_of_range(rule, item, pointer);
  } else if (item.text.starts_with("host.") &&
             std::find(kHostFields.begin(), kHostFields.end(), item.text) == kHostFields.end()) {
    reading.complain({.code = ErrorCode::kUnknownName,
                      .message = fmt::format("the host has no field {}", in_quotes(item.text)),
                      .expected = fmt::format("{}, or a field of the substrate", fmt::join(kHostFields, ", ")),
                      .suggestions = registry::near_names(item.text, kHostFields)},
                     item.at, pointer);
  } else {
    column.fields.push_back(item.text);
  }
}

std::vector<PillarEntry::Column> read_columns(Section& section) {
  std::vector<PillarEntry::Column> columns;
  const Field* field = section.find("columns");
  if (field == nullptr) return columns;
  Reading& reading = section.reading();
  const KeyRule& rule = section.rule("columns");
  if (field->value.members.empty()) reading.out_of_range(rule, field->value, section.pointer_of("columns"));
  for (const Field& role : field->value.members) {
    const std::string pointer = json_pointer(section.pointer_of("columns"), role.key);
    PillarEntry::Column column{.role = role.key, .fields = {}};
    if (role.value.kind == Item::Kind::kArray) {
      if (role.value.items.empty()) reading.out_of_range(rule, role.value, pointer);
      for (std::size_t i = 0; i < role.value.items.size(); ++i)
        read_column(reading, rule, role.value.items[i], json_pointer(pointer, i), column);
    } else {
      read_column(reading, rule, role.value, pointer, column);
    }
    columns.push_back(std::move(column));
  }
  return columns;
}

PillarEntry read_pillar(Reading& reading, const Item& item, const std::string& pointer) {
  Section section(reading, item, "scenario.pillar", pointer, item.at);
  PillarEntry entry;
  entry.at = pointer;
  entry.use = section.line("use").value_or("");
  entry.columns = read_columns(section);
  entry.params = section.object("params");
  entry.stream = section.boolean("stream").value_or(false);
  return entry;
}

}  // namespace

ScenarioEntry read_scenario(Reading& reading, const Item& item, std::size_t index, const DeclaredNames& names) {
  const std::string pointer = json_pointer("/scenario", index);
  Section section(reading, item, "scenario", pointer, item.at);
  ScenarioEntry entry;
  entry.at = pointer;
  entry.use = section.line("use").value_or("");
  entry.name = entry.use;
  if (const Field* name = section.find("name"); name != nullptr) {
    if (is_kebab_case(name->value.text)) entry.name = name->value.text;
    else reading.out_of_range(section.rule("name"), name->value, section.pointer_of("name"));
  }
  entry.corpus = resolve(section, "corpus", names.corpora);
  entry.substrate = resolve(section, "substrate", names.substrates);
  if (const auto cycles = section.integer("n_cycles", 1, std::numeric_limits<std::int64_t>::max()))
    entry.n_cycles = static_cast<std::uint64_t>(*cycles);
  entry.params = section.object("params");
  if (const Field* sweep = section.find("sweep"); sweep != nullptr)
    entry.sweep = read_sweep(reading, sweep->value, pointer, !names.substrates.empty());
  if (const Field* pillars = section.find("pillar"); pillars != nullptr) {
    for (std::size_t i = 0; i < pillars->value.items.size(); ++i) {
      const Item& pillar = pillars->value.items[i];
      const std::string at = json_pointer(section.pointer_of("pillar"), i);
      if (pillar.kind == Item::Kind::kTable) entry.pillars.push_back(read_pillar(reading, pillar, at));
      else reading.wrong_type(section.rule("pillar"), pillar, at);
    }
  }
  return entry;
}

void check_scenario_names(Reading& reading, const std::vector<ScenarioEntry>& scenarios) {
  for (std::size_t i = 0; i < scenarios.size(); ++i) {
    if (scenarios[i].name.empty()) continue;
    const auto first = std::find_if(scenarios.begin(), scenarios.begin() + static_cast<std::ptrdiff_t>(i),
                                    [&](const ScenarioEntry& other) { return other.name == scenarios[i].name; });
    if (first == scenarios.begin() + static_cast<std::ptrdiff_t>(i)) continue;
    const diagnostics::Place place = reading.sources().find(json_pointer(scenarios[i].at, "name"));
    const diagnostics::Place earlier = reading.sources().find(first->at);
    reading.complain_at({.code = ErrorCode::kDuplicateName,
                         .message = fmt::format("two scenarios are called {}", in_quotes(scenarios[i].name)),
                         .found = earlier.line > 0 ? fmt::format("the first one is at line {}", earlier.line) : "",
                         .mend = "give one of them a 'name' of its own",
                         .place = place});
  }
}

}  // namespace ophamin::campaign
