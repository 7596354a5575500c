// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace ophamin::records {

/// Long enough for any double: "-2.2250738585072014e-308".
inline constexpr std::size_t kLongestDouble = 32;

/// The text of append_json_double, into at least kLongestDouble characters. Gives its length.
std::size_t write_json_double(char* out, double value) noexcept;

}  // namespace ophamin::records
