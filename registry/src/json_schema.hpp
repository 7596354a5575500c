// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <ophamin/registry/parameters.hpp>

/// Reading JSON Schemas: the parts that the validator library leaves to its callers.
namespace ophamin::registry {

inline constexpr unsigned kDeepestSchema = 32;

/// "/a~1b" for "a/b".
std::string pointer_token(std::string_view key);

/// One line that shows a value, cut at 80 bytes.
std::string show_value(const boost::json::value& value);

/// Follows `$ref` of the form `#/...` within `root`. Null if it leads nowhere.
const boost::json::value* dereference(const boost::json::value& root, const boost::json::value& schema);

/// The member of an object, or null.
const boost::json::value* member(const boost::json::value& value, std::string_view key);

/// True if `schema` allows the named type: by `type` as text or list.
bool names_type(const boost::json::value& schema, std::string_view type);

/// The subschema that governs a key or an item of what `schema` describes; null if none is known.
const boost::json::value* subschema(const boost::json::value& root, const boost::json::value& schema, std::string_view key,
                                    bool is_index);

/// "an integer, at least 1, at most 9"; empty if the schema says nothing that can be put into words.
std::string expectation(const boost::json::value& root, const boost::json::value& schema);

/// Lays defaults beneath `value`, makes numbers what the schema says, and takes out what it reports: keys that nobody reads,
/// integers that do not fit.
void complete(const boost::json::value& root, const boost::json::value& schema, boost::json::value& value,
              const std::string& pointer, std::vector<ParameterProblem>& problems, unsigned depth = 0);

/// Whether keywords have the shapes that JSON Schema gives them.
void check_keywords(const boost::json::value& schema, const std::string& pointer, std::vector<ParameterProblem>& problems,
                    unsigned depth = 0);

}  // namespace ophamin::registry
