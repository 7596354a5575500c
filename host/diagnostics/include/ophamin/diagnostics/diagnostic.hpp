// SPDX-License-Identifier: Apache-2.0
//
// Errors are data. A Diagnostic says what is wrong, where, what was expected, what was found and how to mend it;
// an Error carries any number of them up to whoever can show them. Errors never cross the plugin boundary.
//
//   throw Error({.code = ErrorCode::kUnknownKey,
//                .message = "the key 'sede' is not known in [campaign]",
//                .mend = "write 'seed', or remove the line",
//                .place = {.file = "run.toml", .line = 3, .column = 1},
//                .suggestions = {"seed"}});
#pragma once

#include <cstdint>
#include <exception>
#include <span>
#include <string>
#include <vector>

#include <ophamin/diagnostics/catalogue.hpp>

namespace ophamin::diagnostics {

/// Where a fault was found. Every member may be empty or 0, which means "not known".
struct Place {
  std::string file{};
  std::uint32_t line = 0;    ///< from 1
  std::uint32_t column = 0;  ///< from 1, in characters of the line
  std::string line_text{};   ///< the whole line, for a caret line below it
  std::string path{};        ///< dotted path in the document ("scenario.0.use"), or a component ("pillar O.spc")
};

enum class Severity : std::uint8_t { kError, kWarning, kNote };

/// One fault. Only code and message are always set.
struct Diagnostic {
  ErrorCode code = ErrorCode::kInternalError;
  Severity severity = Severity::kError;
  std::string rule{};     ///< "OPH-ABI-2" when a published rule is broken
  std::string message{};  ///< one sentence with the particulars of this case
  std::string expected{};
  std::string found{};
  std::string mend{};  ///< what to do about it
  Place place{};
  std::vector<std::string> suggestions{};  ///< near names, best first
};

/// "error", "warning" or "note".
std::string_view to_string(Severity severity) noexcept;

/// The exit code for a list: the highest of its errors', 0 when it holds only warnings and notes.
int exit_code(std::span<const Diagnostic> diagnostics) noexcept;

/// One or more diagnostics as an exception. what() is their plain text.
class Error : public std::exception {
 public:
  explicit Error(Diagnostic diagnostic);
  explicit Error(std::vector<Diagnostic> diagnostics);

  const std::vector<Diagnostic>& diagnostics() const noexcept { return diagnostics_; }
  /// The code of the first diagnostic; kInternalError when there is none.
  ErrorCode code() const noexcept;
  const char* what() const noexcept override { return text_.c_str(); }
  int exit_code() const noexcept;

 private:
  std::vector<Diagnostic> diagnostics_;
  std::string text_;
};

}  // namespace ophamin::diagnostics
