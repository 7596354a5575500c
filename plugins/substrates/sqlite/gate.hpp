// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sqlite3.h>

#include <string>

namespace ophamin::sqlite {

/// What a statement may reach. Files other than the database are always out of reach, and so are settings of the whole
/// process: statements come from a corpus, and nobody has read them all.
class Gate {
 public:
  struct Rules {
    bool undone = false;     ///< what a statement changes is undone, so it may not change what cannot be undone
    bool read_only = false;  ///< it may not lift the protection from writing
  };
  explicit Gate(Rules rules) noexcept : rules_(rules) {}
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;

  /// From now on statements of the connection pass through this gate, which must outlive it or its next gate.
  void guard(sqlite3* connection) noexcept;

  /// Before a statement is prepared.
  void begin() noexcept {
    pragma_ = false;
    refusal_ = nullptr;
  }
  /// The statement is a PRAGMA, some of which work while they are prepared.
  bool is_pragma() const noexcept { return pragma_; }
  /// Why the statement was refused; empty if not here.
  std::string refusal() const { return refusal_ == nullptr ? std::string() : std::string(refusal_); }

 private:
  bool allows(int action, const char* first, const char* second) noexcept;

  Rules rules_;
  bool pragma_ = false;
  const char* refusal_ = nullptr;
};

}  // namespace ophamin::sqlite
