// SPDX-License-Identifier: Apache-2.0
//
// CampaignRecord 2.0: what a campaign did, phase by phase; signed. Version 1.0 is read and verifies, too.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <ophamin/records/json.hpp>
#include <ophamin/records/load_notes.hpp>
#include <ophamin/records/signing_key.hpp>
#include <ophamin/records/timestamp.hpp>

namespace ophamin::records {

inline constexpr std::string_view kCampaignSchemaVersion = "2.0";

enum class PhaseStatus : std::uint8_t { kOk, kSkipped, kFailed };

/// "ok", "skipped", "failed".
std::string_view to_string(PhaseStatus status) noexcept;
/// Throws kRecordValueError.
PhaseStatus parse_phase_status(std::string_view text);

struct CampaignPhase {
  std::string wheel{};  ///< seeing, measuring, comparing, instrumenting, auditing, reporting
  std::string started_at{};
  std::string completed_at{};
  PhaseStatus status = PhaseStatus::kOk;
  std::vector<std::string> artifact_paths{};
  JsonObject summary{};
  std::optional<std::string> error{};  ///< why it was skipped or failed
};

struct StatusCounts {
  std::size_t ok = 0;
  std::size_t skipped = 0;
  std::size_t failed = 0;
};

struct CampaignRecord {
  std::string schema_version{kCampaignSchemaVersion};
  std::string target_name{};
  std::string target_git_commit{};
  std::string started_at = now_utc();
  std::string completed_at{};  ///< empty while the campaign runs
  std::string ophamin_version{};
  std::string ophamin_git_commit{};
  std::vector<CampaignPhase> phases{};
  std::vector<std::pair<std::string, std::string>> corrected_verdicts{};  ///< proof id to verdict; not in 1.0
  std::string multiplicity_correction_method = "none";                    ///< not in 1.0
  std::string signature{};

  Json body() const;
  Json to_json() const;
  std::string canonical_body() const;
  std::string id() const;
  void sign(const SigningKey& key);
  bool verify(const SigningKey& key) const;
  /// What is wrong with the record; empty when it is well-formed.
  std::vector<std::string> validate() const;

  StatusCounts status_counts() const noexcept;
  bool all_ok() const noexcept;
  bool any_failed() const noexcept;

  /// Throws kRecordDecodeError with the member's dotted path. A missing started_at is now, a missing ophamin_version is
  /// `reader_version`: such a record cannot verify, as in the reference.
  static CampaignRecord from_json(const Json& json, std::string_view file = {}, LoadNotes* notes = nullptr,
                                  std::string_view reader_version = {});
};

}  // namespace ophamin::records
