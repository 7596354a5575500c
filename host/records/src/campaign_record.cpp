// SPDX-License-Identifier: Apache-2.0
#include <ophamin/records/campaign_record.hpp>

#include <algorithm>

#include <fmt/format.h>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/digest.hpp>
#include <ophamin/records/json_parser.hpp>
#include <ophamin/storage/files.hpp>

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

CampaignPhase read_phase(const ObjectReader& reader) {
  return {.wheel = reader.text("wheel"),
          .started_at = reader.text("started_at"),
          .completed_at = reader.text("completed_at"),
          .status = reader.converted("status", parse_phase_status),
          .artifact_paths = reader.text_list("artifact_paths"),
          .summary = reader.free_map("summary"),
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

CampaignRecord CampaignRecord::from_json(const Json& json, std::string_view file, std::string_view reader_version) {
  const ObjectReader root(json, {}, file);
  CampaignRecord record{
      .schema_version = root.has("schema_version") ? root.converted("schema_version", parse_version)
                                                   : std::string(kCampaignSchemaVersion),
      .target_name = root.text("target_name"),
      .target_git_commit = root.text_or("target_git_commit", ""),
      .started_at = root.has("started_at") ? root.text("started_at") : now_utc(),
      .completed_at = root.text_or("completed_at", ""),
      .ophamin_version = root.text_or("ophamin_version", std::string(reader_version)),
      .ophamin_git_commit = root.text_or("ophamin_git_commit", ""),
      .corrected_verdicts = root.text_map("corrected_verdicts"),
      .multiplicity_correction_method = root.text_or("multiplicity_correction_method", "none"),
      .signature = root.text_or("signature", "")};
  root.each("phases", [&record](const ObjectReader& phase) { record.phases.push_back(read_phase(phase)); });
  return record;
}

CampaignRecord load_campaign(const std::filesystem::path& path, std::string_view reader_version) {
  return CampaignRecord::from_json(load_json(path), path.string(), reader_version);
}

void write_campaign(const CampaignRecord& record, const std::filesystem::path& path) {
  storage::ensure_directory(path.parent_path());
  storage::write_file_atomic(path, pretty(record.to_json()));
}

}  // namespace ophamin::records
