// SPDX-License-Identifier: Apache-2.0
#include <ophamin/campaign/manifest_keys.hpp>

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace ophamin::campaign {
namespace {

constexpr std::array kRules{
    KeyRule{"", "campaign", KeyType::kSection, true, "a table"},
    KeyRule{"", "plugins", KeyType::kSection, false, "a table"},
    KeyRule{"", "substrate", KeyType::kNamedSections, false, "tables [substrate.NAME]"},
    KeyRule{"", "corpus", KeyType::kNamedSections, true, "tables [corpus.NAME]"},
    KeyRule{"", "scenario", KeyType::kSectionArray, true, "tables [[scenario]]"},
    KeyRule{"", "correction", KeyType::kSection, false, "a table"},
    KeyRule{"", "execution", KeyType::kSection, false, "a table"},
    KeyRule{"", "lineage", KeyType::kSection, false, "a table"},
    KeyRule{"", "signing", KeyType::kSection, false, "a table"},
    KeyRule{"", "report", KeyType::kSection, false, "a table"},

    KeyRule{"campaign", "name", KeyType::kText, true, "a text that is not empty"},
    KeyRule{"campaign", "description", KeyType::kText, false, "a text", "\"\""},
    KeyRule{"campaign", "seed", KeyType::kInteger, false, "an integer from 0 to 9223372036854775807", "0"},
    KeyRule{"campaign", "out", KeyType::kText, false, "a path, relative to the current folder", "\"campaigns/latest\""},
    KeyRule{"campaign", "target", KeyType::kText, false, "a text that is not empty", "name of the first substrate"},

    KeyRule{"plugins", "paths", KeyType::kTexts, false, "an array of paths, relative to the manifest's folder", "[]"},
    KeyRule{"plugins", "lock", KeyType::kText, false, "a path, relative to the manifest's folder"},
    KeyRule{"plugins", "prefer", KeyType::kTable, false, "a table of \"kind:name\" = \"plugin id or path\"", "{}"},
    KeyRule{"plugins", "drafts", KeyType::kTexts, false, "an array of names that begin with \"draft.\"", "[]"},

    KeyRule{"substrate.NAME", "use", KeyType::kText, true, "the name of a substrate component"},
    KeyRule{"substrate.NAME", "params", KeyType::kTable, false, "a table", "{}"},
    KeyRule{"substrate.NAME", "cycle", KeyType::kTable, false, "a table", "{}"},
    KeyRule{"substrate.NAME", "instrument", KeyType::kSwitch, false, "true, false or a table", "false"},

    KeyRule{"substrate.NAME.instrument", "sampling", KeyType::kDuration, false,
            "seconds as a number, or a text such as \"50ms\"; 0 for none, at most a minute", "\"50ms\""},
    KeyRule{"substrate.NAME.instrument", "per_cycle", KeyType::kBoolean, false, "true or false", "false"},

    KeyRule{"corpus.NAME", "use", KeyType::kText, true, "the name of a corpus component"},
    KeyRule{"corpus.NAME", "params", KeyType::kTable, false, "a table", "{}"},

    KeyRule{"scenario", "use", KeyType::kText, true, "the name of a scenario component"},
    KeyRule{"scenario", "name", KeyType::kText, false, "kebab-case of at most 100 characters", "use"},
    KeyRule{"scenario", "corpus", KeyType::kText, false, "the name of a [corpus.NAME]", "the only corpus"},
    KeyRule{"scenario", "substrate", KeyType::kText, false, "the name of a [substrate.NAME]", "the only substrate"},
    KeyRule{"scenario", "n_cycles", KeyType::kInteger, false, "an integer of at least 1", "the scenario's plan"},
    KeyRule{"scenario", "params", KeyType::kTable, false, "a table", "{}"},
    KeyRule{"scenario", "sweep", KeyType::kTable, false, "a table of key = [value, ...]", "{}"},
    KeyRule{"scenario", "pillar", KeyType::kSectionArray, false, "tables [[scenario.pillar]]"},

    KeyRule{"scenario.pillar", "use", KeyType::kText, true, "the name of a pillar component"},
    KeyRule{"scenario.pillar", "columns", KeyType::kTable, true, "a table of role = \"field\" or role = [\"field\", ...]"},
    KeyRule{"scenario.pillar", "params", KeyType::kTable, false, "a table", "{}"},
    KeyRule{"scenario.pillar", "stream", KeyType::kBoolean, false, "true or false", "false"},

    KeyRule{"correction", "method", KeyType::kText, false, "holm, bh or none", "\"holm\""},
    KeyRule{"correction", "alpha", KeyType::kNumber, false, "a number above 0 and at most 1", "0.05"},

    KeyRule{"execution", "jobs", KeyType::kInteger, false, "an integer from 1 to 4096", "number of cores"},
    KeyRule{"execution", "isolation", KeyType::kText, false, "process or none", "\"process\""},
    KeyRule{"execution", "time_limit", KeyType::kDuration, false,
            "seconds as a number, or a text such as \"500ms\", \"30s\", \"5m\", \"2h\"; 0 for none, at most 366 days", "0"},
    KeyRule{"execution", "memory_limit", KeyType::kBytes, false,
            "bytes as an integer, or a text such as \"512MiB\", \"2GiB\", \"1GB\"; 0 for none, otherwise at least 16MiB", "0"},
    KeyRule{"execution", "hash_cache", KeyType::kText, false, "use, check or off", "\"use\""},

    KeyRule{"lineage", "enabled", KeyType::kBoolean, false, "true or false", "true"},
    KeyRule{"lineage", "db", KeyType::kText, false, "a path, relative to the current folder", "\"runs/lineage.db\""},

    KeyRule{"signing", "key_file", KeyType::kText, false, "a path, relative to the manifest's folder"},

    KeyRule{"report", "formats", KeyType::kTexts, false, "an array of \"json\", which must be there, and \"markdown\"",
            "[\"json\", \"markdown\"]"},
};

}  // namespace

std::span<const KeyRule> manifest_keys() noexcept { return kRules; }

const KeyRule* find_key(std::string_view section, std::string_view key) noexcept {
  const auto found = std::find_if(kRules.begin(), kRules.end(),
                                  [&](const KeyRule& rule) { return rule.section == section && rule.key == key; });
  return found == kRules.end() ? nullptr : &*found;
}

std::vector<std::string> keys_of(std::string_view section) {
  std::vector<std::string> keys;
  for (const KeyRule& rule : kRules)
    if (rule.section == section) keys.emplace_back(rule.key);
  return keys;
}

std::string section_title(std::string_view section) {
  if (section.empty()) return "the top level";
  if (section == "scenario" || section == "scenario.pillar") return fmt::format("[[{}]]", section);
  return fmt::format("[{}]", section);
}

}  // namespace ophamin::campaign
