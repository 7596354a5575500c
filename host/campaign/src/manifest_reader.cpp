// SPDX-License-Identifier: Apache-2.0
#include <ophamin/campaign/manifest_reader.hpp>

#include <algorithm>
#include <array>
#include <limits>
#include <system_error>

#include <sched.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <ophamin/registry/near_names.hpp>
#include <ophamin/storage/files.hpp>

#include "document.hpp"
#include "quantities.hpp"
#include "scenario_reader.hpp"
#include "section.hpp"
#include "sweep.hpp"

#include <ophamin/campaign/plan.hpp>

namespace ophamin::campaign {
namespace {

using diagnostics::Diagnostic;
using diagnostics::Error;
using diagnostics::ErrorCode;

constexpr std::int64_t kMostJobs = 4096;

std::uint32_t usable_cores() noexcept {
  cpu_set_t cores;
  if (sched_getaffinity(0, sizeof cores, &cores) != 0) return 1;
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(CPU_COUNT(&cores), 1, kMostJobs));
}

std::filesystem::path against(const std::filesystem::path& folder, const std::string& written) {
  return (folder / written).lexically_normal();
}

class ManifestBuilder {
 public:
  ManifestBuilder(Reading& reading, const Item& root, Manifest& manifest)
      : reading_(reading), manifest_(manifest), top_(reading, root, "", "", {}) {}

  void build() {
    read_entries();
    read_campaign();
    read_plugins();
    read_scenarios();
    read_correction();
    read_execution();
    read_lineage();
    if (auto signing = section("signing"))
      if (const auto path = signing->line("key_file")) manifest_.key_file = against(manifest_.folder, *path);
    read_report();
    warn_of_unused();
  }

 private:
  std::optional<Section> section(std::string_view name) {
    const Field* field = top_.find(name);
    if (field == nullptr) return std::nullopt;
    return std::optional<Section>(std::in_place, reading_, field->value, name, json_pointer("", name), field->at);
  }

  void read_campaign() {
    auto campaign = section("campaign");
    if (!manifest_.substrates.empty()) manifest_.campaign.target = manifest_.substrates.front().name;
    if (!campaign) return;
    manifest_.campaign.name = campaign->line("name").value_or("");
    manifest_.campaign.description = campaign->text("description").value_or("");
    manifest_.campaign.seed =
        static_cast<std::uint64_t>(campaign->integer("seed", 0, std::numeric_limits<std::int64_t>::max()).value_or(0));
    if (const auto out = campaign->line("out")) manifest_.campaign.out = *out;
    if (const auto target = campaign->line("target")) manifest_.campaign.target = *target;
    // A mistyped [substrate.NAME] is complained of already.
    if (!campaign->has("target") && names_.substrates.empty() && !reading_.has_errors())
      reading_.complain({.code = ErrorCode::kMissingKey,
                         .message = "'target' is missing in [campaign]: there is no substrate whose name could stand for it",
                         .expected = "a text that is not empty"},
                        campaign->header(), campaign->pointer());
  }

  void read_plugins() {
    auto plugins = section("plugins");
    if (!plugins) return;
    for (const Item* path : plugins->texts("paths")) manifest_.plugins.paths.push_back(against(manifest_.folder, path->text));
    if (const auto lock = plugins->line("lock")) manifest_.plugins.lock = against(manifest_.folder, *lock);
    read_preferences(*plugins);
    for (const Item* draft : plugins->texts("drafts")) {
      if (draft->text.starts_with("draft.")) manifest_.plugins.drafts.push_back(draft->text);
      else reading_.out_of_range(plugins->rule("drafts"), *draft, plugins->pointer_of("drafts"));
    }
  }

