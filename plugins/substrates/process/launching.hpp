// SPDX-License-Identifier: Apache-2.0
//
// From what a manifest says of a program to what the system starts.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "child.hpp"

namespace ophamin::process {

/// The environment of this process with `over` laid over it, as NAME=VALUE. The variable that says where the signing key is
/// is left out. Throws OPH_INVALID_ARGUMENT for a name that no variable can have.
std::vector<std::string> merged_environment(const std::map<std::string, std::string>& over);

/// The value of a variable, or `fallback`.
std::string_view variable(const std::vector<std::string>& environment, std::string_view name, std::string_view fallback = {});

/// The path of a program: a name with a `/` starts at `folder`, another is looked for in the PATH of `environment`. Throws
/// OPH_UNAVAILABLE that says where it was looked for and what was wrong there.
std::string find_program(std::string_view name, const std::string& folder, const std::vector<std::string>& environment);

/// What to start. Throws as the two above, and OPH_UNAVAILABLE if the folder is none.
Launch make_launch(std::vector<std::string> command, const std::string& folder, const std::map<std::string, std::string>& over);

}  // namespace ophamin::process
