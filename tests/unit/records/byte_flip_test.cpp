// SPDX-License-Identifier: Apache-2.0
//
// No byte of a record file can change unnoticed.
#include <doctest/doctest.h>
#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/canonical.hpp>
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

std::size_t unnoticed(const std::string& original, const SigningKey& key) {
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
    for (int bit = 0; bit < 8; ++bit) check(static_cast<char>(original[at] ^ (1 << bit)));
    // What reads as the same value, or as nothing, elsewhere.
    for (const char changed : {' ', '\n', '"', '\\', '0', '.', '\0'}) check(changed);
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
    for (const char added : {' ', '\n', '0'}) {
      std::string text = original;
      text.insert(at, 1, added);
      if (exit_code_of(text, key) == 0) ++count;
    }
  }
  return count;
}

}  // namespace

TEST_CASE("every change of one byte of a proof is noticed") {
  EmpiricalProofRecord proof = test::sample_proof();
  const SigningKey key = SigningKey::published();
  proof.sign(key);
  CHECK(unnoticed(pretty(proof.to_json()), key) == 0);
}

TEST_CASE("every byte taken from a proof or added to it is noticed") {
  EmpiricalProofRecord proof = test::sample_proof();
  const SigningKey key = SigningKey::from_bytes("mine");
  proof.sign(key);
  CHECK(unnoticed_shorter_or_longer(pretty(proof.to_json()), key) == 0);
}

TEST_CASE("every change of one byte of a campaign record is noticed") {
  CampaignRecord campaign = test::sample_campaign();
  const SigningKey key = SigningKey::published();
  campaign.sign(key);
  CHECK(unnoticed(pretty(campaign.to_json()), key) == 0);
}
