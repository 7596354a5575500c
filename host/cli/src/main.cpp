// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <ophamin/cli/program.hpp>

int main(int count, char** arguments) {
  auto console = ophamin::cli::standard_console();
  return ophamin::cli::run_program(console, std::vector<std::string>(arguments + 1, arguments + (count > 0 ? count : 1)));
}
