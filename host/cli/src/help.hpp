// SPDX-License-Identifier: Apache-2.0
//
// --help, in 80 columns on every terminal: docs/cli.md holds the same text.
#pragma once

#include <string>
#include <string_view>

#include <CLI/App.hpp>
#include <CLI/Formatter.hpp>

namespace ophamin::cli {

inline constexpr std::size_t kHelpWidth = 80;

class HelpFormatter final : public CLI::FormatterBase {
 public:
  std::string make_help(const CLI::App* app, std::string name, CLI::AppFormatMode mode) const override;
};

/// "Usage: ophamin-host run [OPTIONS] MANIFEST"
std::string usage_line(const CLI::App& app);

/// "-h, --help", "--plugins DIR".
std::string option_label(const CLI::Option& option);

}  // namespace ophamin::cli
