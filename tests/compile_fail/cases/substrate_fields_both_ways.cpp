// SPDX-License-Identifier: Apache-2.0
// expect: sdk: a substrate has either kFields or fields()
#include "../good.hpp"

#ifndef MISUSE
struct Subject : GoodSubstrate<Subject> {};
#else
struct Subject : GoodSubstrate<Subject> {
  std::vector<sdk::Field> fields() const { return {}; }
};
#endif

OPHAMIN_PLUGIN(kGoodPlugin, Subject);
