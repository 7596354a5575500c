// SPDX-License-Identifier: Apache-2.0
//
// Parameters on the command line: a file, and KEY=VALUE arguments.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <boost/json/object.hpp>

namespace ophamin::cli {

/// "value=latency" to its parts; "x=a,b" gives two pairs. Throws kUsageError that names the option.
std::vector<std::pair<std::string, std::string>> split_pairs(const std::vector<std::string>& given, const std::string& option);

/// The JSON object in a file, or on stdin for "-". Throws kInputInvalid, kJsonSyntax.
boost::json::object read_parameters(const std::string& file);

/// Lays each "a.b=VALUE" over `params`: VALUE is JSON, or a text if it is none. Throws kSetOverrideInvalid.
void set_parameters(boost::json::object& params, const std::vector<std::string>& given);

}  // namespace ophamin::cli
