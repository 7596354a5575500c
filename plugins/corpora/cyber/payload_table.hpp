// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <common/byte_source.hpp>
#include <common/csv_reader.hpp>
#include <cstdint>
#include <ophamin/sdk.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ophamin::cyber {

/// A CSV file of payloads. The text is the first column there is of `text`, `prompt`, `Prompt`, `sentence`,
/// `content`, else the first that holds anything but numbers and truth values; the label the first of
/// `label`, `type`, `Type`, `class`, `jailbreak`. The file is read twice: once to see that all of it can be,
/// once for its rows.
class PayloadTable {
 public:
  struct Row {
    std::uint64_t index = 0;  ///< from 0, the header not counted
    std::string_view text;    ///< bytes; until the next row
    std::optional<std::string_view> label;
  };

  /// Throws OPH_IO for a file that cannot be read, OPH_INVALID_ARGUMENT for one that is no table or has no
  /// column of texts, OPH_LIMIT for a row of more than `most` bytes.
  PayloadTable(const std::string& path, std::size_t most, const sdk::Host& host);

  /// False at the end. Rows whose text is blank are passed over.
  bool next(Row& row);

 private:
  void start();
  bool read(std::vector<std::string_view>& cells);
  std::string at(std::uint64_t line) const { return path_ + ":" + std::to_string(line); }

  sdk::Host host_;
  std::string path_;
  files::ByteSource source_;
  files::CsvReader reader_;
  std::size_t columns_ = 0;
  std::size_t text_ = 0;
  std::optional<std::size_t> label_;
  std::uint64_t index_ = 0;
  std::vector<std::string_view> cells_;
};

}  // namespace ophamin::cyber
