// SPDX-License-Identifier: Apache-2.0
//
// What must hold for any text that is loaded as a record of some kind.
#pragma once

#include <string>
#include <string_view>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/diagnostics/render.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/json_parser.hpp>
#include <ophamin/records/resign.hpp>
#include <ophamin/records/verify.hpp>

#include "fuzz.hpp"

namespace ophamin::fuzz {

/// Verifies the text as it stands. Signed anew and written, it must verify, with every byte in its place; one byte that is
/// changed must not. `Record` has from_json, to_json, sign and id.
template <typename Record>
void check_record(std::string_view text, const records::SigningKey& key) {
  records::Json json;
  try {
    json = records::parse_json(text);
  } catch (const diagnostics::Error&) {
    return;  // json_parser.cpp is about that
  }
  try {
    (void)records::verify_text(text, key);
    Record record = Record::from_json(json, "fuzz");
    // An author's name is beside what is signed, so that a byte of it may change; attestation_test.cpp is about that.
    if constexpr (requires { record.attestation; }) record.attestation.clear();
    record.sign(key);
    const std::string written = records::pretty(record.to_json());
    const records::VerifyReport report = records::verify_text(written, key);
    require(report.ok() && report.id == record.id(), "a record that is signed and written verifies");
    require(records::pretty(Record::from_json(records::parse_json(written), "fuzz").to_json()) == written, "a record that is read back is the same");
    if (text.empty()) return;
    // Which byte and how is decided by the text, so that the same input does the same.
    std::string changed = written;
    const std::size_t at = records::parse_json(written).as_object().size() * 131 % changed.size();
    changed[at] = static_cast<char>(changed[at] ^ (1 << (text.size() % 7)));
    try {
      require(!records::verify_text(changed, key).ok(), "no byte of a record can change unnoticed");
    } catch (const diagnostics::Error&) {
    }
  } catch (const diagnostics::Error& error) {
    require(error.exit_code() == 2, "a text that is no such record is a matter of the input");
    (void)diagnostics::to_text(error.diagnostics(), true);
  }
}

}  // namespace ophamin::fuzz
