// SPDX-License-Identifier: Apache-2.0
#include <ophamin/campaign/manifest.hpp>

#include <algorithm>

namespace ophamin::campaign {
namespace {

template <typename Entry>
const Entry* find_named(const std::vector<Entry>& entries, std::string_view name) noexcept {
  const auto found = std::find_if(entries.begin(), entries.end(), [&](const Entry& entry) { return entry.name == name; });
  return found == entries.end() ? nullptr : &*found;
}

}  // namespace

const SubstrateEntry* Manifest::find_substrate(std::string_view name) const noexcept { return find_named(substrates, name); }
const CorpusEntry* Manifest::find_corpus(std::string_view name) const noexcept { return find_named(corpora, name); }
const ScenarioEntry* Manifest::find_scenario(std::string_view name) const noexcept { return find_named(scenarios, name); }

diagnostics::Place Manifest::place_of(std::string_view pointer) const { return sources.find(pointer); }

std::string_view to_string(Isolation isolation) noexcept {
  return isolation == Isolation::kProcess ? "process" : "none";
}

std::string_view to_string(ReportFormat format) noexcept {
  return format == ReportFormat::kJson ? "json" : "markdown";
}

}  // namespace ophamin::campaign
