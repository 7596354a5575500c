// SPDX-License-Identifier: Apache-2.0
#include <ophamin/records/campaign_record.hpp>

#include <algorithm>

#include <fmt/format.h>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/digest.hpp>

#include "checklist.hpp"
#include "enum_text.hpp"
#include "json_build.hpp"
#include "typed_reader.hpp"

namespace ophamin::records {
namespace {

constexpr std::array<std::string_view, 3> kStatuses{"ok", "skipped", "failed"};

std::string parse_version(std::string_view text) {
  if (text == "1.0" || text == kCampaignSchemaVersion) return std::string(text);
  diagnostics::Diagnostic diagnostic;
  diagnostic.code = diagnostics::ErrorCode::kRecordVersionError;
  diagnostic.message = "this version of the campaign record is not known";
  diagnostic.expected = "1.0 or 2.0";
  diagnostic.found = shortened(text);
  diagnostic.mend = "use the release of the host that wrote the record";
  throw diagnostics::Error(std::move(diagnostic));
}

Json phase_json(const CampaignPhase& phase) {
  return object({{"wheel", phase.wheel},
                 {"started_at", phase.started_at},
                 {"completed_at", phase.completed_at},
                 {"status", to_string(phase.status)},
                 {"artifact_paths", text_list(phase.artifact_paths)},
                 {"summary", phase.summary},
                 {"error", phase.error ? Json(*phase.error) : Json()}});
}

CampaignPhase read_phase(ObjectReader& reader) {
  return {.wheel = reader.text("wheel"),
          .started_at = reader.text("started_at"),
          .completed_at = reader.text("completed_at"),
          .status = reader.parsed("status", parse_phase_status),
          .artifact_paths = reader.text_list("artifact_paths"),
          .summary = reader.map_or_empty("summary"),
          .error = reader.text_or_null("error")};
}

}  // namespace

std::string_view to_string(PhaseStatus status) noexcept { return enum_text(kStatuses, status); }

PhaseStatus parse_phase_status(std::string_view text) { return parse_enum<PhaseStatus>(kStatuses, text, "status", {}); }

Json CampaignRecord::body() const {
  JsonArray phase_list;
  phase_list.reserve(phases.size());
  for (const CampaignPhase& phase : phases) phase_list.push_back(phase_json(phase));
  Json built = object({{"schema_version", schema_version},
                       {"target_name", target_name},
                       {"target_git_commit", target_git_commit},
                       {"started_at", started_at},
                       {"completed_at", completed_at},
                       {"ophamin_version", ophamin_version},
                       {"ophamin_git_commit", ophamin_git_commit},
                       {"phases", std::move(phase_list)}});
  if (schema_version != "1.0") {
    built.as_object().append("corrected_verdicts", text_map(corrected_verdicts));
    built.as_object().append("multiplicity_correction_method", multiplicity_correction_method);
  }
  return built;
}

Json CampaignRecord::to_json() const { return with_id_and_signature(body(), "campaign_id", id(), signature); }

std::string CampaignRecord::canonical_body() const { return canonical(body()); }

std::string CampaignRecord::id() const { return sha256_hex(canonical_body()); }

void CampaignRecord::sign(const SigningKey& key) { signature = key.sign(canonical_body()); }

bool CampaignRecord::verify(const SigningKey& key) const {
  return !signature.empty() && key.verify(canonical_body(), signature);
}

std::vector<std::string> CampaignRecord::validate() const {
  std::vector<std::string> problems;
  if (target_name.empty()) problems.push_back("target_name is empty");
  check_timestamp("started_at", started_at, problems);
  if (!completed_at.empty()) check_timestamp("completed_at", completed_at, problems);
  if (ophamin_version.empty()) problems.push_back("ophamin_version is empty");
  for (std::size_t index = 0; index < phases.size(); ++index) {
    const CampaignPhase& phase = phases[index];
    if (phase.status != PhaseStatus::kOk && (!phase.error || phase.error->empty())) {
      problems.push_back(fmt::format("phases.{}: '{}' is {} without a reason", index, phase.wheel,
                                     to_string(phase.status)));
    }
    check_timestamp(fmt::format("phases.{}.started_at", index), phase.started_at, problems);
    check_timestamp(fmt::format("phases.{}.completed_at", index), phase.completed_at, problems);
  }
  return problems;
}

StatusCounts CampaignRecord::status_counts() const noexcept {
  StatusCounts counts;
  for (const CampaignPhase& phase : phases) {
    switch (phase.status) {
      case PhaseStatus::kOk: ++counts.ok; break;
      case PhaseStatus::kSkipped: ++counts.skipped; break;
      case PhaseStatus::kFailed: ++counts.failed; break;
    }
  }
  return counts;
}

bool CampaignRecord::all_ok() const noexcept { return status_counts().ok == phases.size(); }

bool CampaignRecord::any_failed() const noexcept { return status_counts().failed > 0; }

CampaignRecord CampaignRecord::from_json(const Json& json, std::string_view file, LoadNotes* notes,
                                         std::string_view reader_version) {
  return read_record(json, file, notes, [reader_version](ObjectReader& root) {
    root.ignore("campaign_id");
    CampaignRecord record{
        .schema_version = root.parsed_or("schema_version", std::string(kCampaignSchemaVersion), parse_version),
        .target_name = root.text("target_name"),
        .target_git_commit = root.text_or("target_git_commit", ""),
        .started_at = root.text_or("started_at", now_utc),
        .completed_at = root.text_or("completed_at", ""),
        .ophamin_version = root.text_or("ophamin_version", reader_version),
        .ophamin_git_commit = root.text_or("ophamin_git_commit", "")};
    root.each("phases", record.phases, read_phase);
    if (record.schema_version != "1.0") {
      record.corrected_verdicts = root.text_map("corrected_verdicts");
      record.multiplicity_correction_method = root.text_or("multiplicity_correction_method", "none");
    }
    record.signature = root.text_or("signature", "");
    return record;
  });
}

}  // namespace ophamin::records
