// SPDX-License-Identifier: Apache-2.0
//
// The command line as a whole: every command group in one tree, and how a call of it ends.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <CLI/App.hpp>

#include <ophamin/cli/console.hpp>

namespace ophamin::cli {

/// The tree of commands, and what the one that was given is to do.
struct Program {
  explicit Program(Console& where);
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  Console& console;
  CLI::App app;
  std::function<int()> action;  ///< set by parsing; gives the exit code
};

/// Parses `arguments` (without the program's name), runs the command, and prints whatever goes wrong: as text on `err`, or
/// as {"ok": false, "errors": [...]} on `out` where --json was given. Gives the exit code. Throws nothing.
int run_program(Console& console, std::span<const std::string> arguments);

}  // namespace ophamin::cli
