// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <ophamin/registry/violation.hpp>

namespace ophamin::registry {

/// Bytes that are no UTF-8 and control characters become \xNN, so that any text can be printed and put into JSON.
std::string printable(std::string_view text);

boost::json::array to_json_array(std::span<const Violation> violations);

/// The inverse. Throws std::exception for anything else.
std::vector<Violation> violations_from_json(const boost::json::value& array);

}  // namespace ophamin::registry
