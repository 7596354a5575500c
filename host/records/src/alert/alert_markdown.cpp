// SPDX-License-Identifier: Apache-2.0
#include <ophamin/records/markdown.hpp>
#include <ophamin/records/number_text.hpp>

#include "markdown_text.hpp"

namespace ophamin::records {
namespace {

std::string observed(std::string_view verdict, double value) {
  return markdown_cell(fmt::format("{} ({})", verdict, format_g(value, 4)));
}

std::string regressions(const std::vector<VerdictTransition>& transitions) {
  std::string table =
      "\n## Regressions\n\n| Family | Metric | Before | After | After commit |\n| --- | --- | --- | --- | --- |\n";
  for (const VerdictTransition& row : transitions) {
    if (row.transition_class != "regression") continue;
    table += fmt::format("| {} | {} | {} | {} | {} |\n", markdown_cell(row.family),
                         markdown_cell(code(row.threshold_metric)), observed(row.before_verdict, row.before_observed),
                         observed(row.after_verdict, row.after_observed),
                         markdown_cell(code(first_characters(row.after_commit, 12))));
  }
  return table;
}

std::string recoveries(const std::vector<VerdictTransition>& transitions) {
  std::string table = "\n## Recoveries\n\n| Family | Metric | Before | After |\n| --- | --- | --- | --- |\n";
  for (const VerdictTransition& row : transitions) {
    if (row.transition_class != "recovery") continue;
    table += fmt::format("| {} | {} | {} | {} |\n", markdown_cell(row.family),
                         markdown_cell(code(row.threshold_metric)), markdown_cell(row.before_verdict),
                         markdown_cell(row.after_verdict));
  }
  return table;
}

}  // namespace

std::string to_markdown(const RegressionAlertRecord& record) {
  const TransitionCounts counts = record.transition_counts();
  std::string text = fmt::format(
      "# Regression alert {} `{}...`\n\n_Generated: {}_\n\n"
      "**Before:** {} ({} proofs)  \n**After:** {} ({} proofs)\n\n"
      "**Transitions:** {} regression, {} recovery, {} lateral, {} unchanged\n",
      kDash, record.id().substr(0, 16), one_line(record.generated_at), code(record.before_root), record.n_before,
      code(record.after_root), record.n_after, counts.regression, counts.recovery, counts.lateral, counts.unchanged);
  if (counts.regression > 0) text += regressions(record.transitions);
  if (counts.recovery > 0) text += recoveries(record.transitions);
  if (!record.unmatched_in_before.empty() || !record.unmatched_in_after.empty()) text += "\n## Unmatched\n\n";
  for (const std::string& path : record.unmatched_in_before) text += fmt::format("- only before: {}\n", code(path));
  for (const std::string& path : record.unmatched_in_after) text += fmt::format("- only after: {}\n", code(path));
  return text;
}

}  // namespace ophamin::records
