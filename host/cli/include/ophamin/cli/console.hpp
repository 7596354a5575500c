// SPDX-License-Identifier: Apache-2.0
//
// Where a command prints, and how: two streams, whether each is a terminal, how wide it is, and whether colour is wanted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <ostream>
#include <span>
#include <string>
#include <string_view>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/json.hpp>

namespace ophamin::cli {

/// `--color`
enum class ColourWhen : std::uint8_t { kAuto, kAlways, kNever };

/// One per process, or per call in tests. One thread.
struct Console {
  std::ostream& out;
  std::ostream& err;
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  bool may_redraw = false;    ///< stderr is a terminal that understands cursor movements
  bool no_colour = false;     ///< NO_COLOR is set in the environment
  std::size_t width = 80;     ///< of tables; that of the terminal where there is one
  ColourWhen colour = ColourWhen::kAuto;
  bool json = false;          ///< errors go to `out` as JSON

  bool colour_out() const noexcept { return wants_colour(out_is_terminal); }
  bool colour_err() const noexcept { return wants_colour(err_is_terminal); }

  /// Diagnostics as text on `err`.
  void report(std::span<const diagnostics::Diagnostic> diagnostics);
  /// A line on `err` that begins with "note: ".
  void note(std::string_view text);
  /// What every output must say beside a signature made with a published key; nothing for an empty text.
  void key_warning(std::string_view warning);
  /// {"ok": ..., members of `object`} on `out`, as strict JSON: numbers that are not finite become null.
  void print_json(bool ok, records::JsonObject object);

 private:
  bool wants_colour(bool terminal) const noexcept {
    return colour == ColourWhen::kAlways || (colour == ColourWhen::kAuto && terminal && !no_colour);
  }
};

/// The process's own streams. Reads NO_COLOR, TERM and COLUMNS.
Console standard_console();

/// Columns of the terminal behind `descriptor`; `fallback` if it is none.
std::size_t terminal_width(int descriptor, std::size_t fallback);

/// Diagnostics as an array for print_json.
records::Json errors_json(std::span<const diagnostics::Diagnostic> diagnostics);

/// VALIDATED green, REFUTED and ERRORED red, INCONCLUSIVE yellow, wherever they stand as words.
std::string colour_verdicts(std::string_view text);

}  // namespace ophamin::cli
