// SPDX-License-Identifier: Apache-2.0
// expect: sdk: the substrate declares no field of this name
#include "../good.hpp"

#ifndef MISUSE
struct Subject : GoodSubstrate<Subject> {
  void cycle(const sdk::Record&, sdk::Cycle<Subject>& out) { out.set<"bytes">(1); }
};
#else
struct Subject : GoodSubstrate<Subject> {
  void cycle(const sdk::Record&, sdk::Cycle<Subject>& out) { out.set<"bites">(1); }
};
#endif

OPHAMIN_PLUGIN(kGoodPlugin, Subject);
