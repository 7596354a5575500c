// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sqlite3.h>

#include <stdexcept>
#include <string>

namespace ophamin::sqlite {

/// The engine refused something. The words are valid UTF-8 and begin with the code.
class EngineFault : public std::runtime_error {
 public:
  EngineFault(int code, const std::string& words) : std::runtime_error(words), code_(code) {}
  /// What the connection says after a call that returned `code`. `where` is put behind it.
  static EngineFault of(sqlite3* connection, int code, const std::string& where = {});

  /// The extended result code.
  int code() const noexcept { return code_; }
  int primary_code() const noexcept { return code_ & 0xff; }

 private:
  int code_;
};

}  // namespace ophamin::sqlite
