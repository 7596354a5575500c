// SPDX-License-Identifier: Apache-2.0
//
// RegressionAlertRecord 1.0: how the verdicts of two collections of proofs differ; signed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <ophamin/records/json.hpp>
#include <ophamin/records/load_notes.hpp>
#include <ophamin/records/signing_key.hpp>
#include <ophamin/records/timestamp.hpp>

namespace ophamin::records {

inline constexpr std::string_view kRegressionAlertSchemaVersion = "regression-alert/1.0";

/// "unchanged" for equal verdicts; "regression" when VALIDATED or INCONCLUSIVE became REFUTED; "recovery" when REFUTED
/// became VALIDATED; "lateral" for every other change.
std::string_view transition_class(std::string_view before, std::string_view after) noexcept;

/// One question, asked before and after.
struct VerdictTransition {
  std::string pair_key{};
  std::string family{};
  std::string threshold_metric{};
  std::string before_verdict{};
  double before_observed = 0.0;
  std::string before_commit{};
  std::string before_path{};
  std::string after_verdict{};
  double after_observed = 0.0;
  std::string after_commit{};
  std::string after_path{};
  std::string transition_class{};
};

/// How many transitions there are of each class.
struct TransitionCounts {
  std::size_t regression = 0;
  std::size_t recovery = 0;
  std::size_t lateral = 0;
  std::size_t unchanged = 0;
};

struct RegressionAlertRecord {
  std::string schema_version{kRegressionAlertSchemaVersion};
  std::string before_root{};
  std::string after_root{};
  std::int64_t n_before = 0;  ///< proofs that could be read
  std::int64_t n_after = 0;
  std::string generated_at = now_utc();
  std::string ophamin_version{};
  std::string ophamin_git_commit{};
  std::vector<VerdictTransition> transitions{};
  std::vector<std::string> unmatched_in_before{};  ///< paths
  std::vector<std::string> unmatched_in_after{};
  std::string signature{};

  Json body() const;
  Json to_json() const;
  std::string canonical_body() const;
  std::string id() const;
  void sign(const SigningKey& key);
  bool verify(const SigningKey& key) const;
  /// What is wrong with the record; empty when it is well-formed.
  std::vector<std::string> validate() const;
  TransitionCounts transition_counts() const noexcept;

  /// Reads the typed view. Throws kRecordDecodeError with the member's dotted path. A missing generated_at is now, a
  /// missing ophamin_version is `reader_version`: such a record cannot verify, as in the reference.
  static RegressionAlertRecord from_json(const Json& json, std::string_view file = {}, LoadNotes* notes = nullptr,
                                         std::string_view reader_version = {});
};

}  // namespace ophamin::records
