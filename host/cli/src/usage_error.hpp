// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/App.hpp>

#include <ophamin/diagnostics/diagnostic.hpp>

namespace ophamin::cli {

/// What was wrong with a command line, as kUsageError: an unknown command, option or argument is named, with near names.
/// `app` is the root after the failed parse.
diagnostics::Diagnostic usage_error(const CLI::App& app, const CLI::Error& error);

/// The deepest command that was given: the root itself if none was.
const CLI::App& given_command(const CLI::App& app);

/// "ophamin-host pillar list".
std::string full_name(const CLI::App& command);

}  // namespace ophamin::cli
