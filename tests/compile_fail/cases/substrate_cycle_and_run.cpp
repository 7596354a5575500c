// SPDX-License-Identifier: Apache-2.0
// expect: sdk: a substrate has either cycle() or run()
#include "../good.hpp"

#ifndef MISUSE
struct Subject : GoodSubstrate<Subject> {};
#else
struct Subject : GoodSubstrate<Subject> {
  void run(const sdk::Batch&, sdk::Cycles&) {}
};
#endif

OPHAMIN_PLUGIN(kGoodPlugin, Subject);
