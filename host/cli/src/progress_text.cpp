// SPDX-License-Identifier: Apache-2.0
#include "progress_text.hpp"

#include <algorithm>

#include <fmt/format.h>

#include <ophamin/records/number_text.hpp>
#include <ophamin/reporting/campaign_report.hpp>
#include <ophamin/reporting/table.hpp>

namespace ophamin::cli {
namespace {

constexpr std::size_t kBar = 20;
constexpr std::size_t kShortBar = 10;
constexpr std::size_t kRoomForBar = 70;  // columns; below, the label needs them more
constexpr int kDigits = 4;

double share_of(std::uint64_t done, std::uint64_t total) {
  return total == 0 ? 0.0 : std::min(1.0, static_cast<double>(done) / static_cast<double>(total));
}

// The label takes what the figures leave.
std::string fitted(std::string_view label, std::string_view figures, std::size_t width) {
  const std::size_t used = reporting::display_width(figures) + 2;
  const std::size_t room = width > used + 8 ? width - used : 8;
  std::string shown = reporting::truncate(label, room);
  shown.append(room - std::min(room, reporting::display_width(shown)), ' ');
  return reporting::truncate(fmt::format("{}  {}", shown, figures), width);
}

std::string shard_line(const RunningShard& shard, std::size_t width) {
  const std::string time = reporting::duration_text(shard.seconds);
  if (shard.total == 0) return fitted(shard.label, fmt::format("{} cycles  {:>6}", shard.done, time), width);
  const double share = share_of(shard.done, shard.total);
  return fitted(shard.label, fmt::format("{} {}  {:>6}", progress_bar(share, width), progress_percent(share), time), width);
}

}  // namespace

std::string progress_bar(double share, std::size_t width) {
  const std::size_t size = width < kRoomForBar ? kShortBar : kBar;
  const auto filled = static_cast<std::size_t>(std::clamp(share, 0.0, 1.0) * static_cast<double>(size));
  return "[" + std::string(filled, '=') + std::string(size - filled, ' ') + "]";
}

std::string progress_percent(double share) { return fmt::format("{:>3}%", static_cast<int>(share * 100.0)); }

std::vector<std::string> progress_lines(const CampaignState& state, std::size_t width) {
  const std::size_t room = width > 1 ? width - 1 : 1;
  std::vector<std::string> lines;
  for (const RunningShard& shard : state.running) {
    if (lines.size() == kMostLines) {
      lines.push_back(reporting::truncate(fmt::format("and {} more", state.running.size() - kMostLines), room));
      break;
    }
    lines.push_back(shard_line(shard, room));
  }
  const double share = share_of(state.finished, state.total);
  const std::string figures = fmt::format("{} {}  {:>6}", progress_bar(share, room), progress_percent(share), reporting::duration_text(state.seconds));
  std::string label = fmt::format("{}: {} of {} shards", state.phase.empty() ? "campaign" : state.phase, state.finished, state.total);
  if (state.errored != 0) label += fmt::format(", {} errored", state.errored);
  lines.push_back(fitted(label, figures, room));
  return lines;
}

std::string shard_label(const campaign::Shard& shard) {
  const std::string point = campaign::point_text(shard.point);
  return reporting::printable(point == "-" ? shard.scenario.name : fmt::format("{} {}", shard.scenario.name, point));
}

bool was_cancelled(const campaign::ShardOutcome& outcome) noexcept {
  return !outcome.proof && !outcome.problems.empty() && outcome.problems.front().code == diagnostics::ErrorCode::kCancelled;
}

std::string outcome_text(const campaign::ShardOutcome& outcome) {
  if (was_cancelled(outcome)) return "stopped";
  if (!outcome.proof) {
    return fmt::format("ERRORED: {}", outcome.problems.empty() ? "no reason was given" : reporting::printable(outcome.problems.front().message));
  }
  const records::Verdict& verdict = outcome.proof->verdict;
  std::string text = fmt::format("{}, {} {} {}", records::to_string(verdict.outcome), records::format_g(verdict.observed_value, kDigits),
                                 records::to_string(verdict.threshold.comparator), records::format_g(verdict.threshold.value, kDigits));
  if (!verdict.threshold.units.empty()) text += " " + reporting::printable(verdict.threshold.units);
  return fmt::format("{}, n {}, {}", text, outcome.cycles, reporting::duration_text(outcome.seconds));
}

}  // namespace ophamin::cli
