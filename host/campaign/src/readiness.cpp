// SPDX-License-Identifier: Apache-2.0
#include <ophamin/campaign/readiness.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include <ophamin/abi.h>
#include <ophamin/campaign/manifest_check.hpp>
#include <ophamin/guests/plugin_errors.hpp>

namespace ophamin::campaign {
namespace {

using Key = std::tuple<std::string, std::string, std::string, std::string, std::string>;

Key key_of(const registry::Violation& violation) {
  return {violation.rule, violation.file.string(), violation.component, violation.expected, violation.found};
}

std::set<std::pair<oph_kind_t, std::string>> components_used(const Manifest& manifest) {
  std::set<std::pair<oph_kind_t, std::string>> used;
  for (const SubstrateEntry& entry : manifest.substrates) used.emplace(OPH_SUBSTRATE, entry.use);
  for (const CorpusEntry& entry : manifest.corpora) used.emplace(OPH_CORPUS, entry.use);
  for (const ScenarioEntry& entry : manifest.scenarios) {
    used.emplace(OPH_SCENARIO, entry.use);
    for (const PillarEntry& pillar : entry.pillars) used.emplace(OPH_PILLAR, pillar.use);
  }
  return used;
}

// check_against has said these at the line that uses the component.
std::set<Key> told_by_the_manifest(const Manifest& manifest, const registry::Registry& registry) {
  std::set<Key> told;
  for (const auto& [kind, name] : components_used(manifest)) {
    try {
      (void)registry.get(kind, name);
    } catch (const registry::RegistryMiss& miss) {
      for (const registry::Violation& violation : miss.violations()) told.insert(key_of(violation));
    }
  }
  return told;
}

}  // namespace

Readiness check_readiness(const Manifest& manifest, const registry::LoadReport& plugins, bool locked) {
  Readiness result;
  result.errors = check_against(manifest, plugins.registry);
  const std::set<Key> told = told_by_the_manifest(manifest, plugins.registry);
  for (const registry::Violation& violation : plugins.violations) {
    if (told.contains(key_of(violation))) continue;
    diagnostics::Diagnostic complaint = guests::to_diagnostics(std::span(&violation, 1)).front();
    const bool needed = violation.rule == "OPH-HOST-5" || (locked && violation.rule == "OPH-HOST-9");
    complaint.severity = needed && !violation.optional ? diagnostics::Severity::kError : diagnostics::Severity::kWarning;
    (complaint.severity == diagnostics::Severity::kError ? result.errors : result.warnings).push_back(std::move(complaint));
  }
  return result;
}

int exit_code_with_plugins(int code, const registry::LoadReport& plugins) noexcept {
  return code == 0 && plugins.failed() ? 3 : code;
}

}  // namespace ophamin::campaign
