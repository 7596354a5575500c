// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <ophamin/abi.h>

/// Parameters of components (OPH-ABI-12): checked against their schema, completed with its defaults, and handed over as typed
/// values.
namespace ophamin::registry {

struct ParameterProblem {
  std::string pointer;   ///< JSON pointer into the parameters: "/sizes/3"; "" for the whole
  std::string expected;  ///< "an integer, at least 1"
  std::string found;     ///< "-3"
  std::vector<std::string> suggestions;  ///< near names of an unknown key
};

struct ResolvedParameters {
  boost::json::object complete;            ///< meaningful if there are no problems
  std::vector<ParameterProblem> problems;  ///< all of them
};

/// `given` with the schema's defaults laid beneath, at every depth, and checked. Where the schema says `number`, integers
/// become doubles; where it says `integer`, 5.0 becomes 5. A key that the schema does not list is a problem, unless the
/// schema says `additionalProperties` or `patternProperties`: a parameter nobody reads is a typing error. An empty schema
/// allows no parameters. `schema` is one that check_schema accepts; throws std::invalid_argument if it cannot be read at all.
ResolvedParameters resolve(std::string_view schema, const boost::json::object& given);

/// A schema that is read once and used often. Any number of threads may resolve at once. Cheap to copy.
class ParameterSchema {
 public:
  /// Throws std::invalid_argument if it cannot be read.
  explicit ParameterSchema(std::string_view schema);
  ResolvedParameters resolve(const boost::json::object& given) const;

 private:
  class Compiled;
  std::shared_ptr<const Compiled> compiled_;
};

/// What is wrong with a parameter schema; empty if nothing. It must be the JSON Schema of an object, made of keywords with
/// the right shapes, readable to the validator, and its defaults must satisfy it. `pointer` points into the schema.
std::vector<ParameterProblem> check_schema(std::string_view schema);

/// Owns a tree of oph_value_t. Movable; addresses stay. Pointers live as long as the tree.
class ValueTree {
 public:
  ValueTree() = default;

  /// Integers beyond int64_t and nesting deeper than kDeepest become problems, and null in the tree.
  static ValueTree build(const boost::json::value& value, std::vector<ParameterProblem>& problems);

  /// The root; null if nothing was built.
  const oph_value_t* get() const noexcept { return root_.get(); }

 private:
  std::shared_ptr<const oph_value_t> root_;  ///< shares ownership of all storage of the tree
};

inline constexpr unsigned kDeepest = 64;                   ///< levels of a value that crosses
inline constexpr std::size_t kMostValues = 10'000'000;     ///< values in one tree
inline constexpr std::size_t kMostValueBytes = 1u << 30;   ///< text in one tree

class ValueError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A value that a plugin handed over, checked: known types, no null pointers, UTF-8, unique keys, booleans 0 or 1, the limits
/// above. Throws ValueError that says where and what. Numbers that are not finite are kept.
boost::json::value to_json(const oph_value_t& value);

/// The checks of to_json without the copy. Throws ValueError.
void check_value(const oph_value_t& value);

/// Strict UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF.
bool valid_utf8(std::string_view text) noexcept;

}  // namespace ophamin::registry
