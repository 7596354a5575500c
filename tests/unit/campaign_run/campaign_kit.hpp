// SPDX-License-Identifier: Apache-2.0
//
// A small campaign of fixture guests, without its processes: its manifest and plan, and an observer that remembers.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fixtures/guests/guest_registry.hpp>
#include <ophamin/campaign/manifest_reader.hpp>
#include <ophamin/campaign/plan.hpp>
#include <ophamin/campaign/run.hpp>
#include <support/temporary_directory.hpp>

namespace ophamin::test {

inline campaign::Manifest small_manifest(std::string_view seed = "7") {
  const std::string text = R"([campaign]
name = "small"
seed = )" + std::string(seed) + R"(
[substrate.unit]
use = "arithmetic"
[corpus.numbers]
use = "counted"
[[scenario]]
use = "mean-above"
sweep = { "params.threshold" = [1, 100] }
[[scenario]]
name = "broken"
use = "faulty"
params = { fault = "throws" }
)";
  auto reading = campaign::read_manifest_text(text, "/project/campaign.toml", {});
  REQUIRE(reading.manifest.has_value());
  return std::move(*reading.manifest);
}

class NoteObserver final : public campaign::RunObserver {
 public:
  void on_phase_end(const records::CampaignPhase& phase) override { phases.push_back(phase.wheel); }
  void on_shard_start(const campaign::Shard& shard) override { events.push_back("start " + shard.id); }
  void on_shard_progress(const campaign::Shard&, std::uint64_t done, std::uint64_t total) override {
    events.push_back("progress " + std::to_string(done) + "/" + std::to_string(total));
  }
  void on_shard_end(const campaign::Shard& shard, const campaign::ShardOutcome&) override { events.push_back("end " + shard.id); }
  void on_log(const campaign::Shard&, std::uint32_t level, std::string_view component, std::string_view line) override {
    events.push_back("log " + std::to_string(level) + " " + std::string(component) + ": " + std::string(line));
  }
  void on_note(std::string_view text) override { notes.emplace_back(text); }

  std::vector<std::string> phases{}, events{}, notes{};
};

/// A campaign in a folder of its own; everything that a run needs but workers.
struct CampaignKit {
  CampaignKit() {
    request.manifest = &manifest;
    request.registry = &guests_registry();
    request.out = folder / "out";
    request.command = "ophamin-host run campaign.toml";
  }
  TemporaryDirectory folder;
  campaign::Manifest manifest = small_manifest();
  campaign::Plan plan = campaign::build_plan(manifest);
  campaign::RunRequest request;
  NoteObserver observer;
};

}  // namespace ophamin::test
