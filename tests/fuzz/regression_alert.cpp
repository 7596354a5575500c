// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as a regression alert.
#include <ophamin/records/regression_alert.hpp>
#include <ophamin/records/markdown.hpp>
#include <ophamin/records/schema.hpp>

#include "record.hpp"

using namespace ophamin;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  const auto key = records::SigningKey::from_bytes(records::traits(records::RecordKind::kRegressionAlert).default_key);
  fuzz::check_record<records::RegressionAlertRecord>(text, key);
  try {
    const records::Json json = records::parse_json(text);
    (void)records::record_schema(records::RecordKind::kRegressionAlert, json).check(json);
    const auto record = records::RegressionAlertRecord::from_json(json);
    (void)record.validate();
    (void)records::to_markdown(record);
  } catch (const diagnostics::Error& error) {
    fuzz::require(error.exit_code() == 2, "a text that is no regression alert is a matter of the input");
  }
  return 0;
}
