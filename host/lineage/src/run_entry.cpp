// SPDX-License-Identifier: Apache-2.0
#include <ophamin/lineage/run_entry.hpp>

#include <algorithm>
#include <utility>

#include <ophamin/records/digest.hpp>

namespace ophamin::lineage {

using records::Json;
using records::JsonObject;

namespace {

constexpr std::size_t kLongestId = 200;

template <typename T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

}  // namespace

std::string RunEntry::substrate_git_commit() const {
  const Json* commit = substrate.find("git_commit");
  return commit != nullptr && commit->is_string() ? commit->as_string() : std::string{};
}

std::vector<std::filesystem::path> RunEntry::artifact_paths() const {
  std::vector<std::filesystem::path> paths;
  for (const auto& artifact : artifacts) paths.push_back(folder / artifact);
  return paths;
}

bool is_run_id(std::string_view text) noexcept {
  const auto allowed = [](char character) {
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
           (character >= '0' && character <= '9') || character == '_' || character == '-' || character == '.';
  };
  return !text.empty() && text.size() <= kLongestId && text.front() != '.' && std::all_of(text.begin(), text.end(), allowed);
}

JsonObject manifest_of(const RunEntry& run) {
  records::JsonArray datasets;
  for (const auto& dataset : run.datasets) {
    datasets.emplace_back(JsonObject{{"path", dataset.path},
                                     {"content_hash", dataset.content_hash},
                                     {"size_bytes", or_null(dataset.size_bytes)},
                                     {"kind", dataset.kind},
                                     {"name", dataset.name},
                                     {"n_records", or_null(dataset.n_records)}});
  }
  records::JsonArray artifacts;
  for (const auto& path : run.artifact_paths()) artifacts.emplace_back(path.string());
  JsonObject extra{{"kind", run.kind}, {"name", run.name}, {"outcome", run.outcome}};
  if (!run.proof_id.empty()) extra.set("proof_id", run.proof_id);
  if (run.observed_value) extra.set("observed_value", Json(*run.observed_value));
  if (!run.folder.empty()) extra.set("folder", run.folder.string());
  for (const auto& member : run.extra) extra.set(member.key, member.value);
  return {{"run_id", run.run_id},
          {"parent_run_id", run.parent_run_id.empty() ? Json(nullptr) : Json(run.parent_run_id)},
          {"created_at", run.created_at},
          {"ophamin_version", run.ophamin_version},
          {"ophamin_git_commit", run.ophamin_git_commit},
          {"substrate", Json(run.substrate)},
          {"config", Json(run.config)},
          {"config_hash", records::content_hash(Json(run.config))},
          {"metrics", Json(run.metrics)},
          {"datasets", Json(std::move(datasets))},
          {"artifacts", Json(std::move(artifacts))},
          {"provenance", run.provenance ? Json(*run.provenance) : Json(nullptr)},
          {"extra", Json(std::move(extra))}};
}

}  // namespace ophamin::lineage
