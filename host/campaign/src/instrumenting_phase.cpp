// SPDX-License-Identifier: Apache-2.0
#include "instrumenting_phase.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/json_parser.hpp>
#include <ophamin/storage/files.hpp>

#include "phases.hpp"

namespace ophamin::campaign {

using records::Json;
using records::JsonObject;

namespace {

constexpr std::string_view kArtifact = "instrumenting_profile.json";

std::filesystem::path profile_path(const std::filesystem::path& out, const std::string& shard) {
  return out / "profiles" / (shard + ".json");
}

/// With the cycles that were listed one by one, or, where that file is gone, as the signed record has it.
std::optional<Json> profile_of(const ShardOutcome& outcome, const std::filesystem::path& out) {
  if (!outcome.proof || outcome.proof->evidence.empty()) return std::nullopt;
  const auto* run = outcome.proof->evidence.front().detail.find("run");
  const auto* signed_profile = run == nullptr ? nullptr : run->find("instrumenting");
  if (signed_profile == nullptr) return std::nullopt;
  const auto path = profile_path(out, outcome.shard_id);
  if (!std::filesystem::exists(path)) return *signed_profile;
  auto kept = records::parse_json(storage::read_file(path));
  auto comparable = kept;
  if (comparable.is_object()) comparable.as_object().erase("per_cycle");
  return records::canonical(comparable) == records::canonical(*signed_profile) ? std::move(kept) : *signed_profile;
}

Json added(const Json& left, const Json& right) {
  if (left.is_int() && right.is_int()) return Json(left.as_int() + right.as_int());
  return Json(left.to_double() + right.to_double());
}

Json larger(const Json& left, const Json& right) { return left.to_double() < right.to_double() ? right : left; }

/// Both or, where they differ, that they do.
Json agreed(const Json& left, const Json& right) { return left == right ? left : Json("mixed"); }

JsonObject summary_of(const std::vector<std::pair<std::string, Json>>& profiles) {
  using Combine = Json (*)(const Json&, const Json&);
  static constexpr std::pair<std::string_view, Combine> kMembers[] = {
      {"n_cycles", added},
      {"n_batches", added},
      {"batch_wall_time_s", added},
      {"batch_cpu_time_user_s", added},
      {"batch_cpu_time_system_s", added},
      {"batch_cpu_time_total_s", added},
      {"batch_page_faults", added},
      {"rss_bytes_peak", larger},
      {"num_threads_max", larger},
      {"process_count_max", larger},
      {"sampler_polls", added},
      {"attribution_kind", agreed},
      {"cpu_source", agreed},
  };
  JsonObject summary{{"n_profiles", Json(profiles.size())}};
  for (const auto& [name, combine] : kMembers) {
    std::optional<Json> all;
    for (const auto& [shard, profile] : profiles) {
      const auto* value = profile.find(name);
      if (value == nullptr || (combine != agreed && !value->is_number())) continue;
      all = all ? combine(*all, *value) : *value;
    }
    if (all) summary.set(name, std::move(*all));
  }
  return summary;
}

}  // namespace

void keep_profile(const std::filesystem::path& out, const std::string& shard, const JsonObject& profile) {
  const auto path = profile_path(out, shard);
  storage::ensure_directory(path.parent_path());
  storage::write_file_atomic(path, records::pretty(Json(profile)));
}

void instrumenting_phase(records::CampaignPhase& phase, const Plan& plan, const std::vector<ShardOutcome>& outcomes,
                         const std::filesystem::path& out) {
  const bool asked = std::any_of(plan.shards.begin(), plan.shards.end(),
                                 [](const Shard& shard) { return shard.substrate && shard.substrate->instrument; });
  if (!asked) throw PhaseSkipped{"no substrate of the manifest is to be watched (instrument = true)"};
  std::vector<std::pair<std::string, Json>> profiles;
  for (const auto& outcome : outcomes) {
    if (auto profile = profile_of(outcome, out)) profiles.emplace_back(outcome.shard_id, std::move(*profile));
  }
  if (profiles.empty()) throw PhaseSkipped{"no shard with an instrumented substrate ran to its end"};
  JsonObject shards;
  for (const auto& [shard, profile] : profiles) shards.set(shard, profile);
  storage::write_file_atomic(out / kArtifact, records::pretty(Json(JsonObject{{"shards", Json(std::move(shards))}})));
  phase.artifact_paths.emplace_back(kArtifact);
  phase.summary = summary_of(profiles);
}

}  // namespace ophamin::campaign
