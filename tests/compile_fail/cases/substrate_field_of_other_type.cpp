// SPDX-License-Identifier: Apache-2.0
// expect: sdk: the value is not of the type that kFields declares
#include "../good.hpp"

#ifndef MISUSE
struct Subject : GoodSubstrate<Subject> {
  void cycle(const sdk::Record&, sdk::Cycle<Subject>& out) { out.set<"bytes">(1); }
};
#else
struct Subject : GoodSubstrate<Subject> {
  void cycle(const sdk::Record&, sdk::Cycle<Subject>& out) { out.set<"bytes">(1.5); }
};
#endif

OPHAMIN_PLUGIN(kGoodPlugin, Subject);
