// SPDX-License-Identifier: Apache-2.0
//
// AuditRecord 1.1: what tools found wrong with a source tree; signed. Version 1.0, without a verdict, is read and
// verifies, too.
//
// The only kind whose canonical text has a space after each separator: id and signature are made of that text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <ophamin/records/json.hpp>
#include <ophamin/records/load_notes.hpp>
#include <ophamin/records/proof.hpp>
#include <ophamin/records/signing_key.hpp>
#include <ophamin/records/timestamp.hpp>

namespace ophamin::records {

inline constexpr std::string_view kAuditSchemaVersion = "audit/1.1";

enum class Severity : std::uint8_t { kCritical, kHigh, kMedium, kLow, kInfo };

/// "critical", "high", "medium", "low", "info".
std::string_view to_string(Severity severity) noexcept;
/// Throws kRecordValueError.
Severity parse_severity(std::string_view text);

/// Names and how often each occurs, most frequent first, equal counts in the order of first occurrence.
using Counts = std::vector<std::pair<std::string, std::int64_t>>;

struct Finding {
  std::string pillar_name{};
  std::string rule_id{};
  Severity severity = Severity::kInfo;
  std::string message{};
  std::string path{};
  std::int64_t line = 0;    ///< from 1; 0: not known
  std::int64_t column = 0;  ///< as the tool counts
  JsonObject extra{};
};

/// The tool ran; is not installed; failed.
inline constexpr std::string_view kPillarOk = "ok";
inline constexpr std::string_view kPillarUnavailable = "unavailable";
inline constexpr std::string_view kPillarError = "error";

/// What one tool said. The counts are made from the findings and never stored.
struct PillarResult {
  std::string pillar_name{};
  std::string tool_name{};
  std::string tool_version{};
  std::string status{kPillarOk};  ///< one of the three; a file may say something else
  std::string target_path{};
  std::vector<Finding> findings{};
  std::int64_t raw_stdout_bytes = 0;  ///< in characters, as the format has it
  std::int64_t raw_stderr_bytes = 0;
  std::optional<std::int64_t> exit_code{};
  double wall_time_s = 0.0;
  std::string error_message{};
  JsonObject extra{};

  Counts severity_histogram() const;  ///< in the order of first occurrence
  Counts per_file_top10() const;
  Counts per_rule_top10() const;
};

/// All results together. Unlike the counts of a result, these are stored, and signed as they stand.
struct AuditSummary {
  std::int64_t total_findings = 0;
  JsonObject severity_histogram{};
  JsonObject findings_per_pillar{};
  Counts top_files{};  ///< at most 20
  std::vector<std::string> pillars_run{};
  std::vector<std::string> pillars_unavailable{};
  std::vector<std::string> pillars_errored{};

  static AuditSummary of(std::span<const PillarResult> results);
};

struct AuditIdentity {
  std::string ophamin_version{};
  std::string ophamin_git_commit{};
  std::string captured_at = now_utc();
};

/// What it takes to turn an audit into a proof.
struct AuditClaim {
  Claim claim{};
  double observed_value = 0.0;
  std::string pillar_name = "audit";
  std::string statistic_name = "total_findings";
  std::string library = "ophamin";
  std::string library_version{};  ///< of the framework, unless the library is another
  std::string analysis_plan = "The threshold is stated for a statistic of this audit, so that the audit can be a gate.";
  std::vector<std::pair<std::string, std::string>> environment{};  ///< a proof must have one to be well-formed
};

struct AuditRecord {
  std::string schema_version{kAuditSchemaVersion};
  AuditIdentity identity{};
  std::string target_path{};          ///< absolute
  std::string target_content_hash{};  ///< audit_target_hash
  std::vector<PillarResult> pillars{};
  AuditSummary summary{};
  std::string reproduction_command{};
  std::optional<Preregistration> preregistration{};
  std::string pre_registered_metric{};  ///< with a pre-registration only
  std::optional<Verdict> verdict{};
  std::string signature{};

  Json body() const;
  Json to_json() const;
  std::string canonical_body() const;
  std::string id() const;
  void sign(const SigningKey& key);
  bool verify(const SigningKey& key) const;
  /// What is wrong with the record, in the fixed order of the checks; empty when it is well-formed.
  std::vector<std::string> validate() const;

  /// Adds a pre-registration, dated as the audit, and the verdict of the claim's threshold; the version becomes 1.1. What
  /// was signed before no longer matches. The claim itself is not kept.
  void attach_pre_registration(const Claim& claim, double observed_value,
                               std::string_view metric = "total_findings",
                               std::string_view analysis_plan =
                                   "The threshold is stated for a statistic of this audit.");
  /// A proof of one statistic of this audit, unsigned.
  EmpiricalProofRecord wrap_as_proof(const AuditClaim& claim) const;

  /// Reads the typed view. Throws kRecordDecodeError with the member's dotted path. A missing captured_at is now.
  static AuditRecord from_json(const Json& json, std::string_view file = {}, LoadNotes* notes = nullptr);
};

/// SHA-256 of a file's bytes. Of a folder: of the list of all *.py files in it and their SHA-256, sorted by path, as
/// Python writes a list; what is below __pycache__ or .venv does not count, links to folders are not followed. A file
/// that cannot be read has the hash "". Empty when the path is neither file nor folder.
std::string audit_target_hash(const std::filesystem::path& target);

}  // namespace ophamin::records
