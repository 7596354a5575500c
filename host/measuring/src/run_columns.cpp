// SPDX-License-Identifier: Apache-2.0
#include "run_columns.hpp"

#include <algorithm>

#include <fmt/format.h>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/registry/near_names.hpp>
#include <ophamin/seeing/run_table.hpp>

namespace ophamin::measuring {

using diagnostics::Diagnostic;
using diagnostics::Error;
using diagnostics::ErrorCode;

namespace {

std::vector<std::string> names_of(const std::vector<seeing::Field>& fields) {
  std::vector<std::string> names;
  for (const auto& field : fields) names.push_back(field.name);
  return names;
}

const seeing::Field* find(const std::vector<seeing::Field>& fields, std::string_view name) {
  const auto found = std::find_if(fields.begin(), fields.end(), [&](const seeing::Field& f) { return f.name == name; });
  return found == fields.end() ? nullptr : &*found;
}

bool is_cost_column(std::string_view name) noexcept {
  return name == seeing::kCpuSecondsColumn || name == seeing::kPageFaultsColumn || name == seeing::kRssBytesColumn;
}

}  // namespace

bool is_host_column(const std::string& name) noexcept {
  return name == seeing::kSuccessColumn || name == seeing::kCycleSecondsColumn || name == seeing::kSessionColumn;
}

bool wants_cycle_times(const std::vector<AttachedPillar>& pillars) noexcept {
  for (const auto& pillar : pillars) {
    for (const auto& [role, fields] : pillar.columns) {
      if (std::find(fields.begin(), fields.end(), seeing::kCycleSecondsColumn) != fields.end()) return true;
    }
  }
  return false;
}

void check_pillar_columns(const std::vector<AttachedPillar>& pillars, const std::vector<seeing::Field>& declared,
                          const std::string& substrate, bool instrumented) {
  std::vector<Diagnostic> problems;
  for (const auto& pillar : pillars) {
    for (const auto& [role, fields] : pillar.columns) {
      for (const auto& name : fields) {
        if (is_host_column(name) || (instrumented && is_cost_column(name)) || find(declared, name) != nullptr) continue;
        if (is_cost_column(name)) {
          problems.push_back({.code = ErrorCode::kUnknownName,
                              .message = fmt::format("pillar {} shall read the column '{}', and substrate {} is not instrumented", pillar.use,
                                                     name, substrate),
                              .mend = "set instrument = true in its [substrate.NAME]",
                              .place = {.path = "pillar " + pillar.use}});
          continue;
        }
        auto known = names_of(declared);
        known.emplace_back(seeing::kSuccessColumn);
        known.emplace_back(seeing::kCycleSecondsColumn);
        if (instrumented) {
          for (const auto column : {seeing::kCpuSecondsColumn, seeing::kPageFaultsColumn, seeing::kRssBytesColumn}) known.emplace_back(column);
        }
        problems.push_back({.code = ErrorCode::kUnknownName,
                            .message = fmt::format("pillar {} shall read the column '{}', which substrate {} does not declare",
                                                   pillar.use, name, substrate),
                            .mend = fmt::format("see 'ophamin-host substrate show {}' for its fields", substrate),
                            .place = {.path = "pillar " + pillar.use},
                            .suggestions = registry::near_names(name, known)});
      }
    }
  }
  if (!problems.empty()) throw Error(std::move(problems));
}

std::vector<std::size_t> kept_fields(const std::vector<FieldRequest>& requests,
                                     const std::vector<AttachedPillar>& pillars,
                                     const std::vector<seeing::Field>& declared) {
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < declared.size(); ++i) {
    const auto& name = declared[i].name;
    bool keep = std::any_of(requests.begin(), requests.end(), [&](const FieldRequest& r) { return r.name == name; });
    for (const auto& pillar : pillars) {
      if (pillar.stream) continue;
      for (const auto& [role, fields] : pillar.columns) keep = keep || std::find(fields.begin(), fields.end(), name) != fields.end();
    }
    if (keep) kept.push_back(i);
  }
  return kept;
}

}  // namespace ophamin::measuring
