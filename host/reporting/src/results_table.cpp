// SPDX-License-Identifier: Apache-2.0
#include <ophamin/reporting/campaign_report.hpp>

#include <algorithm>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include <ophamin/reporting/table.hpp>

#include "shard_text.hpp"

namespace ophamin::reporting {
namespace {

// On a terminal a demoted verdict shows as what it is now; the mark says that correction made it so.
std::string short_verdict(const ShardLine& shard) {
  if (shard.corrected_verdict.empty() || shard.corrected_verdict == shard.verdict) return shard.verdict;
  return shard.corrected_verdict + "*";
}

// Longer labels would take the room of the numbers: their scenario gets a line of its own.
constexpr std::size_t kLongestLabel = 14;

// "level=6, window=15" as its keys or its values: under a heading with the keys, rows need the values alone.
std::string point_part(const std::string& point, bool keys) {
  std::string text;
  std::string_view rest = point;
  while (!rest.empty()) {
    const auto comma = std::min(rest.find(", "), rest.size());
    const auto pair = rest.substr(0, comma);
    const auto equals = std::min(pair.find('='), pair.size());
    text += text.empty() ? "" : ", ";
    text += keys ? pair.substr(0, equals) : pair.substr(std::min(equals + 1, pair.size()));
    rest.remove_prefix(std::min(comma + 2, rest.size()));
  }
  return text;
}

// The units stand in the report and in the record; here they would cost the interval its room.
std::string short_threshold(ShardLine shard) {
  shard.units.clear();
  return threshold_text(shard);
}

void add(Table& table, std::string label, const ShardLine& shard) {
  table.add_row({std::move(label), short_verdict(shard), observed_text(shard), short_threshold(shard), interval_text(shard),
                 count_text(shard), time_text(shard)});
}

}  // namespace

std::string results_table(std::span<const ShardLine> shards, std::size_t width) {
  if (shards.empty()) return truncate("nothing ran", width) + "\n";
  Table table({{"scenario", Align::kLeft, Fit::kShrink, 8},
               {"verdict", Align::kLeft, Fit::kKeep},
               {"observed", Align::kRight, Fit::kKeep},
               {"threshold", Align::kLeft, Fit::kShrink, 8},
               {"interval", Align::kLeft, Fit::kShrink, 20},
               {"n", Align::kRight, Fit::kKeep},
               {"time", Align::kRight, Fit::kKeep}});
  bool any_demoted = false;
  for (std::size_t i = 0; i < shards.size();) {
    std::size_t end = i;
    while (end < shards.size() && shards[end].scenario == shards[i].scenario) ++end;
    const std::string label = has_point(shards[i]) ? fmt::format("{} {}", shards[i].scenario, shards[i].point) : shards[i].scenario;
    if (end - i == 1 && display_width(label) <= kLongestLabel) {
      add(table, label, shards[i]);
    } else {
      const auto rows = shards.subspan(i, end - i);
      const bool several_keys = has_point(rows[0]) && rows[0].point.find(", ") != std::string::npos;
      table.add_line(several_keys ? fmt::format("{} ({})", rows[0].scenario, point_part(rows[0].point, true)) : rows[0].scenario);
      for (const ShardLine& shard : rows) {
        if (!has_point(shard)) {
          add(table, "  -", shard);
        } else {
          add(table, "  " + (several_keys ? point_part(shard.point, false) : shard.point), shard);
        }
      }
    }
    i = end;
  }
  std::string text = table.render(width);
  for (const ShardLine& shard : shards)
    any_demoted |= !shard.corrected_verdict.empty() && shard.corrected_verdict != shard.verdict;
  if (any_demoted) text += truncate("* not significant after multiplicity correction", width) + "\n";
  return text;
}

}  // namespace ophamin::reporting
