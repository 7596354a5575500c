// SPDX-License-Identifier: Apache-2.0
#include "checklist.hpp"

#include <fmt/format.h>
#include <ophamin/records/number_text.hpp>
#include <ophamin/records/timestamp.hpp>

#include "enum_text.hpp"

namespace ophamin::records {

void check_timestamp(std::string_view member, std::string_view text, std::vector<std::string>& problems) {
  if (text.empty()) {
    problems.push_back(fmt::format("{} is empty", member));
  } else if (!parse_timestamp(text)) {
    problems.push_back(fmt::format("{} '{}' is not an ISO timestamp", member, shortened(text)));
  }
}

void check_verdict(const Verdict& verdict, std::vector<std::string>& problems) {
  const std::string_view outcome = to_string(verdict.outcome);
  if (outcome.empty()) {
    problems.push_back(fmt::format("verdict.outcome is invalid ({})", static_cast<unsigned>(verdict.outcome)));
  }
  if (verdict.outcome == Outcome::kInconclusive) return;
  const Outcome expected = verdict.threshold.decide(verdict.observed_value) ? Outcome::kValidated : Outcome::kRefuted;
  if (verdict.outcome != expected) {
    problems.push_back(fmt::format(
        "verdict.outcome '{}' is a contradiction: observed {} against the threshold ({}) gives {}", outcome,
        pyfloat(verdict.observed_value), verdict.threshold.describe(), to_string(expected)));
  }
}

}  // namespace ophamin::records
