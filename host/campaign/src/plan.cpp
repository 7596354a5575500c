// SPDX-License-Identifier: Apache-2.0
#include <ophamin/campaign/plan.hpp>

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <ophamin/registry/near_names.hpp>
#include <ophamin/guests/json_bridge.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/digest.hpp>

#include "document.hpp"
#include "sweep.hpp"

namespace ophamin::campaign {
namespace {

using diagnostics::Diagnostic;
using diagnostics::Error;
using diagnostics::ErrorCode;

constexpr std::size_t kLongestNameInId = 64;

std::string file_safe(std::string_view name) {
  std::string safe(name.substr(0, kLongestNameInId));
  for (char& c : safe) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    if (!plain) c = '-';
  }
  return safe;
}

std::string shard_id(std::size_t index, std::string_view scenario, const SweepPoint& point) {
  const std::string digest = records::content_hash(guests::from_boost(point_object(point)));
  return fmt::format("{:04}-{}-{}", index, file_safe(scenario), digest.substr(0, 8));
}

void apply(Shard& shard, const std::string& key, const boost::json::value& value) {
  const std::optional<SweepKey> parsed = parse_sweep_key(key);
  if (!parsed) return;
  switch (parsed->target) {
    case SweepTarget::kCycles: shard.scenario.n_cycles = value.to_number<std::uint64_t>(); break;
    case SweepTarget::kScenarioParams: set_in(shard.scenario.params, parsed->path, value); break;
    case SweepTarget::kSubstrateParams:
      if (shard.substrate) set_in(shard.substrate->params, parsed->path, value);
      break;
    case SweepTarget::kSubstrateCycle:
      if (shard.substrate) set_in(shard.substrate->cycle, parsed->path, value);
      break;
    case SweepTarget::kCorpusParams: set_in(shard.corpus.params, parsed->path, value); break;
  }
}

[[noreturn]] void refuse_size(const Manifest& manifest, const ScenarioEntry& scenario) {
  throw Error(Diagnostic{.code = ErrorCode::kSweepInvalid,
                         .message = fmt::format("the campaign has more than {} shards", kShardLimit),
                         .mend = "sweep fewer values, or split the campaign",
                         .place = manifest.place_of(json_pointer(scenario.at, "sweep"))});
}

boost::json::object shard_document(const Shard& shard) {
  boost::json::array pillars;
  for (const PillarEntry& pillar : shard.scenario.pillars) {
    boost::json::object columns;
    for (const PillarEntry::Column& column : pillar.columns)
      columns[column.role] = boost::json::array(column.fields.begin(), column.fields.end());
    pillars.push_back({{"use", pillar.use}, {"columns", columns}, {"params", pillar.params}, {"stream", pillar.stream}});
  }
  boost::json::object document{
      {"id", shard.id},
      {"seed", fmt::format("{:016x}", shard.seed)},
      {"point", point_object(shard.point)},
      {"scenario",
       {{"name", shard.scenario.name},
        {"use", shard.scenario.use},
        {"n_cycles", shard.scenario.n_cycles ? boost::json::value(*shard.scenario.n_cycles) : boost::json::value(nullptr)},
        {"params", shard.scenario.params},
        {"pillar", std::move(pillars)}}},
      {"substrate", nullptr},
      {"corpus", {{"name", shard.corpus.name}, {"use", shard.corpus.use}, {"params", shard.corpus.params}}}};
  if (shard.substrate)
    document["substrate"] = {{"name", shard.substrate->name},
                             {"use", shard.substrate->use},
                             {"params", shard.substrate->params},
                             {"cycle", shard.substrate->cycle}};
  if (shard.substrate && shard.substrate->instrument) {
    document["substrate"].as_object()["instrument"] = guests::to_boost(shard.substrate->instrument->to_json());
  }
  return document;
}

// Collects the differences of two documents, deepest first.
class Differences {
 public:
  static constexpr std::size_t kMostShown = 20;

  void compare(const std::string& where, const boost::json::value& stored, const boost::json::value& current) {
    if (stored.is_object() && current.is_object()) {
      compare_objects(where, stored.get_object(), current.get_object());
    } else if (canonical(stored) != canonical(current)) {
      add(where, canonical(stored), canonical(current));
    }
  }

  void add(const std::string& where, const std::string& stored, const std::string& current) {
    if (++count_ > kMostShown) return;
    found_.push_back({.code = ErrorCode::kResumeMismatch,
                      .message = fmt::format("the folder was made by another plan: {} differs", where),
                      .expected = fmt::format("{} (in the folder)", stored),
                      .found = fmt::format("{} (in the manifest)", current),
                      .mend = "restore the manifest, or choose another output folder"});
  }

  std::vector<Diagnostic> take() {
    if (count_ > kMostShown)
      found_.push_back({.code = ErrorCode::kResumeMismatch,
                        .message = fmt::format("{} more differences are not shown", count_ - kMostShown)});
    return std::move(found_);
  }

 private:
  static std::string canonical(const boost::json::value& value) { return quoted_json(records::canonical(guests::from_boost(value))); }

  static std::string quoted_json(const std::string& text) {
    return text.size() <= 80 ? text : text.substr(0, 77) + "...";
  }

  void compare_objects(const std::string& where, const boost::json::object& stored, const boost::json::object& current) {
    const auto below = [&](std::string_view key) {
      return where.empty() || where.ends_with(": ") ? fmt::format("{}{}", where, key) : fmt::format("{}.{}", where, key);
    };
    for (const auto& member : stored) {
      const boost::json::value* other = current.if_contains(member.key());
      if (other == nullptr) add(below(member.key()), canonical(member.value()), "nothing");
      else compare(below(member.key()), member.value(), *other);
    }
    for (const auto& member : current)
      if (!stored.contains(member.key())) add(below(member.key()), "nothing", canonical(member.value()));
  }

