// SPDX-License-Identifier: Apache-2.0
//
// A manifest as plain data: what a campaign is to do, checked for everything that can be known without loading a
// plugin. manifest_reader.hpp makes one, manifest_check.hpp holds it against the loaded plugins, plan.hpp expands it.
//
// Parameters keep the form they were written in: no defaults filled in, relative paths left relative. Every member
// that a complaint may point at knows its place through Manifest::place_of.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <ophamin/campaign/source_map.hpp>
#include <ophamin/comparing/correction.hpp>
#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/instrumenting/settings.hpp>

namespace ophamin::campaign {

/// `[campaign]`
struct CampaignSection {
  std::string name;
  std::string description{};
  std::uint64_t seed = 0;                          ///< 0 to 2^63 - 1
  std::filesystem::path out = "campaigns/latest";  ///< as written; a relative one is relative to the current folder
  std::string target{};                            ///< target_name of the campaign record; never empty once read
};

/// `[plugins]`. Paths are made absolute against the manifest's folder.
struct PluginsSection {
  std::vector<std::filesystem::path> paths{};
  std::optional<std::filesystem::path> lock{};
  /// "kind:name" to the plugin id or path that wins when two plugins offer that component.
  std::vector<std::pair<std::string, std::string>> prefer{};
  std::vector<std::string> drafts{};  ///< draft abilities that are switched on
};

/// `[substrate.NAME]`
struct SubstrateEntry {
  std::string name;
  std::string use;               ///< the component
  boost::json::object params{};  ///< given to create
  boost::json::object cycle{};   ///< given to every cycle
  std::optional<instrumenting::Settings> instrument{};  ///< how it is watched; nothing: it is not
  std::string at{};              ///< JSON pointer in the manifest: "/substrate/NAME"
};

/// `[corpus.NAME]`
struct CorpusEntry {
  std::string name;
  std::string use;
  boost::json::object params{};
  std::string at{};
};

/// `[[scenario.pillar]]`: a pillar that the host computes on the run's table beside the scenario's own evidence.
struct PillarEntry {
  /// A role and the fields that fill it, in the order written. A field is one of the substrate's, or one of
  /// the host's own, such as "host.cycle_seconds".
  struct Column {
    std::string role;
    std::vector<std::string> fields;
  };
  std::string use;
  std::vector<Column> columns{};
  boost::json::object params{};
  bool stream = false;  ///< fed batch by batch while the run lasts, its events kept
  std::string at{};     ///< "/scenario/0/pillar/1"
};

/// One key of a sweep and the values it takes, in the order written.
struct SweepAxis {
  std::string key;  ///< "n_cycles", "params.X", "substrate.params.X", "substrate.cycle.X", "corpus.params.X"
  std::vector<boost::json::value> values{};
  std::string at{};  ///< pointer of the array of values
};

/// `[[scenario]]`
struct ScenarioEntry {
  std::string name;  ///< unique over the manifest, kebab-case
  std::string use;
  std::string corpus;                      ///< name of a corpus entry
  std::string substrate{};                 ///< name of a substrate entry; empty only if the manifest declares none
  std::optional<std::uint64_t> n_cycles{}; ///< at least 1; nothing leaves it to the scenario's plan
  boost::json::object params{};
  std::vector<SweepAxis> sweep{};
  std::vector<PillarEntry> pillars{};
  std::string at{};  ///< "/scenario/0"
};

/// `[correction]`
struct CorrectionSection {
  comparing::CorrectionMethod method = comparing::CorrectionMethod::kHolm;
  double alpha = 0.05;  ///< above 0, at most 1
};

/// `[execution]`. Nothing here changes a result.
enum class Isolation : std::uint8_t { kProcess, kNone };
/// What the digests of an earlier run, from the user's cache, are good for.
enum class HashCacheUse : std::uint8_t {
  kUse,    ///< they count; the bytes are hashed again beside a shard where a core is idle
  kCheck,  ///< they count, and the bytes are hashed again beside every shard, which ends only when that is over
  kOff     ///< nothing: all data is hashed before it is used
};
struct ExecutionSection {
  std::uint32_t jobs = 1;  ///< at least 1; the reader's default is the number of cores this process may use
  Isolation isolation = Isolation::kProcess;
  std::chrono::milliseconds time_limit{0};  ///< per shard; 0 means none
  std::uint64_t memory_limit = 0;           ///< bytes per worker; 0 means none
  HashCacheUse hash_cache = HashCacheUse::kUse;
};

/// `[report]`
enum class ReportFormat : std::uint8_t { kJson, kMarkdown };

/// `[lineage]`. Changes no result.
struct LineageSection {
  bool enabled = true;
  std::filesystem::path db = "runs/lineage.db";  ///< as written; a relative one is relative to the current folder
};

/// The whole manifest.
struct Manifest {
  std::filesystem::path file{};    ///< as given to the reader
  std::filesystem::path folder{};  ///< absolute; what relative paths in the manifest start from
  CampaignSection campaign{};
  PluginsSection plugins{};
  std::vector<SubstrateEntry> substrates{};  ///< in the order written, as are the next two
  std::vector<CorpusEntry> corpora{};
  std::vector<ScenarioEntry> scenarios{};  ///< at least one
  CorrectionSection correction{};
  ExecutionSection execution{};
  LineageSection lineage{};
  std::optional<std::filesystem::path> key_file{};  ///< `[signing]`, absolute
  std::vector<ReportFormat> formats{ReportFormat::kJson, ReportFormat::kMarkdown};  ///< `[report]`, each once

  /// Null when there is none of that name. The pointer lives as long as the manifest is not changed.
  const SubstrateEntry* find_substrate(std::string_view name) const noexcept;
  const CorpusEntry* find_corpus(std::string_view name) const noexcept;
  const ScenarioEntry* find_scenario(std::string_view name) const noexcept;

  /// Where the key at `pointer` (RFC 6901, "/scenario/0/params/level") was written; for a key that was not, where the
  /// nearest enclosing one was. A value that came from the command line has the place "--set KEY=VALUE".
  diagnostics::Place place_of(std::string_view pointer) const;

  /// What place_of looks in; filled by the reader.
  SourceMap sources{};
};

/// "process", "none"; "json", "markdown".
std::string_view to_string(Isolation isolation) noexcept;
std::string_view to_string(ReportFormat format) noexcept;

}  // namespace ophamin::campaign
