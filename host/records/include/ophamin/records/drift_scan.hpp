// SPDX-License-Identifier: Apache-2.0
//
// DriftScan 2: where a detector saw a stream of numbers change; signed. Version 1, without a verdict, is read and
// verifies, too. Its version is a number, not a text.
#pragma once

#include <cstdint>
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

inline constexpr std::int64_t kDriftScanSchemaVersion = 2;

struct DriftEvent {
  std::int64_t sample_index = 0;  ///< from 0
  std::string detector_name{};
  double value_at_event = 0.0;
  JsonObject detail{};
};

/// What it takes to turn a scan into a proof.
struct DriftClaim {
  Claim claim{};
  std::optional<double> observed_value{};  ///< nothing: the number of events
  std::string statistic_name = "n_drift_events";
  std::string library = "river";
  std::string library_version{};  ///< of the framework
  std::string analysis_plan = "The threshold is stated for a statistic of this scan, so that the scan can be a gate.";
  std::vector<std::pair<std::string, std::string>> environment{};  ///< a proof must have one to be well-formed
};

struct DriftScan {
  std::int64_t schema_version = kDriftScanSchemaVersion;
  std::string ophamin_version{};
  std::string ophamin_git_commit{};
  std::string captured_at = now_utc();
  std::string detector_name{};
  JsonObject detector_config{};
  std::string stream_name{};
  std::int64_t n_samples = 0;
  std::string stream_hash{};  ///< drift_stream_hash
  std::vector<DriftEvent> events{};
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
  /// What is wrong with the record; empty when it is well-formed.
  std::vector<std::string> validate() const;

  /// Adds a pre-registration, dated as the scan, and the verdict of the claim's threshold (without an observed value: of the
  /// number of events); the version becomes 2. The signature goes. The claim itself is not kept.
  void attach_pre_registration(const Claim& claim, std::optional<double> observed_value = {},
                               std::string_view metric = "n_drift_events",
                               std::string_view analysis_plan =
                                   "The threshold is stated for a statistic of this scan.");
  /// A proof of one statistic of this scan, unsigned.
  EmpiricalProofRecord wrap_as_proof(const DriftClaim& claim) const;

  /// Reads the typed view. Throws kRecordDecodeError with the member's dotted path; of required members that are missing, it
  /// names all. A missing captured_at is now.
  static DriftScan from_json(const Json& json, std::string_view file = {}, LoadNotes* notes = nullptr);
};

/// SHA-256 of the samples as a compact JSON list: [0.5,1.0,2.0].
std::string drift_stream_hash(std::span<const double> samples);

}  // namespace ophamin::records
