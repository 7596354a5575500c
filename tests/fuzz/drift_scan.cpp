// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as a drift scan.
#include <ophamin/records/drift_scan.hpp>
#include <ophamin/records/markdown.hpp>
#include <ophamin/records/schema.hpp>

#include "record.hpp"

using namespace ophamin;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  const auto key = records::SigningKey::from_bytes(records::traits(records::RecordKind::kDriftScan).default_key);
  fuzz::check_record<records::DriftScan>(text, key);
  try {
    const records::Json json = records::parse_json(text);
    (void)records::record_schema(records::RecordKind::kDriftScan, json).check(json);
    (void)records::DriftScan::from_json(json).validate();
  } catch (const diagnostics::Error& error) {
    fuzz::require(error.exit_code() == 2, "a text that is no drift scan is a matter of the input");
  }
  return 0;
}
