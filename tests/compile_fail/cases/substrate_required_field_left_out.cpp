// SPDX-License-Identifier: Apache-2.0
// expect: sdk: only a field declared nullable may be left out
#include "../good.hpp"

#ifndef MISUSE
struct Subject : GoodSubstrate<Subject> {
  void cycle(const sdk::Record&, sdk::Cycle<Subject>& out) { out.set<"half">(std::optional<double>()); }
};
#else
struct Subject : GoodSubstrate<Subject> {
  void cycle(const sdk::Record&, sdk::Cycle<Subject>& out) { out.set<"bytes">(std::optional<int>()); }
};
#endif

OPHAMIN_PLUGIN(kGoodPlugin, Subject);
