// SPDX-License-Identifier: Apache-2.0
//
// Diagnostics as text for people and as JSON for programs.
//
//   manifest.toml:12:3: error OPH-104 UnknownKey: the key 'sede' is not known in [campaign]
//     sede = 7
//     ^
//     expected: one of description, name, out, seed
//     did you mean: seed
//     mend: write 'seed', or remove the line
#pragma once

#include <span>
#include <string>

#include <ophamin/diagnostics/diagnostic.hpp>

namespace ophamin::diagnostics {

/// One diagnostic, ending in a newline. With `colour`, ANSI escapes mark severity and caret.
std::string to_text(const Diagnostic& diagnostic, bool colour = false);

/// Several, one after the other.
std::string to_text(std::span<const Diagnostic> diagnostics, bool colour = false);

/// A JSON array, one object per diagnostic, without a final newline. Members that say nothing are left out;
/// `id`, `name`, `severity` and `message` are always there.
std::string to_json(std::span<const Diagnostic> diagnostics);

}  // namespace ophamin::diagnostics
