// SPDX-License-Identifier: Apache-2.0
#include <ophamin/guests/component_parameters.hpp>

#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/registry/parameters.hpp>

namespace ophamin::guests {

namespace {

[[noreturn]] void refuse(const registry::Component& component, std::string_view which,
                         const std::vector<registry::ParameterProblem>& found) {
  std::vector<diagnostics::Diagnostic> problems;
  for (const auto& problem : found) {
    diagnostics::Diagnostic complaint;
    complaint.code = diagnostics::ErrorCode::kParameterSchemaViolation;
    complaint.message = fmt::format("{}: the {} '{}' is not acceptable", component.label(), which, problem.pointer);
    complaint.expected = problem.expected;
    complaint.found = problem.found;
    complaint.mend = fmt::format("see 'ophamin-host {} show {}'", registry::kind_name(component.kind), component.name);
    complaint.place.path = problem.pointer;
    complaint.suggestions = problem.suggestions;
    problems.push_back(std::move(complaint));
  }
  throw diagnostics::Error(std::move(problems));
}

boost::json::object complete(const registry::Component& component, std::string_view schema, std::string_view which,
                             const boost::json::object& given) {
  auto resolution = registry::resolve(schema, given);
  if (!resolution.problems.empty()) refuse(component, which, resolution.problems);
  return std::move(resolution.complete);
}

}  // namespace

boost::json::object complete_parameters(const registry::Component& component, const boost::json::object& given) {
  return complete(component, component.parameters_schema, "parameter", given);
}

boost::json::object complete_cycle_parameters(const registry::Component& substrate, const boost::json::object& given) {
  return complete(substrate, substrate.cycle_schema, "cycle parameter", given);
}

registry::ValueTree lend_parameters(const registry::Component& component, const boost::json::object& complete) {
  std::vector<registry::ParameterProblem> problems;
  auto tree = registry::ValueTree::build(complete, problems);
  if (!problems.empty()) refuse(component, "parameter", problems);
  return tree;
}

}  // namespace ophamin::guests
