// SPDX-License-Identifier: Apache-2.0
// expect: sdk: two fields have the same name
#include "../good.hpp"

#ifndef MISUSE
struct Subject : GoodSubstrate<Subject> {};
#else
struct Subject : GoodSubstrate<Subject> {
  static constexpr sdk::Field kFields[] = {{.name = "x"}, {.name = "x"}};
};
#endif

OPHAMIN_PLUGIN(kGoodPlugin, Subject);
