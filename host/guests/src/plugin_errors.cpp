// SPDX-License-Identifier: Apache-2.0
#include <ophamin/guests/plugin_errors.hpp>

#include <utility>

#include <fmt/format.h>

namespace ophamin::guests {

using diagnostics::Diagnostic;
using diagnostics::ErrorCode;
using diagnostics::Severity;

std::vector<Diagnostic> to_diagnostics(std::span<const registry::Violation> violations) {
  std::vector<Diagnostic> result;
  result.reserve(violations.size());
  for (const auto& violation : violations) {
    const auto code = diagnostics::find_code(registry::name(violation.error));
    result.push_back({.code = code.value_or(ErrorCode::kPluginLoadError),
                      .severity = violation.optional ? Severity::kWarning : Severity::kError,
                      .rule = violation.rule,
                      .message = violation.component.empty() ? "the plugin is refused"
                                                             : fmt::format("{} is refused", violation.component),
                      .expected = violation.expected,
                      .found = violation.found,
                      .mend = violation.mend,
                      .place = {.file = violation.file.string(), .path = violation.component}});
  }
  return result;
}

std::vector<Diagnostic> to_diagnostics(const registry::RegistryMiss& miss) {
  const auto kind = registry::kind_name(miss.kind());
  Diagnostic first{.code = ErrorCode::kComponentNotFound,
                   .message = miss.refused() ? fmt::format("the {} '{}' was found, but is refused", kind, miss.name())
                                             : fmt::format("no loaded plugin offers the {} '{}'", kind, miss.name()),
                   .mend = fmt::format("'ophamin-host {} list' shows what there is, 'plugin list --trace' where it was looked for", kind),
                   .place = {.path = fmt::format("{} {}", kind, miss.name())},
                   .suggestions = miss.near()};
  if (!miss.refused() && miss.unread_files() != 0) {
    first.found = fmt::format("{} plugin files that were refused before their names could be read", miss.unread_files());
  }
  std::vector<Diagnostic> result{std::move(first)};
  for (auto& reason : to_diagnostics(miss.violations())) result.push_back(std::move(reason));
  return result;
}

const registry::Component& get_component(const registry::Registry& registry, oph_kind_t kind, std::string_view name) {
  try {
    return registry.get(kind, name);
  } catch (const registry::RegistryMiss& miss) {
    throw diagnostics::Error(to_diagnostics(miss));
  }
}

}  // namespace ophamin::guests
