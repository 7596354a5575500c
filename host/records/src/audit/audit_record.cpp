// SPDX-License-Identifier: Apache-2.0
#include <ophamin/records/audit_record.hpp>

#include <algorithm>
#include <array>
#include <map>

#include <ophamin/records/canonical.hpp>
#include <ophamin/records/digest.hpp>

#include "enum_text.hpp"
#include "json_build.hpp"

namespace ophamin::records {
namespace {

constexpr std::array<std::string_view, 5> kSeverities{"critical", "high", "medium", "low", "info"};
constexpr std::size_t kTopOfResult = 10;
constexpr std::size_t kTopFiles = 20;

// Borrows the names until counts() is called. A map, for what is counted may be chosen by an enemy of hash tables.
class Tally {
 public:
  void add(std::string_view name) {
    const auto [place, is_new] = places_.try_emplace(name, counts_.size());
    if (is_new) counts_.emplace_back(name, 0);
    ++counts_[place->second].second;
  }
  Counts counts() const {
    Counts copy;
    copy.reserve(counts_.size());
    for (const auto& [name, count] : counts_) copy.emplace_back(std::string(name), count);
    return copy;
  }
  Counts top(std::size_t most) const {
    Counts sorted = counts();
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const auto& left, const auto& right) { return left.second > right.second; });
    if (sorted.size() > most) sorted.resize(most);
    return sorted;
  }

 private:
  std::map<std::string_view, std::size_t> places_;
  std::vector<std::pair<std::string_view, std::int64_t>> counts_;
};

}  // namespace

std::string_view to_string(Severity severity) noexcept { return enum_text(kSeverities, severity); }

Severity parse_severity(std::string_view text) { return parse_enum<Severity>(kSeverities, text, "severity", {}); }

Counts PillarResult::severity_histogram() const {
  Tally tally;
  for (const Finding& finding : findings) tally.add(to_string(finding.severity));
  return tally.counts();
}

Counts PillarResult::per_file_top10() const {
  Tally tally;
  for (const Finding& finding : findings) tally.add(finding.path);
  return tally.top(kTopOfResult);
}

Counts PillarResult::per_rule_top10() const {
  Tally tally;
  for (const Finding& finding : findings) tally.add(finding.rule_id);
  return tally.top(kTopOfResult);
}

AuditSummary AuditSummary::of(std::span<const PillarResult> results) {
  AuditSummary summary;
  Tally severities;
  Tally files;
  for (const PillarResult& result : results) {
    summary.total_findings += static_cast<std::int64_t>(result.findings.size());
    summary.findings_per_pillar.set(result.pillar_name, static_cast<std::int64_t>(result.findings.size()));
    for (const Finding& finding : result.findings) {
      severities.add(to_string(finding.severity));
      files.add(finding.path);
    }
    if (result.status == kPillarOk) summary.pillars_run.push_back(result.pillar_name);
    if (result.status == kPillarUnavailable) summary.pillars_unavailable.push_back(result.pillar_name);
    if (result.status == kPillarError) summary.pillars_errored.push_back(result.pillar_name);
  }
  for (const auto& [name, count] : severities.counts()) summary.severity_histogram.append(name, count);
  summary.top_files = files.top(kTopFiles);
  return summary;
}

std::string AuditRecord::canonical_body() const { return canonical(body(), Separators::kSpaced); }

std::string AuditRecord::id() const { return sha256_hex(canonical_body()); }

void AuditRecord::sign(const SigningKey& key) { signature = key.sign(canonical_body()); }

bool AuditRecord::verify(const SigningKey& key) const {
  return !signature.empty() && key.verify(canonical_body(), signature);
}

void AuditRecord::attach_pre_registration(const Claim& claim, double observed_value, std::string_view metric,
                                          std::string_view analysis_plan) {
  preregistration = Preregistration{
      .config_hash = content_hash(object({{"audit_id_pre_attach", "computed-at-attach-time"}, {"metric", metric}})),
      .data_hash = target_content_hash,
      .analysis_plan = std::string(analysis_plan),
      .preregistered_at = identity.captured_at};
  pre_registered_metric = metric;
  verdict = Verdict::decide(observed_value, claim.threshold);
  schema_version = kAuditSchemaVersion;
}

EmpiricalProofRecord AuditRecord::wrap_as_proof(const AuditClaim& claim) const {
  const std::string audit_id = id();
  EmpiricalProofRecord proof{
      .identity = {.ophamin_version = identity.ophamin_version,
                   .ophamin_git_commit = identity.ophamin_git_commit,
                   .created_at = identity.captured_at},
      .claim = claim.claim,
      .preregistration = {.config_hash = content_hash(object({{"audit_id", audit_id},
                                                              {"pillar_name", claim.pillar_name},
                                                              {"statistic_name", claim.statistic_name}})),
                          .data_hash = target_content_hash,
                          .analysis_plan = claim.analysis_plan,
                          .preregistered_at = identity.captured_at},
      .data = {.substrate_name = "ophamin.auditing.AuditRecord", .substrate_git_commit = identity.ophamin_git_commit},
      .verdict = Verdict::decide(claim.observed_value, claim.claim.threshold),
      .reproduction = {
          .command = reproduction_command.empty() ? "ophamin audit <target>" : reproduction_command,
          .environment = claim.environment}};
  proof.data.datasets.push_back({.name = "audit-target:" + target_path,
                                 .content_hash = target_content_hash,
                                 .n_records = std::max<std::int64_t>(summary.total_findings, 1),
                                 .source = target_path,
                                 .kind = "audit_target_tree"});
  proof.evidence.push_back({.pillar = claim.pillar_name,
                            .statistic_name = claim.statistic_name,
                            .statistic_value = claim.observed_value,
                            .library = claim.library,
                            .library_version = claim.library_version,
                            .detail = {{"audit_id", audit_id},
                                       {"total_findings", summary.total_findings},
                                       {"severity_histogram", summary.severity_histogram},
                                       {"pillars_run", text_list(summary.pillars_run)}}});
  return proof;
}

}  // namespace ophamin::records