  void read_preferences(Section& plugins) {
    static const std::vector<std::string> kinds{"pillar", "scenario", "corpus", "substrate", "auditor", "plugin"};
    const Field* prefer = plugins.find("prefer");
    if (prefer == nullptr) return;
    for (const Field& choice : prefer->value.members) {
      const std::string pointer = json_pointer(plugins.pointer_of("prefer"), choice.key);
      const std::string kind = choice.key.substr(0, choice.key.find(':'));
      if (kind.size() + 1 >= choice.key.size() || std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) {
        reading_.complain({.code = ErrorCode::kUnknownKey,
                           .message = fmt::format("{} names no component", in_quotes(choice.key)),
                           .expected = "\"KIND:NAME\", KIND being pillar, scenario, corpus, substrate, auditor or plugin",
                           .suggestions = registry::near_names(kind, kinds)},
                          choice.at, pointer);
      } else if (choice.value.kind != Item::Kind::kText) {
        reading_.wrong_type(plugins.rule("prefer"), choice.value, pointer);
      } else if (choice.value.text.empty()) {
        reading_.out_of_range(plugins.rule("prefer"), choice.value, pointer);
      } else {
        // A plugin id holds no slash; anything with one is a file, found where all other paths start.
        const std::string& wanted = choice.value.text;
        manifest_.plugins.prefer.emplace_back(
            choice.key, wanted.find('/') == std::string::npos ? wanted : against(manifest_.folder, wanted).string());
      }
    }
  }

