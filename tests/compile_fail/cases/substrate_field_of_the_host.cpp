// SPDX-License-Identifier: Apache-2.0
// expect: sdk: a field's name has letters
#include "../good.hpp"

#ifndef MISUSE
struct Subject : GoodSubstrate<Subject> {
  static constexpr sdk::Field kFields[] = {{.name = "x"}};
};
#else
struct Subject : GoodSubstrate<Subject> {
  static constexpr sdk::Field kFields[] = {{.name = "host.x"}};
};
#endif

OPHAMIN_PLUGIN(kGoodPlugin, Subject);
