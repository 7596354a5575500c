// SPDX-License-Identifier: Apache-2.0
//
// RFC 4180, read strictly.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ophamin::seeing {

struct CsvField {
  std::string text{};
  std::uint32_t line = 1;    ///< where it begins, from 1
  std::uint32_t column = 1;  ///< from 1, in characters
};

using CsvRow = std::vector<CsvField>;

/// All rows, the first one being names. A byte-order mark is skipped; the last line may lack its end. Throws
/// diagnostics::Error (kInputInvalid) for quotes out of place, a carriage return that ends no line, bytes that are no UTF-8,
/// NUL, and rows with another number of fields than the first.
std::vector<CsvRow> parse_csv(std::string_view text, const std::string& file);

/// A complaint about a place in the text; the line itself is shown.
[[noreturn]] void complain_csv(std::string_view text, const std::string& file, std::uint32_t line, std::uint32_t column,
                               std::string message, std::string mend = {});

}  // namespace ophamin::seeing
