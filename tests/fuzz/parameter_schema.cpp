// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as the parameter schema in a plugin's descriptor, and behind a NUL as parameters for it.
#include <stdexcept>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <ophamin/registry/parameters.hpp>

#include "fuzz.hpp"

using namespace ophamin;
using fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::Halves input = fuzz::halves_of(fuzz::text_of(data, size));
  if (!registry::check_schema(input.first).empty()) return 0;
  boost::json::error_code failure;
  const boost::json::value given = boost::json::parse({input.second.data(), input.second.size()}, failure);
  const registry::ParameterSchema schema(input.first);
  require(schema.resolve({}).complete == registry::resolve(input.first, {}).complete, "a schema that is read once says the same");
  if (failure || !given.is_object()) return 0;
  const registry::ResolvedParameters resolved = schema.resolve(given.as_object());
  if (!resolved.problems.empty()) return 0;
  std::vector<registry::ParameterProblem> problems;
  const registry::ValueTree tree = registry::ValueTree::build(resolved.complete, problems);
  if (!problems.empty()) return 0;
  registry::check_value(*tree.get());
  require(boost::json::serialize(registry::to_json(*tree.get())) == boost::json::serialize(resolved.complete), "parameters cross as they are");
  require(schema.resolve(resolved.complete).problems.empty(), "complete parameters satisfy the schema");
  return 0;
}
