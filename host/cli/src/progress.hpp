// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <ostream>
#include <string>
#include <string_view>

#include <ophamin/campaign/run.hpp>

#include "progress_text.hpp"

namespace ophamin::cli {

/// Shows a campaign as it runs. Live: lines at the bottom of a terminal, drawn again in place at most ten times a second,
/// with what is worth keeping above them. Lines: one when a shard starts and one when it ends. Quiet: nothing.
class Progress final : public campaign::RunObserver {
 public:
  enum class Style : std::uint8_t { kLive, kLines, kQuiet };
  using Time = std::chrono::steady_clock::time_point;

  struct Options {
    Style style = Style::kLines;
    bool colour = false;
    std::function<std::size_t()> width = [] { return std::size_t{80}; };  ///< asked before each drawing
    std::function<Time()> now = std::chrono::steady_clock::now;
  };
  Progress(std::ostream& out, Options options);
  ~Progress() override;
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Takes the live lines away, for good.
  void finish();

  void on_plan(const campaign::Plan& plan, std::size_t finished, const std::filesystem::path& out) override;
  void on_phase(std::string_view wheel) override;
  void on_shard_start(const campaign::Shard& shard) override;
  void on_shard_progress(const campaign::Shard& shard, std::uint64_t done, std::uint64_t total) override;
  void on_shard_end(const campaign::Shard& shard, const campaign::ShardOutcome& outcome) override;
  void on_log(const campaign::Shard& shard, std::uint32_t level, std::string_view component, std::string_view line) override;
  void on_note(std::string_view text) override;

 private:
  struct Started {
    std::size_t index;
    Time at;
  };
  /// A line that stays.
  void say(std::string_view line);
  void draw();
  void erase(std::string& to);
  std::string numbered(const campaign::Shard& shard, std::string_view what) const;

  std::ostream& out_;
  Options options_;
  CampaignState state_;
  std::vector<Started> started_;
  Time begin_;
  Time drawn_at_{};
  std::size_t drawn_lines_ = 0;
  bool finished_ = false;
};

}  // namespace ophamin::cli
