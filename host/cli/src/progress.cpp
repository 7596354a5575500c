// SPDX-License-Identifier: Apache-2.0
#include "progress.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <ophamin/abi.h>
#include <ophamin/cli/console.hpp>
#include <ophamin/guests/text.hpp>

#include "text.hpp"

namespace ophamin::cli {
namespace {

constexpr std::chrono::milliseconds kPause{100};

double seconds_between(Progress::Time from, Progress::Time to) { return std::chrono::duration<double>(to - from).count(); }

std::string level_name(std::uint32_t level) { return level >= OPH_LOG_ERROR ? "error" : "warning"; }

}  // namespace

Progress::Progress(std::ostream& out, Options options) : out_(out), options_(std::move(options)), begin_(options_.now()) {}

Progress::~Progress() { finish(); }

void Progress::finish() {
  if (std::exchange(finished_, true)) return;
  std::string text;
  erase(text);
  out_ << text << std::flush;
}

void Progress::on_plan(const campaign::Plan& plan, std::size_t finished, const std::filesystem::path&) {
  state_.total = plan.shards.size();
  state_.finished = finished;
  std::string line = fmt::format("{}: {}", plan.campaign, counted(plan.shards.size(), "shard"));
  if (finished != 0) line += fmt::format(", {} finished before", finished);
  say(guests::printable(line));
  draw();
}

void Progress::on_phase(std::string_view wheel) {
  state_.phase = wheel;
  draw();
}

void Progress::on_shard_start(const campaign::Shard& shard) {
  state_.running.push_back({.index = shard.index, .label = shard_label(shard)});
  started_.push_back({shard.index, options_.now()});
  if (options_.style == Style::kLines) say(numbered(shard, "started"));
  draw();
}

void Progress::on_shard_progress(const campaign::Shard& shard, std::uint64_t done, std::uint64_t total) {
  for (RunningShard& running : state_.running) {
    if (running.index != shard.index) continue;
    running.done = done;
    running.total = total;
  }
  draw();
}

void Progress::on_shard_end(const campaign::Shard& shard, const campaign::ShardOutcome& outcome) {
  std::erase_if(state_.running, [&](const RunningShard& running) { return running.index == shard.index; });
  std::erase_if(started_, [&](const Started& started) { return started.index == shard.index; });
  if (was_cancelled(outcome)) {
    if (options_.style == Style::kLines) say(numbered(shard, outcome_text(outcome)));
    draw();
    return;
  }
  ++state_.finished;
  if (!outcome.proof) ++state_.errored;
  // The table at the end says the rest; what went wrong should not have to wait for it.
  if (options_.style == Style::kLines || !outcome.proof) say(numbered(shard, outcome_text(outcome)));
  draw();
}

void Progress::on_log(const campaign::Shard& shard, std::uint32_t level, std::string_view component, std::string_view line) {
  if (level < OPH_LOG_WARNING) return;
  say(fmt::format("{}: {}: {}: {}", level_name(level), shard.id, guests::printable(component), guests::printable(line)));
  draw();
}

void Progress::on_note(std::string_view text) {
  say(fmt::format("note: {}", guests::printable(text)));
  draw();
}

std::string Progress::numbered(const campaign::Shard& shard, std::string_view what) const {
  return fmt::format("[{}/{}] {}: {}", shard.index + 1, state_.total, shard_label(shard), what);
}

void Progress::erase(std::string& to) {
  if (drawn_lines_ == 0) return;
  to += fmt::format("\r\x1b[{}A\x1b[J", drawn_lines_);
  drawn_lines_ = 0;
}

void Progress::say(std::string_view line) {
  if (options_.style == Style::kQuiet || finished_) return;
  std::string text;
  erase(text);
  text += options_.colour ? colour_verdicts(line) : std::string(line);
  text += '\n';
  // One write, so that lines of other processes do not come in between.
  out_ << text << std::flush;
}

void Progress::draw() {
  if (options_.style != Style::kLive || finished_) return;
  const Time now = options_.now();
  // After a line that stays, the live lines are gone and come back at once.
  if (drawn_lines_ != 0 && now - drawn_at_ < kPause) return;
  drawn_at_ = now;
  state_.seconds = seconds_between(begin_, now);
  for (std::size_t i = 0; i < state_.running.size(); ++i) state_.running[i].seconds = seconds_between(started_[i].at, now);
  std::string text;
  erase(text);
  const std::vector<std::string> lines = progress_lines(state_, options_.width());
  for (const std::string& line : lines) text += line + "\n";
  drawn_lines_ = lines.size();
  out_ << text << std::flush;
}

}  // namespace ophamin::cli
