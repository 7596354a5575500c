// SPDX-License-Identifier: Apache-2.0
// expect: sdk: a substrate needs `std::string revision() const`
#include "../good.hpp"

#ifndef MISUSE
struct Subject : GoodSubstrate<Subject> {};
#else
struct Subject {
  static constexpr sdk::SubstrateInfo kInfo{.name = "x", .summary = "s"};
  static constexpr sdk::Field kFields[] = {{.name = "x"}};
  void reset() {}
  void cycle(const sdk::Record&, sdk::Cycle<Subject>&) {}
};
#endif

OPHAMIN_PLUGIN(kGoodPlugin, Subject);
