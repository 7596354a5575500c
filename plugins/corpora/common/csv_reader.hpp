// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "byte_source.hpp"

namespace ophamin::files {

/// Cuts what a ByteSource reads into the rows of a CSV file (RFC 4180): fields in quotes may hold the
/// delimiter, line ends and, doubled, the quote. Lines end with LF or CR LF, the last one also with nothing;
/// empty lines are no rows; a byte-order mark is skipped. How many fields a row has, and in which charset
/// they are, is for the caller to judge.
class CsvReader {
 public:
  enum class Step {
    kRow,
    kNeedsBytes,
    kBroken,  ///< a row that cannot be read, see fault(); the next one begins at the next line
    kEnd,
  };
  /// What is wrong with a row, and where: lines and columns from 1, columns in bytes.
  struct Fault {
    std::string_view what;
    std::uint64_t line = 0;
    std::uint64_t column = 0;
  };

  explicit CsvReader(char delimiter = ',', char quote = '"') noexcept
      : delimiter_(delimiter), quote_(quote) {}

  /// A new file begins.
  void restart() noexcept;

  /// The fields of the next row; they stay where they are until the source moves its bytes, or release().
  Step next(ByteSource& source, std::vector<std::string_view>& fields);

  /// Gives the memory of fields back that are not in the file as they are: those with doubled quotes.
  void release() noexcept { unquoted_.clear(); }

  /// The line in which the last row began.
  std::uint64_t line() const noexcept { return row_line_; }
  const Fault& fault() const noexcept { return fault_; }

 private:
  enum class Row { kWhole, kCutOff, kBroken };
  Row read_quoted(std::string_view text, bool is_last, std::vector<std::string_view>& fields,
                  std::size_t& size);
  Row broken(std::string_view what, std::string_view text, std::size_t at, std::size_t& size);
  void split(std::string_view row, std::vector<std::string_view>& fields) const;
  std::string_view without_doubled(std::string_view text);

  char delimiter_;
  char quote_;
  std::uint64_t next_line_ = 1;
  std::uint64_t row_line_ = 0;
  std::size_t scanned_ = 0;  // unread bytes in which the row is known not to end
  bool started_ = false;
  Fault fault_;
  std::deque<std::string> unquoted_;  // fields that are not in the file as they are
};

}  // namespace ophamin::files
