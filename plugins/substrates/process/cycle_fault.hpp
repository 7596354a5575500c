// SPDX-License-Identifier: Apache-2.0
//
// Why a cycle of a program failed.
#pragma once

#include <string>
#include <string_view>

namespace ophamin::process {

/// A failed cycle. Stages of the transport: `timeout`, `subprocess` (no reply), `decode` (no reply that can be read), `fields` (a reply
/// that lacks what was declared), `unsuccessful` (the program says that the cycle did not succeed). A program may name others.
struct CycleFault {
  std::string stage;
  std::string error;
  std::string traceback{};

  /// "timeout: no reply within 2 s".
  std::string words() const { return stage + ": " + error; }
};

}  // namespace ophamin::process
