// SPDX-License-Identifier: Apache-2.0
#include <ophamin/records/markdown.hpp>
#include <ophamin/records/number_text.hpp>

#include "markdown_text.hpp"

namespace ophamin::records {
namespace {

std::string evidence_table(const std::vector<PillarEvidence>& evidence) {
  std::string table = "| Pillar | Statistic | Value | 95% CI | p |\n| --- | --- | --- | --- | --- |";
  for (const PillarEvidence& row : evidence) {
    const std::string interval =
        row.ci_low && row.ci_high
            ? fmt::format("[{}, {}]", format_fixed(*row.ci_low, 4), format_fixed(*row.ci_high, 4))
            : std::string(kDash);
    table += fmt::format("\n| {} | {} | {} | {} | {} |", markdown_cell(row.pillar), markdown_cell(row.statistic_name),
                         format_g(row.statistic_value, 6), interval,
                         row.p_value ? format_g(*row.p_value, 4) : std::string(kDash));
  }
  return table;
}

}  // namespace

std::string to_bundle_markdown(const EmpiricalProofRecord& record, std::string_view meaning) {
  std::vector<std::string> blocks;
  const auto add = [&blocks](std::string block) { blocks.push_back(std::move(block)); };
  const Claim& claim = record.claim;
  const Verdict& verdict = record.verdict;

  add(fmt::format("# {} {} `{}`", one_line(claim.statement), kDash, to_string(verdict.outcome)));
  if (!meaning.empty()) add(fmt::format("> **What this means:** {}", one_line(meaning)));

  add("## 1. Claim");
  add(fmt::format("- **Statement:** {}\n- **Operationalization:** {}\n- **Threshold:** {}\n- **H0:** {}\n- **H1:** {}",
                  one_line(claim.statement), one_line(claim.operationalization), code(claim.threshold.describe()),
                  one_line(claim.h0), one_line(claim.h1)));

  add("## 2. Verdict");
  add(fmt::format("- **Outcome:** {}\n- **Observed:** {}\n- **Threshold:** {}\n- **Reasoning:** {}",
                  to_string(verdict.outcome), format_g(verdict.observed_value, 6), code(verdict.threshold.describe()),
                  one_line(verdict.reasoning)));

  add("## 3. Pre-registration");
  add(fmt::format("- **Registered at:** {}\n- **Config hash:** `{}`\n- **Data hash:** `{}`\n- **Analysis plan:** {}",
                  one_line(record.preregistration.preregistered_at), one_line(record.preregistration.config_hash),
                  one_line(record.preregistration.data_hash), one_line(record.preregistration.analysis_plan)));

  add("## 4. Data");
  std::string data = fmt::format("- **Substrate:** {}",
                                 versioned(record.data.substrate_name, record.data.substrate_git_commit));
  for (const DatasetRef& dataset : record.data.datasets) data += "\n" + dataset_line(dataset);
  add(std::move(data));

  add("## 5. Evidence");
  add(evidence_table(record.evidence));

  add("## 6. Signature");
  add(fmt::format("- **Proof ID:** `{}`\n- **Signature:** {}\n- **Created:** {}\n- **Reproduce:** {}", record.id(),
                  record.signature.empty() ? "*unsigned*" : "`" + record.signature + "`",
                  one_line(record.identity.created_at), code(record.reproduction.command)));
  return fmt::format("{}\n", fmt::join(blocks, "\n\n"));
}

}  // namespace ophamin::records
