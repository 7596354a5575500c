// SPDX-License-Identifier: Apache-2.0
//
// The C++20 authoring layer over abi.h, for plugins. Needs the standard library only. A whole plugin:
//
//     #include <ophamin/sdk.hpp>
//     namespace sdk = ophamin::sdk;
//
//     class Share {
//      public:
//       static constexpr sdk::PillarInfo kInfo{.name = "demo.share", .summary = "share of ones", .library = "demo",
//                                              .library_version = "1.0.0"};
//       static constexpr sdk::Role kRoles[] = {{.name = "success", .help = "0 or 1", .types = sdk::kNumbers}};
//       void compute(const sdk::Table& table, sdk::EvidenceSink& evidence) { ... }
//     };
//
//     constexpr sdk::PluginInfo kPlugin{.id = "demo", .version = "1.0.0", .vendor = "Me", .license = "MIT"};
//     OPHAMIN_PLUGIN(kPlugin, Share);
//
// Each kind of component is a plain class with a kInfo of its kind: pillar.hpp, scenario.hpp, corpus.hpp, substrate.hpp,
// auditor.hpp say what else it has. Optional abilities: abilities.hpp. Parameters: parameters.hpp. Errors are thrown:
// failure.hpp. What the layer cannot use fails to compile, with a message that begins with `sdk:`.
//
// Not included here: random.hpp (needs Boost.Random), decimal.hpp, summary.hpp, observable.hpp, cycle_readers.hpp.
#pragma once

#ifdef OPHAMIN_HOST_SIDE
#error "ophamin/sdk.hpp is for plugins; the host includes ophamin/abi.h and nothing else of the SDK"
#endif

#include <ophamin/abilities.hpp>
#include <ophamin/auditor.hpp>
#include <ophamin/corpus.hpp>
#include <ophamin/evidence.hpp>
#include <ophamin/failure.hpp>
#include <ophamin/host.hpp>
#include <ophamin/parameters.hpp>
#include <ophamin/pillar.hpp>
#include <ophamin/plugin.hpp>
#include <ophamin/record.hpp>
#include <ophamin/run.hpp>
#include <ophamin/scenario.hpp>
#include <ophamin/substrate.hpp>
#include <ophamin/table.hpp>
#include <ophamin/text.hpp>
#include <ophamin/value.hpp>
#include <ophamin/writer.hpp>
