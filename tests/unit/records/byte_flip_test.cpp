// SPDX-License-Identifier: Apache-2.0
//
// No byte of a record file can change unnoticed.
#include <doctest/doctest.h>
#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/layout.hpp>
#include <ophamin/records/verify.hpp>

#include "sample_records.hpp"

using namespace ophamin;
using namespace ophamin::records;

namespace {

// 0 verified, 1 a problem was found, 2 no longer readable.
int exit_code_of(const std::string& text, const SigningKey& key) {
  try {
    return verify_text(text, key).exit_code();
  } catch (const diagnostics::Error& error) {
    return error.exit_code();
  }
}

enum class Changes : bool { kMany, kFew };

std::size_t unnoticed(const std::string& original, const SigningKey& key, Changes changes = Changes::kFew) {
  REQUIRE(exit_code_of(original, key) == 0);
  std::size_t count = 0;
  std::string text = original;
  for (std::size_t at = 0; at < original.size(); ++at) {
    const auto check = [&](char changed) {
      text[at] = changed;
      if (changed == original[at]) return;
      if (exit_code_of(text, key) != 0) return;
      ++count;
      MESSAGE("byte " << at << " changed to " << static_cast<int>(changed) << " unnoticed, after '"
                      << original.substr(at > 30 ? at - 30 : 0, 30) << "'");
    };
    check(static_cast<char>(original[at] ^ 1));
    check(static_cast<char>(original[at] ^ 0x20));
    // What reads as the same value, or as nothing, elsewhere.
    for (const char changed : {' ', '"', '0'}) check(changed);
    if (changes == Changes::kMany) {
      for (const int bit : {1, 2, 3, 4, 6, 7}) check(static_cast<char>(original[at] ^ (1 << bit)));
      for (const char changed : {'\n', '\\', '.', '\0'}) check(changed);
    }
    text[at] = original[at];
  }
  return count;
}

std::size_t unnoticed_shorter_or_longer(const std::string& original, const SigningKey& key) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < original.size(); ++at) {
    std::string text = original;
    text.erase(at, 1);
    if (exit_code_of(text, key) == 0) ++count;
  }
  for (std::size_t at = 0; at <= original.size(); ++at) {
    for (const char added : {' ', '0'}) {
      std::string text = original;
      text.insert(at, 1, added);
      if (exit_code_of(text, key) == 0) ++count;
    }
  }
  return count;
}

}  // namespace

TEST_CASE("every change of one byte of a record of any kind and version is noticed") {
  for (const Json& record : test::sample_records()) {
    CAPTURE(traits(detect_record_kind(record)).name);
    const bool is_proof = detect_record_kind(record) == RecordKind::kProof;
    CHECK(unnoticed(pretty(record), published_key_for(record), is_proof ? Changes::kMany : Changes::kFew) == 0);
  }
}

TEST_CASE("in every layout") {
  const Json record = test::sample_records()[1];
  for (const Layout layout : {Layout::kIndentedRaw, Layout::kSpaced, Layout::kSpacedRaw, Layout::kCompact,
                              Layout::kCompactRaw}) {
    CAPTURE(to_string(layout));
    CHECK(unnoticed(lay_out(record, layout), published_key_for(record)) == 0);
  }
}

TEST_CASE("every byte taken from a record or added to it is noticed") {
  for (const Json& record : test::sample_records()) {
    CAPTURE(traits(detect_record_kind(record)).name);
    CHECK(unnoticed_shorter_or_longer(pretty(record), published_key_for(record)) == 0);
    CHECK(unnoticed_shorter_or_longer(lay_out(record, Layout::kCompactRaw), published_key_for(record)) == 0);
  }
}
