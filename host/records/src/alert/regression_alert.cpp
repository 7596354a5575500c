// SPDX-License-Identifier: Apache-2.0
#include <ophamin/records/regression_alert.hpp>

#include <fmt/format.h>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/digest.hpp>

#include "checklist.hpp"
#include "json_build.hpp"
#include "typed_reader.hpp"

namespace ophamin::records {
namespace {

Json json_of(const VerdictTransition& transition) {
  return object({{"pair_key", transition.pair_key},
                 {"family", transition.family},
                 {"threshold_metric", transition.threshold_metric},
                 {"before_verdict", transition.before_verdict},
                 {"before_observed", transition.before_observed},
                 {"before_commit", transition.before_commit},
                 {"before_path", transition.before_path},
                 {"after_verdict", transition.after_verdict},
                 {"after_observed", transition.after_observed},
                 {"after_commit", transition.after_commit},
                 {"after_path", transition.after_path},
                 {"transition_class", transition.transition_class}});
}

VerdictTransition read_transition(ObjectReader& reader) {
  return {.pair_key = reader.text("pair_key"),
          .family = reader.text("family"),
          .threshold_metric = reader.text("threshold_metric"),
          .before_verdict = reader.text("before_verdict"),
          .before_observed = reader.number("before_observed"),
          .before_commit = reader.text("before_commit"),
          .before_path = reader.text("before_path"),
          .after_verdict = reader.text("after_verdict"),
          .after_observed = reader.number("after_observed"),
          .after_commit = reader.text("after_commit"),
          .after_path = reader.text("after_path"),
          .transition_class = reader.text("transition_class")};
}

void check_transition(std::size_t index, const VerdictTransition& transition, std::vector<std::string>& problems) {
  const std::string_view expected = transition_class(transition.before_verdict, transition.after_verdict);
  if (transition.transition_class == expected) return;
  problems.push_back(fmt::format("transitions.{}.transition_class '{}' is a contradiction: {} to {} is {}", index,
                                 transition.transition_class, transition.before_verdict, transition.after_verdict,
                                 expected));
}

}  // namespace

std::string_view transition_class(std::string_view before, std::string_view after) noexcept {
  if (before == after) return "unchanged";
  if ((before == "VALIDATED" || before == "INCONCLUSIVE") && after == "REFUTED") return "regression";
  if (before == "REFUTED" && after == "VALIDATED") return "recovery";
  return "lateral";
}

Json RegressionAlertRecord::body() const {
  JsonArray rows;
  rows.reserve(transitions.size());
  for (const VerdictTransition& transition : transitions) rows.push_back(json_of(transition));
  return object({{"schema_version", schema_version},
                 {"before_root", before_root},
                 {"after_root", after_root},
                 {"n_before", n_before},
                 {"n_after", n_after},
                 {"generated_at", generated_at},
                 {"ophamin_version", ophamin_version},
                 {"ophamin_git_commit", ophamin_git_commit},
                 {"transitions", std::move(rows)},
                 {"unmatched_in_before", text_list(unmatched_in_before)},
                 {"unmatched_in_after", text_list(unmatched_in_after)}});
}

Json RegressionAlertRecord::to_json() const { return with_id_and_signature(body(), "alert_id", id(), signature); }

std::string RegressionAlertRecord::canonical_body() const { return canonical(body()); }

std::string RegressionAlertRecord::id() const { return sha256_hex(canonical_body()); }

void RegressionAlertRecord::sign(const SigningKey& key) { signature = key.sign(canonical_body()); }

bool RegressionAlertRecord::verify(const SigningKey& key) const {
  return !signature.empty() && key.verify(canonical_body(), signature);
}

std::vector<std::string> RegressionAlertRecord::validate() const {
  std::vector<std::string> problems;
  if (before_root.empty()) problems.push_back("before_root is empty");
  if (after_root.empty()) problems.push_back("after_root is empty");
  if (n_before < 0) problems.push_back(fmt::format("n_before < 0 ({})", n_before));
  if (n_after < 0) problems.push_back(fmt::format("n_after < 0 ({})", n_after));
  check_timestamp("generated_at", generated_at, problems);
  if (ophamin_version.empty()) problems.push_back("ophamin_version is empty");
  for (std::size_t index = 0; index < transitions.size(); ++index) {
    check_transition(index, transitions[index], problems);
  }
  return problems;
}

TransitionCounts RegressionAlertRecord::transition_counts() const noexcept {
  TransitionCounts counts;
  for (const VerdictTransition& transition : transitions) {
    if (transition.transition_class == "regression") ++counts.regression;
    if (transition.transition_class == "recovery") ++counts.recovery;
    if (transition.transition_class == "lateral") ++counts.lateral;
    if (transition.transition_class == "unchanged") ++counts.unchanged;
  }
  return counts;
}

RegressionAlertRecord RegressionAlertRecord::from_json(const Json& json, std::string_view file, LoadNotes* notes,
                                                       std::string_view reader_version) {
  return read_record(json, file, notes, [reader_version](ObjectReader& root) {
    root.ignore("alert_id");
    RegressionAlertRecord record{.schema_version = root.text_or("schema_version", kRegressionAlertSchemaVersion),
                                 .before_root = root.text("before_root"),
                                 .after_root = root.text("after_root"),
                                 .n_before = root.integer("n_before"),
                                 .n_after = root.integer("n_after"),
                                 .generated_at = root.text_or("generated_at", now_utc),
                                 .ophamin_version = root.text_or("ophamin_version", reader_version),
                                 .ophamin_git_commit = root.text_or("ophamin_git_commit", "")};
    root.each_or_blank("transitions", record.transitions, read_transition);
    record.unmatched_in_before = root.strings("unmatched_in_before");
    record.unmatched_in_after = root.strings("unmatched_in_after");
    record.signature = root.text_or("signature", "");
    return record;
  });
}

}  // namespace ophamin::records
