// SPDX-License-Identifier: Apache-2.0
// expect: sdk: a corpus has a name in kebab-case
#include "../good.hpp"

#ifndef MISUSE
struct Subject : GoodCorpus {};
#else
struct Subject : GoodCorpus {
  static constexpr sdk::CorpusInfo kInfo{.name = "A_corpus", .summary = "s"};
};
#endif

OPHAMIN_PLUGIN(kGoodPlugin, Subject);
