// SPDX-License-Identifier: Apache-2.0
//
// Components with nothing wrong, for the cases to spoil one thing of.
#pragma once

#include <ophamin/sdk.hpp>

namespace sdk = ophamin::sdk;

struct GoodPillar {
  static constexpr sdk::PillarInfo kInfo{.name = "demo.pillar", .summary = "a pillar", .library = "demo", .library_version = "1.0.0"};
  static constexpr sdk::Role kRoles[] = {{.name = "value", .help = "numbers"}};
  void compute(const sdk::Table&, sdk::EvidenceSink&) {}
};

struct GoodScenario {
  static constexpr sdk::ScenarioInfo kInfo{.name = "a-question",
                                           .summary = "a scenario",
                                           .tier = sdk::Tier::kScientific,
                                           .family = "family",
                                           .goal = "goal",
                                           .explanation = "explanation"};
  sdk::Claim claim() const;
  sdk::Plan plan() const;
  void score(const sdk::Run&, sdk::Score&) {}
};

struct GoodCorpus {
  static constexpr sdk::CorpusInfo kInfo{.name = "a-corpus", .summary = "a corpus"};
  void next(std::uint64_t, sdk::RecordBatch&) {}
};

template <class Self>
struct GoodSubstrate {
  static constexpr sdk::SubstrateInfo kInfo{.name = "a-substrate", .summary = "a substrate"};
  static constexpr sdk::Field kFields[] = {{.name = "bytes", .type = sdk::Type::kInteger}, {.name = "half", .nullable = true}};
  std::string revision() const { return "1"; }
  void reset() {}
  void cycle(const sdk::Record&, sdk::Cycle<Self>&) {}
};

inline constexpr sdk::PluginInfo kGoodPlugin{.id = "demo", .version = "1.0.0", .vendor = "Tests", .license = "Apache-2.0"};
