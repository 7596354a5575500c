// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as a proof: loaded, checked, printed, signed, verified.
#include <ophamin/records/markdown.hpp>
#include <ophamin/records/proof.hpp>
#include <ophamin/records/schema.hpp>

#include "record.hpp"

using namespace ophamin;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  fuzz::check_record<records::EmpiricalProofRecord>(text, records::SigningKey::published());
  try {
    const records::Json json = records::parse_json(text);
    (void)records::proof_schema().check(json);
    const auto record = records::EmpiricalProofRecord::from_json(json);
    (void)record.validate();
    (void)records::to_markdown(record);
    (void)records::to_bundle_markdown(record, record.claim.statement);
  } catch (const diagnostics::Error& error) {
    fuzz::require(error.exit_code() == 2, "a text that is no proof is a matter of the input");
  }
  return 0;
}
