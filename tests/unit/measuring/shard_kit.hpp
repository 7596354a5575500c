// SPDX-License-Identifier: Apache-2.0
//
// Running a shard in a test: a job of fixture guests, and a notary that remembers what it was told.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fixtures/guests/guest_registry.hpp>
#include <fixtures/guests/journal.hpp>
#include <ophamin/measuring/shard_runner.hpp>
#include <ophamin/records/canonical.hpp>

namespace ophamin::test {

class RecordingNotary final : public measuring::Notary {
 public:
  void preregister(const measuring::Statement& given) override {
    note(journal, "preregister");
    if (on_preregister) on_preregister();
    statements.push_back(given);
  }
  void progress(std::uint64_t done, std::uint64_t) override {
    last_progress = done;
    if (on_progress) on_progress();
  }
  void log(oph_log_level_t, std::string_view component, std::string_view line) override {
    lines.push_back(std::string(component) + ": " + std::string(line));
  }

  const measuring::Statement& statement() const {
    REQUIRE(statements.size() == 1);
    return statements.front();
  }

  std::string journal{};
  std::function<void()> on_preregister{};
  std::function<void()> on_progress{};
  std::vector<measuring::Statement> statements{};
  std::vector<std::string> lines{};
  std::uint64_t last_progress = 0;
};

/// `scenario` on `arithmetic` over a hundred numbers.
inline measuring::ShardJob job_of(std::string scenario, boost::json::object params = {}) {
  measuring::ShardJob job;
  job.id = "0000-" + scenario;
  job.scenario_name = scenario;
  job.scenario = {std::move(scenario), std::move(params)};
  job.corpus = {"counted", {}};
  job.substrate = measuring::ComponentUse{"arithmetic", {}};
  job.seed = 12345;
  return job;
}

inline measuring::ShardResult run(const measuring::ShardJob& job, RecordingNotary& notary,
                                  const std::atomic<bool>* cancelled = nullptr) {
  return measuring::run_shard(job, guests_registry(), notary, cancelled);
}

inline measuring::ShardResult run(const measuring::ShardJob& job) {
  RecordingNotary notary;
  return run(job, notary);
}

/// A result as text, without what a clock made.
inline std::string timeless(measuring::ShardResult result) {
  result.substrate_ns = result.total_ns = 0;
  return records::canonical(result.to_json());
}

inline std::string detail_of(const measuring::ShardResult& result, std::size_t row = 0) {
  REQUIRE(row < result.evidence.size());
  return records::canonical(records::Json(result.evidence[row].detail));
}

}  // namespace ophamin::test
