// SPDX-License-Identifier: Apache-2.0
//
// Numbers as text, in the layouts that records and their Markdown use. None depends on the locale.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ophamin::records {

/// The shortest digits that read back as the same double, as Python's repr lays them out: "0.0", "-0.0", "100000.0",
/// "1e+16", "1e-05", "5e-324". Not finite: "nan", "inf", "-inf".
std::string pyfloat(double value);

/// Appends the same, with "NaN", "Infinity", "-Infinity" as in JSON.
void append_json_double(std::string& out, double value);

/// printf's %.<precision>g as in the C locale; not finite: "nan", "inf", "-inf".
std::string format_g(double value, int precision);

/// printf's %.<decimals>f likewise.
std::string format_fixed(double value, int decimals);

/// 1234567 as "1,234,567".
std::string with_thousands(std::int64_t value);

/// The double that Python's float() makes of a text: white space around it, underscores between digits, "inf" and
/// "nan" in any case. Nothing when it is no number.
std::optional<double> parse_pyfloat(std::string_view text);

/// The integer that Python's int() makes of a text, when it fits 64 bits.
std::optional<std::int64_t> parse_pyint(std::string_view text);

}  // namespace ophamin::records
