// SPDX-License-Identifier: Apache-2.0
#include <ophamin/records/markdown.hpp>

#include <ophamin/records/number_text.hpp>

#include "markdown_text.hpp"

namespace ophamin::records {
namespace {

std::string g_or_dash(const std::optional<double>& value, int precision) {
  return value ? format_g(*value, precision) : std::string(kDash);
}

std::string interval(const PillarEvidence& row) {
  if (!row.ci_low || !row.ci_high) return std::string(kDash);
  return fmt::format("({}, {})", format_g(*row.ci_low, 4), format_g(*row.ci_high, 4));
}

std::string evidence_table(const std::vector<PillarEvidence>& evidence) {
  std::string table =
      "| Pillar | Statistic | Value | Effect | 95% CI | p | Library | Cross-check |\n"
      "| --- | --- | --- | --- | --- | --- | --- | --- |";
  for (const PillarEvidence& row : evidence) {
    table += fmt::format("\n| {} | {} | {} | {} | {} | {} | {} {} | {} |", markdown_cell(row.pillar),
                         markdown_cell(row.statistic_name), format_g(row.statistic_value, 6),
                         g_or_dash(row.effect_size, 4), interval(row), g_or_dash(row.p_value, 4),
                         markdown_cell(row.library), markdown_cell(row.library_version), to_string(row.cross_check));
  }
  return table;
}

std::size_t count_nodes(const JsonObject& provenance, std::string_view section) {
  const Json* nodes = provenance.find(section);
  return nodes != nullptr && nodes->is_object() ? nodes->as_object().size() : 0;
}

std::string reproduction_bullets(const Reproduction& reproduction) {
  const auto entries = static_cast<std::int64_t>(reproduction.environment.size());
  std::string bullets = fmt::format("- **Environment:** {} entries", with_thousands(entries));
  if (!reproduction.lineage_chain.empty()) {
    const std::string chain = fmt::format("{}", fmt::join(reproduction.lineage_chain, " <- "));
    bullets += fmt::format("\n- **Lineage:** {}", one_line(chain));
  }
  return bullets;
}

std::string well_formedness(const EmpiricalProofRecord& record) {
  const std::vector<std::string> problems = record.validate();
  if (problems.empty()) return "**This record is well-formed.**";
  std::string text = fmt::format("**Warning: this record has {} validation problem{}:**\n", problems.size(),
                                 problems.size() == 1 ? "" : "s");
  for (const std::string& problem : problems) text += "\n- " + one_line(problem);
  return text;
}

}  // namespace

std::string markdown_cell(std::string_view text) {
  std::string cell;
  for (const char character : one_line(text)) {
    if (character == '|') cell += '\\';
    cell += character;
  }
  return cell;
}

std::string dataset_line(const DatasetRef& dataset) {
  return fmt::format("- **{}** ({}) {} {} records {} {} {} {}", one_line(dataset.name), one_line(dataset.kind), kDash,
                     with_thousands(dataset.n_records), kDash, first_of_hash(dataset.content_hash), kDash,
                     one_line(dataset.source));
}

std::string to_markdown(const EmpiricalProofRecord& record) {
  std::vector<std::string> blocks;
  const auto add = [&blocks](std::string block) { blocks.push_back(std::move(block)); };
  const auto& [version, identity, claim, preregistration, data, evidence, verdict, reproduction, provenance, signature,
               attestation] = record;

  add(fmt::format("# Ophamin Empirical Proof Record {} `{}`", kDash, to_string(verdict.outcome)));
  add(fmt::format("**Proof ID:** `{}`  \n**Schema:** v{}  \n**Created:** {}", record.id(), one_line(version),
                  one_line(identity.created_at)));

  add("## 1. Identity");
  add(fmt::format("- **Ophamin:** {}\n- **Substrate:** {}",
                  versioned(identity.ophamin_version, identity.ophamin_git_commit),
                  versioned(data.substrate_name, data.substrate_git_commit)));

  add("## 2. Claim");
  add("> " + one_line(claim.statement));
  add(fmt::format("- **Operationalization:** {}\n- **Threshold:** {}\n- **H0:** {}\n- **H1:** {}",
                  one_line(claim.operationalization), code(claim.threshold.describe()), one_line(claim.h0),
                  one_line(claim.h1)));

  add("## 3. Pre-registration");
  add(fmt::format("- **Registered at:** {}\n- **Config hash:** `{}`\n- **Data hash:** `{}`\n- **Analysis plan:** {}",
                  one_line(preregistration.preregistered_at), one_line(preregistration.config_hash),
                  one_line(preregistration.data_hash), one_line(preregistration.analysis_plan)));

  add("## 4. Data");
  std::string datasets;
  for (const DatasetRef& dataset : data.datasets) datasets += (datasets.empty() ? "" : "\n") + dataset_line(dataset);
  if (!datasets.empty()) add(std::move(datasets));

  add("## 5. Evidence");
  add(evidence_table(evidence));

  add("## 6. Verdict");
  add(fmt::format("### **{}**", to_string(verdict.outcome)));
  add(fmt::format("- **Observed:** {}\n- **Threshold:** {}\n- **Reasoning:** {}", format_g(verdict.observed_value, 6),
                  code(verdict.threshold.describe()), one_line(verdict.reasoning)));

  add("## 7. Reproduction");
  add(code_block(reproduction.command));
  add(reproduction_bullets(reproduction));

  add("## 8. Provenance");
  add(fmt::format("- {} entities, {} activities, {} agents", count_nodes(provenance, "entity"),
                  count_nodes(provenance, "activity"), count_nodes(provenance, "agent")));

  add("## 9. Signature");
  add(signature.empty() ? "- *unsigned*" : fmt::format("- `{}`", signature));

  add("---");
  add(well_formedness(record));
  return fmt::format("{}\n", fmt::join(blocks, "\n\n"));
}

}  // namespace ophamin::records
