// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as a manifest, and behind a NUL as an override of a key: complaints, or a manifest and its plan.
#include <ophamin/campaign/manifest_reader.hpp>
#include <ophamin/campaign/plan.hpp>
#include <ophamin/diagnostics/render.hpp>
#include <ophamin/records/json_parser.hpp>

#include "fuzz.hpp"

using namespace ophamin;
using fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::Halves input = fuzz::halves_of(fuzz::text_of(data, size));
  std::vector<std::string> overrides;
  if (!input.second.empty()) overrides.emplace_back(input.second);
  const campaign::ManifestReading reading = campaign::read_manifest_text(input.first, "/nowhere/fuzz.toml", overrides);
  require(reading.manifest.has_value() == (diagnostics::exit_code(reading.diagnostics) == 0), "a manifest is given exactly when nothing is an error");
  (void)diagnostics::to_text(reading.diagnostics, true);
  require(records::parse_json(diagnostics::to_json(reading.diagnostics)).as_array().size() == reading.diagnostics.size(),
          "complaints are JSON, one for each");
  if (!reading.manifest) return 0;
  try {
    const campaign::Plan plan = campaign::build_plan(*reading.manifest);
    require(!plan.shards.empty(), "a manifest asks at least one question");
    if (plan.shards.size() <= 100) require(campaign::plan_fingerprint(plan).size() == 64, "a plan has a fingerprint");
  } catch (const diagnostics::Error& error) {
    require(error.code() == diagnostics::ErrorCode::kSweepInvalid, "only a sweep can make a plan impossible");
  }
  return 0;
}
