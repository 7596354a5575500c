// SPDX-License-Identifier: Apache-2.0
//
// A call of the program in this process.
#pragma once

#include <sstream>
#include <string>
#include <vector>

#include <ophamin/cli/program.hpp>

namespace ophamin::test {

struct Called {
  int code = 0;
  std::string out, err;
};

inline Called call(const std::vector<std::string>& arguments) {
  std::ostringstream out, err;
  cli::Console console{.out = out, .err = err};
  Called called;
  called.code = cli::run_program(console, arguments);
  called.out = out.str();
  called.err = err.str();
  return called;
}

inline bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace ophamin::test
