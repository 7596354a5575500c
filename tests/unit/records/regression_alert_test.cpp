// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/json_parser.hpp>
#include <ophamin/records/markdown.hpp>
#include <ophamin/records/regression_alert.hpp>

#include "sample_records.hpp"

using namespace ophamin;
using namespace ophamin::records;

TEST_CASE("how a verdict changed") {
  CHECK(transition_class("REFUTED", "REFUTED") == "unchanged");
  CHECK(transition_class("VALIDATED", "REFUTED") == "regression");
  CHECK(transition_class("INCONCLUSIVE", "REFUTED") == "regression");
  CHECK(transition_class("REFUTED", "VALIDATED") == "recovery");
  CHECK(transition_class("VALIDATED", "INCONCLUSIVE") == "lateral");
  CHECK(transition_class("REFUTED", "INCONCLUSIVE") == "lateral");
  CHECK(transition_class("INCONCLUSIVE", "VALIDATED") == "lateral");
}

TEST_CASE("members in the order of the format, and there and back") {
  RegressionAlertRecord alert = test::sample_alert();
  alert.sign(SigningKey::published());
  std::vector<std::string> keys;
  const Json json = alert.to_json();
  for (const Member& member : json.as_object()) keys.push_back(member.key);
  CHECK(keys == std::vector<std::string>{"alert_id", "schema_version", "before_root", "after_root", "n_before",
                                         "n_after", "generated_at", "ophamin_version", "ophamin_git_commit",
                                         "transitions", "unmatched_in_before", "unmatched_in_after", "signature"});
  LoadNotes notes;
  const RegressionAlertRecord loaded =
      RegressionAlertRecord::from_json(parse_json(pretty(alert.to_json())), {}, &notes);
  CHECK(loaded.to_json() == alert.to_json());
  CHECK(loaded.verify(SigningKey::published()));
  CHECK(notes.empty());
}

TEST_CASE("four members are required, and all of a transition") {
  const RegressionAlertRecord alert = RegressionAlertRecord::from_json(
      parse_json(R"({"before_root":"a","after_root":"b","n_before":1,"n_after":2})"), {}, nullptr, "9.9");
  CHECK(alert.ophamin_version == "9.9");
  CHECK(alert.schema_version == "regression-alert/1.0");
  CHECK(alert.transitions.empty());
  CHECK(parse_timestamp(alert.generated_at)->has_offset);
  const auto path_of = [](const char* text) {
    try {
      (void)RegressionAlertRecord::from_json(parse_json(text));
    } catch (const diagnostics::Error& error) {
      CHECK(error.exit_code() == 2);
      return error.diagnostics().front().place.path;
    }
    return std::string("accepted");
  };
  CHECK(path_of("{}") == "before_root");
  CHECK(path_of(R"({"before_root":"a","after_root":"b","n_before":"x","n_after":2})") == "n_before");
  CHECK(path_of(R"({"before_root":"a","after_root":"b","n_before":1,"n_after":2,"transitions":[{}]})") ==
        "transitions.0.pair_key");
  CHECK(path_of(R"({"before_root":"a","after_root":"b","n_before":1,"n_after":2,"unmatched_in_after":[null]})") ==
        "unmatched_in_after.0");
}

TEST_CASE("what makes an alert ill-formed") {
  CHECK(test::sample_alert().validate().empty());
  RegressionAlertRecord alert = test::sample_alert();
  alert.before_root.clear();
  alert.after_root.clear();
  alert.n_before = -1;
  alert.n_after = -1;
  alert.generated_at = "x";
  alert.ophamin_version.clear();
  alert.transitions[1].transition_class = "regression";
  const std::vector<std::string> problems = alert.validate();
  REQUIRE(problems.size() == 7);
  CHECK(problems[6].find("transitions.1.transition_class 'regression'") == 0);
}

TEST_CASE("an alert as Markdown") {
  const RegressionAlertRecord alert = test::sample_alert();
  const std::string page = to_markdown(alert);
  std::size_t at = 0;
  for (const std::string& part :
       {"# Regression alert \u2014 `" + alert.id().substr(0, 16) + "...`\n\n_Generated: 2026-05-16T09:00:00+00:00_\n",
        std::string("**Before:** `before` (3 proofs)  \n**After:** `after` (2 proofs)\n"),
        std::string("**Transitions:** 1 regression, 1 recovery, 0 lateral, 0 unchanged\n"),
        std::string("## Regressions\n\n| Family | Metric | Before | After | After commit |\n"),
        std::string("| roundtrip | `share` | VALIDATED (1) | REFUTED (0.9971) | `9c01d2e01234` |\n"),
        std::string("## Recoveries\n"), std::string("| speed | `p95` | REFUTED | VALIDATED |\n"),
        std::string("## Unmatched\n\n- only before: `before/ratio_a.json`\n")}) {
    CAPTURE(part);
    const std::size_t found = page.find(part, at);
    REQUIRE(found != std::string::npos);
    at = found + part.size();
  }
  RegressionAlertRecord quiet = alert;
  quiet.transitions.clear();
  quiet.unmatched_in_before.clear();
  CHECK(to_markdown(quiet).find("##") == std::string::npos);
}
