// SPDX-License-Identifier: Apache-2.0
//
// The raw outputs of a run's cycles: one JSON document a line in a file, found again by row.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <ophamin/records/json.hpp>

namespace ophamin::seeing {

/// Appends while the run goes on and reads by row at any time. Memory: eight bytes a row and one buffer.
class RawTrace {
 public:
  /// Creates the file. Throws kFileUnwritable.
  explicit RawTrace(std::filesystem::path path);
  ~RawTrace();
  RawTrace(const RawTrace&) = delete;
  RawTrace& operator=(const RawTrace&) = delete;

  /// The next row's output; empty text for a row that gave none.
  void append(std::string_view document);
  std::uint64_t rows() const noexcept { return ends_.size(); }
  /// The output of a row; nothing if it gave none. Throws kFileUnreadable.
  std::optional<records::Json> read(std::uint64_t row);
  /// Everything is on disk after this.
  void sync();
  const std::filesystem::path& path() const noexcept { return path_; }

 private:
  void flush();

  std::filesystem::path path_;
  int fd_ = -1;
  std::string pending_;
  std::uint64_t written_ = 0;
  std::vector<std::uint64_t> ends_;
};

}  // namespace ophamin::seeing
