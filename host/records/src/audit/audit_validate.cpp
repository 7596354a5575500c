// SPDX-License-Identifier: Apache-2.0
//
// The checklist of a well-formed audit. The order of the problems is part of the format.
#include <algorithm>
#include <set>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <ophamin/records/audit_record.hpp>

#include "checklist.hpp"

namespace ophamin::records {
namespace {

using Names = std::set<std::string_view>;

std::string missing_from(const Names& wanted, const Names& there) {
  std::vector<std::string_view> missing;
  std::set_difference(wanted.begin(), wanted.end(), there.begin(), there.end(), std::back_inserter(missing));
  return fmt::format("{}", fmt::join(missing, ", "));
}

}  // namespace

std::vector<std::string> AuditRecord::validate() const {
  std::vector<std::string> problems;
  if (target_path.empty()) problems.push_back("target.target_path is empty");
  if (target_content_hash.empty()) problems.push_back("target.target_content_hash is empty");
  if (identity.ophamin_version.empty()) problems.push_back("identity.ophamin_version is empty");
  check_timestamp("identity.captured_at", identity.captured_at, problems);

  Names in_list;
  for (const PillarResult& result : pillars) in_list.insert(result.pillar_name);
  Names in_summary(summary.pillars_run.begin(), summary.pillars_run.end());
  in_summary.insert(summary.pillars_unavailable.begin(), summary.pillars_unavailable.end());
  in_summary.insert(summary.pillars_errored.begin(), summary.pillars_errored.end());
  if (const std::string names = missing_from(in_list, in_summary); !names.empty()) {
    problems.push_back(fmt::format("pillars in the list but not in the summary: {}", names));
  }
  if (const std::string names = missing_from(in_summary, in_list); !names.empty()) {
    problems.push_back(fmt::format("pillars in the summary but not in the list: {}", names));
  }
  if (verdict) check_verdict(*verdict, problems);
  return problems;
}

}  // namespace ophamin::records
