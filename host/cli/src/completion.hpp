// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <CLI/App.hpp>

namespace ophamin::cli {

/// A script for bash: commands, options, files, and names of components as the program itself lists them.
std::string bash_completion(const CLI::App& app);

/// The same for zsh, through its own bashcompinit.
std::string zsh_completion(const CLI::App& app);

}  // namespace ophamin::cli
