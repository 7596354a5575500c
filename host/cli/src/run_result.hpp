// SPDX-License-Identifier: Apache-2.0
//
// What a campaign came to, printed.
#pragma once

#include <string>
#include <vector>

#include <ophamin/campaign/run.hpp>
#include <ophamin/cli/console.hpp>

namespace ophamin::cli {

struct RunResult {
  const campaign::CampaignOutcome& outcome;
  int exit_code = 0;
  std::string key_warning{};
  const keys::Attester* attester = nullptr;  ///< who attested; nobody if null
  std::vector<diagnostics::Diagnostic> refused{};  ///< plugins that the campaign did without
  std::string resume_command{};
};

/// The table, a line of counts, where the records are; failed phases and how to resume on stderr.
void print_result(Console& console, const RunResult& result);

/// {exit_code, out, campaign_id, run_id, cancelled, shards, phases, attested_by, attested_key, key_warning, errors}
records::JsonObject result_json(const RunResult& result);

}  // namespace ophamin::cli