  std::vector<Diagnostic> found_{};
  std::size_t count_ = 0;
};

std::string text_member(const boost::json::value& object, std::string_view key) {
  const boost::json::object* members = object.if_object();
  const boost::json::value* value = members == nullptr ? nullptr : members->if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

}  // namespace

Plan build_plan(const Manifest& manifest) {
  Plan plan{.campaign = manifest.campaign.name, .campaign_seed = manifest.campaign.seed, .shards = {}};
  for (const ScenarioEntry& scenario : manifest.scenarios) {
    const std::optional<std::size_t> points = count_points(scenario.sweep);
    if (!points || plan.shards.size() + *points > kShardLimit) refuse_size(manifest, scenario);
    for (std::size_t number = 0; number < *points; ++number) {
      Shard shard;
      shard.index = plan.shards.size();
      shard.scenario = scenario;
      shard.scenario.sweep.clear();
      if (const SubstrateEntry* substrate = manifest.find_substrate(scenario.substrate)) shard.substrate = *substrate;
      if (const CorpusEntry* corpus = manifest.find_corpus(scenario.corpus)) shard.corpus = *corpus;
      std::size_t stride = *points;
      for (const SweepAxis& axis : scenario.sweep) {
        stride /= axis.values.size();
        const boost::json::value& value = axis.values[number / stride % axis.values.size()];
        shard.point.emplace_back(axis.key, value);
        apply(shard, axis.key, value);
      }
      shard.id = shard_id(shard.index, scenario.name, shard.point);
      shard.seed = shard_seed(plan.campaign_seed, scenario.name, shard.point);
      plan.shards.push_back(std::move(shard));
    }
  }
  return plan;
}

Plan select_scenarios(const Plan& plan, const std::vector<std::string>& names) {
  if (names.empty()) return plan;
  std::vector<std::string> known;
  for (const Shard& shard : plan.shards)
    if (known.empty() || known.back() != shard.scenario.name) known.push_back(shard.scenario.name);
  std::vector<Diagnostic> unknown;
  for (const std::string& name : names) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    unknown.push_back({.code = ErrorCode::kUnknownName,
                       .message = fmt::format("no scenario of the manifest is called {}", in_quotes(name)),
                       .expected = fmt::format("one of {}", fmt::join(known, ", ")),
                       .suggestions = registry::near_names(name, known)});
  }
  if (!unknown.empty()) throw Error(std::move(unknown));
  Plan selected{.campaign = plan.campaign, .campaign_seed = plan.campaign_seed, .shards = {}};
  std::copy_if(plan.shards.begin(), plan.shards.end(), std::back_inserter(selected.shards), [&](const Shard& shard) {
    return std::find(names.begin(), names.end(), shard.scenario.name) != names.end();
  });
  return selected;
}

std::uint64_t shard_seed(std::uint64_t campaign_seed, std::string_view scenario, const SweepPoint& point) {
  const std::string text = records::canonical(records::JsonObject{{"campaign_seed", campaign_seed},
                                                                  {"point", guests::from_boost(point_object(point))},
                                                                  {"scenario", scenario}});
  records::Sha256 hash;
  hash.update(text);
  const records::Digest digest = hash.finish();
  std::uint64_t seed = 0;
  for (std::size_t i = 0; i < 8; ++i) seed = seed << 8U | digest[i];
  return seed;
}

boost::json::object point_object(const SweepPoint& point) {
  boost::json::object object;
  for (const auto& [key, value] : point) object[key] = value;
  return object;
}

std::string point_text(const SweepPoint& point) {
  if (point.empty()) return "-";
  const auto last_part = [](const std::string& key) { return key.substr(key.rfind('.') + 1); };
  std::string text;
  for (const auto& [key, value] : point) {
    const auto same = std::count_if(point.begin(), point.end(),
                                    [&, &name = key](const auto& other) { return last_part(other.first) == last_part(name); });
    if (!text.empty()) text += ", ";
    text += same == 1 ? last_part(key) : key;
    text += '=';
    text += value.is_string() ? std::string(value.get_string()) : records::canonical(guests::from_boost(value));
  }
  return text;
}

boost::json::object plan_document(const Plan& plan) {
  boost::json::array shards;
  for (const Shard& shard : plan.shards) shards.push_back(shard_document(shard));
  return {{"campaign", plan.campaign}, {"campaign_seed", plan.campaign_seed}, {"shards", std::move(shards)}};
}

std::string plan_fingerprint(const Plan& plan) { return records::content_hash(guests::from_boost(plan_document(plan))); }

std::vector<Diagnostic> plan_differences(const boost::json::object& stored, const boost::json::object& current) {
  Differences differences;
  const boost::json::value none = boost::json::array();
  const auto shards_of = [&](const boost::json::object& document) -> const boost::json::array& {
    const boost::json::value* shards = document.if_contains("shards");
    return shards != nullptr && shards->is_array() ? shards->get_array() : none.get_array();
  };
  for (const char* key : {"campaign", "campaign_seed"}) {
    const boost::json::value* left = stored.if_contains(key);
    const boost::json::value* right = current.if_contains(key);
    differences.compare(key, left ? *left : boost::json::value(), right ? *right : boost::json::value());
  }
  const boost::json::array& left = shards_of(stored);
  const boost::json::array& right = shards_of(current);
  if (left.size() != right.size())
    differences.add("the number of shards", std::to_string(left.size()), std::to_string(right.size()));
  for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i)
    differences.compare(fmt::format("shard {}: ", text_member(left[i], "id")), left[i], right[i]);
  return differences.take();
}

}  // namespace ophamin::campaign
