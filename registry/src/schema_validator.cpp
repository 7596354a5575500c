// SPDX-License-Identifier: Apache-2.0
#include "schema_validator.hpp"

#include <algorithm>
#include <stdexcept>
#include <string_view>

#include <boost/json.hpp>
#include <valijson/adapters/boost_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

namespace ophamin::registry {
namespace {

// The library writes a path as "<root>", "[key]", "[3]".
std::vector<std::string> path_of(const std::vector<std::string>& context) {
  std::vector<std::string> path;
  for (const std::string& step : context) {
    if (step.size() >= 2 && step.front() == '[' && step.back() == ']') path.push_back(step.substr(1, step.size() - 2));
  }
  return path;
}

std::string missing_key(std::string_view description) {
  constexpr std::string_view kBefore = "Missing required property '";
  if (!description.starts_with(kBefore)) return {};
  description.remove_prefix(kBefore.size());
  return std::string(description.substr(0, description.rfind('\'')));
}

}  // namespace

struct SchemaValidator::Impl {
  valijson::Schema schema;
};

SchemaValidator::SchemaValidator(const boost::json::value& schema) : impl_(std::make_unique<Impl>()) {
  try {
    valijson::SchemaParser parser;
    parser.populateSchema(valijson::adapters::BoostJsonAdapter(schema), impl_->schema);
  } catch (const std::exception& failure) {
    throw std::invalid_argument(failure.what());
  }
}

SchemaValidator::~SchemaValidator() = default;

std::vector<SchemaFinding> SchemaValidator::validate(const boost::json::value& value) const {
  std::vector<SchemaFinding> findings;
  valijson::ValidationResults results;
  try {
    valijson::Validator validator;
    if (validator.validate(impl_->schema, valijson::adapters::BoostJsonAdapter(value), &results)) return findings;
  } catch (const std::exception& failure) {
    findings.push_back({{}, {}, failure.what()});
    return findings;
  }
  for (const auto& error : results) {
    findings.push_back({path_of(error.context), missing_key(error.description), error.description});
  }
  // "Failed to validate ..." repeats, one level up, what a deeper finding says.
  std::erase_if(findings, [copy = findings](const SchemaFinding& finding) {
    if (!finding.description.starts_with("Failed to validate")) return false;
    return std::any_of(copy.begin(), copy.end(), [&finding](const SchemaFinding& other) {
      const std::size_t depth = other.path.size() + (other.missing.empty() ? 0 : 1);
      return depth > finding.path.size() && other.path.size() >= finding.path.size() &&
             std::equal(finding.path.begin(), finding.path.end(), other.path.begin());
    });
  });
  return findings;
}

}  // namespace ophamin::registry