  // Sections under names of the author's own: [substrate.NAME] and [corpus.NAME].
  template <typename Read>
  void read_named(std::string_view kind, std::vector<std::string>& names, const Read& read) {
    const Field* field = top_.find(kind);
    if (field == nullptr) return;
    const KeyRule& rule = top_.rule(kind);
    if (field->value.members.empty() && rule.required) reading_.out_of_range(rule, field->value, top_.pointer_of(kind));
    for (const Field& named : field->value.members) {
      const std::string pointer = json_pointer(top_.pointer_of(kind), named.key);
      names.push_back(named.key);
      if (named.key.empty() || named.key.size() > 100 ||
          named.key.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") != std::string::npos)
        reading_.complain({.code = ErrorCode::kValueOutOfRange,
                           .message = fmt::format("{} cannot be the name of a {}", in_quotes(named.key), kind),
                           .expected = "at most 100 letters, digits, '_', '-' and '.'"},
                          named.at, pointer);
      if (named.value.kind != Item::Kind::kTable) {
        reading_.wrong_type(rule, named.value, pointer);
        continue;
      }
      Section entry(reading_, named.value, kind == "substrate" ? "substrate.NAME" : "corpus.NAME", pointer, named.at);
      read(entry, named.key, pointer);
    }
  }

  /// A duration at `key`, if it is written and one.
  std::optional<std::chrono::milliseconds> read_duration(Section& section, std::string_view key) {
    const Field* field = section.find(key);
    if (field == nullptr) return std::nullopt;
    const Item& item = field->value;
    const auto duration = item.kind == Item::Kind::kText ? parse_duration(item.text)
                          : item.kind == Item::Kind::kFloat ? duration_of(item.real)
                                                            : duration_of(static_cast<double>(item.integer));
    if (!duration) reading_.out_of_range(section.rule(key), item, section.pointer_of(key));
    return duration;
  }

  std::optional<instrumenting::Settings> read_instrument(Section& substrate) {
    using instrumenting::Settings;
    const Field* field = substrate.find("instrument");
    if (field == nullptr) return std::nullopt;
    if (field->value.kind == Item::Kind::kBoolean) return field->value.boolean ? std::optional(Settings{}) : std::nullopt;
    Section table(reading_, field->value, "substrate.NAME.instrument", substrate.pointer_of("instrument"), field->at);
    Settings settings;
    if (const auto sampling = read_duration(table, "sampling")) {
      if (*sampling <= Settings::kLongestSampling) settings.sampling = *sampling;
      else reading_.out_of_range(table.rule("sampling"), table.find("sampling")->value, table.pointer_of("sampling"));
    }
    settings.per_cycle = table.boolean("per_cycle").value_or(false);
    return settings;
  }

  void read_entries() {
    read_named("substrate", names_.substrates, [&](Section& entry, const std::string& name, const std::string& pointer) {
      manifest_.substrates.push_back({.name = name,
                                      .use = entry.line("use").value_or(""),
                                      .params = entry.object("params"),
                                      .cycle = entry.object("cycle"),
                                      .instrument = read_instrument(entry),
                                      .at = pointer});
    });
    read_named("corpus", names_.corpora, [&](Section& entry, const std::string& name, const std::string& pointer) {
      manifest_.corpora.push_back(
          {.name = name, .use = entry.line("use").value_or(""), .params = entry.object("params"), .at = pointer});
    });
  }

  void read_scenarios() {
    const Field* field = top_.find("scenario");
    if (field == nullptr) return;
    if (field->value.items.empty()) reading_.out_of_range(top_.rule("scenario"), field->value, "/scenario");
    for (std::size_t i = 0; i < field->value.items.size(); ++i) {
      const Item& item = field->value.items[i];
      if (item.kind == Item::Kind::kTable) manifest_.scenarios.push_back(read_scenario(reading_, item, i, names_));
      else reading_.wrong_type(top_.rule("scenario"), item, json_pointer("/scenario", i));
    }
    check_scenario_names(reading_, manifest_.scenarios);
    check_shard_count();
  }

  void check_shard_count() {
    std::size_t shards = 0;
    for (const ScenarioEntry& scenario : manifest_.scenarios) {
      const std::optional<std::size_t> points = count_points(scenario.sweep);
      if (points) shards += *points;
      if (points && shards <= kShardLimit) continue;
      reading_.complain_at({.code = ErrorCode::kSweepInvalid,
                            .message = fmt::format("the campaign has more than {} shards", kShardLimit),
                            .mend = "sweep fewer values, or split the campaign",
                            .place = reading_.sources().find(json_pointer(scenario.at, "sweep"))});
      return;
    }
  }

  void read_correction() {
    auto correction = section("correction");
    if (!correction) return;
    if (const auto method = correction->choice("method", {"holm", "bh", "none"}))
      manifest_.correction.method = static_cast<comparing::CorrectionMethod>(*method);
    if (const auto alpha = correction->number("alpha")) {
      if (*alpha > 0.0 && *alpha <= 1.0) manifest_.correction.alpha = *alpha;
      else reading_.out_of_range(correction->rule("alpha"), correction->find("alpha")->value, correction->pointer_of("alpha"));
    }
  }

  void read_execution() {
    manifest_.execution.jobs = usable_cores();
    auto execution = section("execution");
    if (!execution) return;
    if (const auto jobs = execution->integer("jobs", 1, kMostJobs)) manifest_.execution.jobs = static_cast<std::uint32_t>(*jobs);
    if (const auto isolation = execution->choice("isolation", {"process", "none"}))
      manifest_.execution.isolation = static_cast<Isolation>(*isolation);
    if (const auto use = execution->choice("hash_cache", {"use", "check", "off"}))
      manifest_.execution.hash_cache = static_cast<HashCacheUse>(*use);
    if (const auto limit = read_duration(*execution, "time_limit")) manifest_.execution.time_limit = *limit;
    if (const Field* limit = execution->find("memory_limit")) {
      const Item& item = limit->value;
      const auto bytes = item.kind == Item::Kind::kText ? parse_bytes(item.text)
                         : item.integer >= 0 ? std::optional(static_cast<std::uint64_t>(item.integer))
                                             : std::nullopt;
      if (bytes && (*bytes == 0 || *bytes >= kSmallestMemoryLimit)) manifest_.execution.memory_limit = *bytes;
      else reading_.out_of_range(execution->rule("memory_limit"), item, execution->pointer_of("memory_limit"));
    }
  }

  void read_lineage() {
    auto lineage = section("lineage");
    if (!lineage) return;
    manifest_.lineage.enabled = lineage->boolean("enabled").value_or(true);
    if (const auto db = lineage->line("db")) manifest_.lineage.db = *db;
  }

  void read_report() {
    auto report = section("report");
    if (!report || report->find("formats") == nullptr) return;
    static const std::vector<std::string> known{"json", "markdown"};
    const KeyRule& rule = report->rule("formats");
    manifest_.formats.clear();
    for (const Item* format : report->texts("formats")) {
      const auto found = std::find(known.begin(), known.end(), format->text);
      if (found == known.end()) {
        reading_.unknown_choice(rule, *format, report->pointer_of("formats"), known);
        continue;
      }
      const auto choice = static_cast<ReportFormat>(found - known.begin());
      if (std::find(manifest_.formats.begin(), manifest_.formats.end(), choice) != manifest_.formats.end())
        reading_.out_of_range(rule, *format, report->pointer_of("formats"));
      else
        manifest_.formats.push_back(choice);
    }
    // A bundle without its record would be no proof.
    if (!reading_.has_errors() &&
        std::find(manifest_.formats.begin(), manifest_.formats.end(), ReportFormat::kJson) == manifest_.formats.end())
      reading_.out_of_range(rule, report->find("formats")->value, report->pointer_of("formats"));
  }

  void warn_of_unused() {
    const auto warn = [&](std::string_view kind, const std::string& name, const std::string& at) {
      reading_.complain_at({.code = ErrorCode::kUnusedEntry,
                            .severity = diagnostics::Severity::kWarning,
                            .message = fmt::format("no scenario uses the {} {}", kind, in_quotes(name)),
                            .mend = "name it in a [[scenario]], or remove it",
                            .place = reading_.sources().find(at)});
    };
    const auto used = [&](const std::string ScenarioEntry::*member, const std::string& name) {
      return std::any_of(manifest_.scenarios.begin(), manifest_.scenarios.end(),
                         [&](const ScenarioEntry& scenario) { return scenario.*member == name; });
    };
    // A mistyped name is complained of already; the entry that was meant is not unused.
    if (reading_.has_errors()) return;
    for (const SubstrateEntry& entry : manifest_.substrates)
      if (!used(&ScenarioEntry::substrate, entry.name)) warn("substrate", entry.name, entry.at);
    for (const CorpusEntry& entry : manifest_.corpora)
      if (!used(&ScenarioEntry::corpus, entry.name)) warn("corpus", entry.name, entry.at);
  }

  Reading& reading_;
  Manifest& manifest_;
  Section top_;
  DeclaredNames names_{};
};

std::filesystem::path folder_of(const std::filesystem::path& file) {
  std::error_code error;
  const std::filesystem::path absolute = std::filesystem::absolute(file, error);
  return (error ? file : absolute).lexically_normal().parent_path();
}

ManifestReading refused(std::vector<Diagnostic> diagnostics) { return {.manifest = {}, .diagnostics = std::move(diagnostics)}; }

}  // namespace

ManifestReading read_manifest_text(std::string_view text, const std::filesystem::path& file,
                                   std::span<const std::string> overrides) {
  if (text.size() > kManifestLimit)
    return refused({{.code = ErrorCode::kManifestUnreadable,
                     .message = "the manifest is too large",
                     .expected = fmt::format("at most {} bytes", kManifestLimit),
                     .found = fmt::format("{} bytes", text.size()),
                     .place = {.file = file.string()}}});
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
    return refused({{.code = ErrorCode::kManifestUnreadable,
                     .message = "the manifest is empty",
                     .expected = "at least [campaign], one [corpus.NAME] and one [[scenario]]",
                     .mend = "start from manifests/quickstart.toml",
                     .place = {.file = file.string()}}});
  Item root;
  try {
    root = parse_document(text, file.string());
  } catch (const Error& error) {
    return refused(error.diagnostics());
  }
  std::vector<Diagnostic> bad_overrides;
  for (const std::string& override_text : overrides) {
    try {
      apply_override(root, override_text);
    } catch (const Error& error) {
      bad_overrides.insert(bad_overrides.end(), error.diagnostics().begin(), error.diagnostics().end());
    }
  }

  Manifest manifest;
  manifest.file = file;
  manifest.folder = folder_of(file);
  manifest.sources = SourceMap(file.string(), text);
  Reading reading(manifest.sources);
  for (const Field& field : root.members) reading.note_places(json_pointer("", field.key), field.at, field.value);
  ManifestBuilder(reading, root, manifest).build();
  ManifestReading result;
  result.diagnostics = reading.take();
  result.diagnostics.insert(result.diagnostics.end(), bad_overrides.begin(), bad_overrides.end());
  (reading.has_errors() || !bad_overrides.empty() ? result.draft : result.manifest) = std::move(manifest);
  return result;
}

ManifestReading read_manifest(const std::filesystem::path& file, std::span<const std::string> overrides) {
  std::string text;
  try {
    text = storage::read_file(file, kManifestLimit);
  } catch (const Error& error) {
    std::vector<Diagnostic> diagnostics = error.diagnostics();
    for (Diagnostic& diagnostic : diagnostics) diagnostic.code = ErrorCode::kManifestUnreadable;
    return refused(std::move(diagnostics));
  }
  return read_manifest_text(text, file, overrides);
}

Manifest load_manifest(const std::filesystem::path& file, std::span<const std::string> overrides) {
  ManifestReading reading = read_manifest(file, overrides);
  if (!reading.manifest) throw Error(std::move(reading.diagnostics));
  return std::move(*reading.manifest);
}

}  // namespace ophamin::campaign
