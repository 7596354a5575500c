// SPDX-License-Identifier: Apache-2.0
//
// EmpiricalProofRecord 1.0: a claim, how it was to be judged, on which data, what was found, and the verdict; signed.
//
// The members and their order are the format's own (schemas/empirical-proof-record-1.0.schema.json). The id is the
// SHA-256 of the canonical body, the signature its HMAC-SHA256; the body is everything but id, signature, attestation.
#pragma once

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

inline constexpr std::string_view kProofSchemaVersion = "1.0";

enum class Comparator : std::uint8_t { kAtLeast, kAtMost, kGreater, kLess, kEqual };
enum class Outcome : std::uint8_t { kValidated, kRefuted, kInconclusive };
enum class CrossCheck : std::uint8_t { kPassed, kSkipped, kFailed, kNotApplicable };

/// ">=", "VALIDATED", "n/a" and so on; empty for a value that is no enumerator.
std::string_view to_string(Comparator comparator) noexcept;
std::string_view to_string(Outcome outcome) noexcept;
std::string_view to_string(CrossCheck cross_check) noexcept;
/// The other way. Throw diagnostics::Error (kRecordValueError) that names the allowed texts, sorted, and the given one.
Comparator parse_comparator(std::string_view text);
Outcome parse_outcome(std::string_view text);
CrossCheck parse_cross_check(std::string_view text);

struct Threshold {
  std::string metric{};
  Comparator comparator = Comparator::kAtLeast;
  double value = 0.0;
  std::string units{};

  /// `observed <comparator> value` on doubles; NaN satisfies nothing.
  bool decide(double observed) const noexcept;
  /// "accuracy >= 0.9", and the units when there are any.
  std::string describe() const;
};

struct Identity {
  std::string ophamin_version{};
  std::string ophamin_git_commit{};
  std::string created_at = now_utc();
};

struct Claim {
  std::string statement{};
  std::string operationalization{};
  Threshold threshold{};
  std::string h0{};
  std::string h1{};
};

struct Preregistration {
  std::string config_hash{};
  std::string data_hash{};
  std::string analysis_plan{};
  JsonObject sweep_grid{};
  std::string preregistered_at = now_utc();
};

struct DatasetRef {
  std::string name{};
  std::string content_hash{};
  std::int64_t n_records = 0;
  std::string source{};
  std::string kind = "corpus";
};

struct DataSection {
  std::string substrate_name{};
  std::string substrate_git_commit{};
  std::vector<DatasetRef> datasets{};
};

struct PillarEvidence {
  std::string pillar{};
  std::string statistic_name{};
  double statistic_value = 0.0;
  std::string library{};
  std::string library_version{};
  std::optional<double> effect_size{};
  std::optional<double> ci_low{};
  std::optional<double> ci_high{};
  std::optional<double> p_value{};
  CrossCheck cross_check = CrossCheck::kNotApplicable;
  JsonObject detail{};
};

struct Verdict {
  Outcome outcome = Outcome::kInconclusive;
  double observed_value = 0.0;
  Threshold threshold{};
  std::string reasoning{};

  /// VALIDATED or REFUTED by the threshold, or INCONCLUSIVE when told so; the observed value is kept in any case.
  /// An empty `reasoning` is replaced by a sentence that says what was compared.
  static Verdict decide(double observed, const Threshold& threshold, bool inconclusive = false,
                        std::string reasoning = {});
};

struct Reproduction {
  std::string command{};
  std::vector<std::pair<std::string, std::string>> environment{};  ///< unique names, in order
  std::vector<std::string> lineage_chain{};
};

struct EmpiricalProofRecord {
  std::string schema_version{kProofSchemaVersion};
  Identity identity{};
  Claim claim{};
  Preregistration preregistration{};
  DataSection data{};
  std::vector<PillarEvidence> evidence{};
  Verdict verdict{};
  Reproduction reproduction{};
  JsonObject provenance{};
  std::string signature{};    ///< empty: unsigned
  JsonObject attestation{};   ///< kept as it is in the file; no part of the body

  /// The signed part, in the order of the file.
  Json body() const;
  /// The whole record as it is on disk: id first, signature last, attestation only if there is one.
  Json to_json() const;
  /// The bytes that are hashed and signed.
  std::string canonical_body() const;
  /// SHA-256 of the canonical body; never stored.
  std::string id() const;
  void sign(const SigningKey& key);
  bool verify(const SigningKey& key) const;
  /// What is wrong with the record, in the fixed order of the checks; empty when it is well-formed. Does not look at the
  /// signature.
  std::vector<std::string> validate() const;

  /// Reads the typed view: unknown members are dropped, scalars converted, missing optional members defaulted (a missing
  /// created_at is now); `notes` is told. Throws kRecordDecodeError with the member's dotted path; `file` is named in it.
  static EmpiricalProofRecord from_json(const Json& json, std::string_view file = {}, LoadNotes* notes = nullptr);
};

}  // namespace ophamin::records
