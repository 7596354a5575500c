// SPDX-License-Identifier: Apache-2.0
// expect: sdk: an attribute is a boolean, a number or a text
#include "../good.hpp"

#ifndef MISUSE
struct Subject : GoodCorpus {
  void next(std::uint64_t, sdk::RecordBatch& out) { out.add("id", "text").attribute("a", 1); }
};
#else
struct Subject : GoodCorpus {
  void next(std::uint64_t, sdk::RecordBatch& out) { out.add("id", "text").attribute("a", std::vector{1}); }
};
#endif

OPHAMIN_PLUGIN(kGoodPlugin, Subject);
