// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>
#include <vector>

#include <boost/json/value.hpp>

/// The one place that knows the validator library, whose headers are slow to compile.
namespace ophamin::registry {

struct SchemaFinding {
  std::vector<std::string> path;  ///< keys and indices from the root
  std::string missing;            ///< the required key that is not there, or empty
  std::string description;        ///< the validator's words
};

class SchemaValidator {
 public:
  /// Throws std::invalid_argument if the library cannot read the schema.
  explicit SchemaValidator(const boost::json::value& schema);
  ~SchemaValidator();
  SchemaValidator(SchemaValidator&&) = delete;

  /// Everything that is wrong, without the repetitions that the library adds on the way up. Thread-safe.
  std::vector<SchemaFinding> validate(const boost::json::value& value) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ophamin::registry
