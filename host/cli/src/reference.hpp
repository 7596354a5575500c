// SPDX-License-Identifier: Apache-2.0
//
// Pages of docs/ that the program writes itself, so that they cannot differ from it.
#pragma once

#include <string>

#include <CLI/App.hpp>

namespace ophamin::cli {

/// docs/cli.md: the help of every command.
std::string cli_page(const CLI::App& app);

/// docs/exit-codes.md: what each exit code means, and every error with its own.
std::string exit_codes_page();

}  // namespace ophamin::cli
