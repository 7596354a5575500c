// SPDX-License-Identifier: Apache-2.0
#include <ophamin/measuring/preregistration.hpp>

#include <fmt/format.h>

#include <ophamin/records/canonical.hpp>
#include <ophamin/records/digest.hpp>
#include <ophamin/storage/files.hpp>

#include "wire.hpp"

namespace ophamin::measuring {

using records::Json;
using records::JsonObject;

Json config_document(const ShardJob& job, const Statement& statement,
                     const std::vector<std::pair<std::string, std::string>>& plugins) {
  JsonObject digests;
  for (const auto& [id, sha256] : plugins) digests.set(id, sha256);
  auto job_json = job.to_json();
  // Where the trace goes and what is shown of it decide nothing.
  auto& members = job_json.as_object();
  for (const auto* key : {"id", "trace_file", "verify_determinism"}) members.erase(key);
  auto stated = statement.to_json();
  auto& claim = stated.as_object();
  // Paths differ between machines, and the data has a hash of its own.
  for (const auto* key : {"files", "record_hash"}) claim.erase(key);
  return Json(JsonObject{{"job", std::move(job_json)}, {"statement", std::move(stated)}, {"plugins", Json(std::move(digests))}});
}

records::Preregistration make_preregistration(const Statement& statement, const Json& config, std::string data_hash,
                                              JsonObject sweep_point) {
  records::Preregistration result;
  result.config_hash = records::content_hash(config);
  result.data_hash = std::move(data_hash);
  result.analysis_plan = statement.analysis_plan;
  if (!statement.stopping_rule.empty()) result.analysis_plan += "\nStopping rule: " + statement.stopping_rule;
  result.sweep_grid = std::move(sweep_point);
  return result;
}

unsigned write_preregistration(const std::filesystem::path& folder, const ShardJob& job, const Statement& statement,
                               const Json& config, const records::Preregistration& preregistration) {
  storage::ensure_directory(folder);
  unsigned attempt = 1;
  std::filesystem::path path;
  do {
    path = folder / fmt::format("{}.{}.json", job.id, attempt);
  } while (std::filesystem::exists(path) && attempt++ < 100'000);
  storage::write_file_atomic(path, records::pretty(Json(JsonObject{
                                       {"shard", job.id},
                                       {"attempt", Json(attempt)},
                                       {"preregistered_at", preregistration.preregistered_at},
                                       {"config_hash", preregistration.config_hash},
                                       {"data_hash", preregistration.data_hash},
                                       {"analysis_plan", preregistration.analysis_plan},
                                       {"sweep_grid", Json(preregistration.sweep_grid)},
                                       {"statement", statement.to_json()},
                                       {"config", config},
                                   })));
  return attempt;
}

}  // namespace ophamin::measuring
