// SPDX-License-Identifier: Apache-2.0
#include "phases.hpp"

#include <utility>

#include <fmt/format.h>

#include <ophamin/campaign/report_lines.hpp>
#include <ophamin/comparing/proof_rows.hpp>
#include <ophamin/comparing/synthesis.hpp>
#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/reporting/campaign_report.hpp>
#include <ophamin/version.hpp>

namespace ophamin::campaign {

using records::CampaignPhase;
using records::Json;
using records::JsonObject;
using records::PhaseStatus;

namespace {

std::string relative_to(const std::filesystem::path& path, const std::filesystem::path& out) {
  return std::filesystem::relative(path, out).generic_string();
}

}  // namespace

CampaignPhase run_phase(std::string_view wheel, RunObserver& observer, const std::function<void(CampaignPhase&)>& body) {
  CampaignPhase phase;
  phase.wheel = wheel;
  phase.started_at = records::now_utc();
  observer.on_phase(wheel);
  try {
    body(phase);
  } catch (const PhaseSkipped& skipped) {
    phase.status = PhaseStatus::kSkipped;
    phase.error = skipped.reason;
  } catch (const diagnostics::Error& error) {
    phase.status = PhaseStatus::kFailed;
    const auto& first = error.diagnostics().front();
    phase.error = fmt::format("{}: {}", diagnostics::describe(first.code).name, first.message);
  } catch (const std::exception& error) {
    phase.status = PhaseStatus::kFailed;
    phase.error = fmt::format("{}: {}", diagnostics::describe(diagnostics::ErrorCode::kInternalError).name, error.what());
  }
  phase.completed_at = records::now_utc();
  observer.on_phase_end(phase);
  return phase;
}

void measuring_phase(CampaignPhase& phase, const std::vector<ShardOutcome>& outcomes, const std::filesystem::path& out) {
  std::size_t validated = 0, refuted = 0, inconclusive = 0, errored = 0;
  records::JsonArray errors;
  for (const auto& outcome : outcomes) {
    if (!outcome.proof) {
      ++errored;
      const auto& first = outcome.problems.front();
      errors.emplace_back(fmt::format("{}: {}: {}", outcome.shard_id, diagnostics::describe(first.code).name, first.message));
      continue;
    }
    phase.artifact_paths.push_back(relative_to(outcome.bundle / "proof.json", out));
    switch (outcome.proof->verdict.outcome) {
      case records::Outcome::kValidated: ++validated; break;
      case records::Outcome::kRefuted: ++refuted; break;
      case records::Outcome::kInconclusive: ++inconclusive; break;
    }
  }
  phase.summary = JsonObject{{"n_scenarios_attempted", Json(outcomes.size())},
                             {"n_validated", Json(validated)},
                             {"n_refuted", Json(refuted)},
                             {"n_inconclusive", Json(inconclusive)},
                             {"n_errored", Json(errored)}};
  if (errored != 0) {
    phase.summary.set("errors", Json(std::move(errors)));
    phase.status = PhaseStatus::kFailed;
    phase.error = fmt::format("{} scenario(s) errored", errored);
  }
}

comparing::CorrectedFamily comparing_phase(CampaignPhase& phase, const Manifest& manifest, const std::filesystem::path& out) {
  const auto proofs = out / "proofs";
  if (!std::filesystem::is_directory(proofs)) throw PhaseSkipped{"there are no proofs to compare"};
  const auto rows = comparing::read_proof_rows(proofs);
  const auto summary = comparing::summarize(rows);
  auto family = comparing::correct(comparing::claims_of(rows), manifest.correction.method, manifest.correction.alpha);
  for (const auto& path : comparing::write_summary(summary, family, out)) phase.artifact_paths.push_back(relative_to(path, out));
  phase.summary = JsonObject{{"n_proofs", Json(summary.total)},
                             {"n_verdict_flips", Json(summary.verdict_flips.size())},
                             {"fwer_method", comparing::to_string(family.method)},
                             {"fwer_n_rejections", Json(family.n_rejections)},
                             {"fwer_family_size", Json(family.family_size)}};
  return family;
}

void reporting_phase(CampaignPhase& phase, const RunRequest& request, const records::CampaignRecord& record,
                     const std::vector<ShardOutcome>& outcomes, const std::filesystem::path& out) {
  reporting::CampaignReport report;
  const auto& campaign = request.manifest->campaign;
  report.name = campaign.name;
  report.description = campaign.description;
  report.target = record.target_name;
  report.target_commit = record.target_git_commit;
  report.host_version = kVersion;
  report.started_at = record.started_at;
  report.completed_at = records::now_utc();
  report.shards = report_lines(outcomes, record.corrected_verdicts, out);
  report.phases = record.phases;
  report.key_warning = request.key.warning();
  if (record.multiplicity_correction_method != "none") {
    report.correction = fmt::format("Verdicts are corrected for multiplicity: {}, alpha {}.",
                                    record.multiplicity_correction_method, request.manifest->correction.alpha);
  }
  const auto listed = reporting::write_report(report, out);
  phase.artifact_paths.emplace_back("REPORT.md");
  phase.summary = JsonObject{{"n_artifacts_linked", Json(listed)}};
}

}  // namespace ophamin::campaign
