// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "byte_stream.hpp"

namespace ophamin::files {

/// The lines of one file through a small buffer, for corpora that have many files open at once. What
/// ByteSource and RecordSplitter read is faster.
class LineReader {
 public:
  /// `most`: bytes of a line. Throws OPH_IO.
  LineReader(const std::string& path, std::uint64_t most);

  /// Replaces `line` by the next one, without its end, LF or CR LF. False at the end. Throws OPH_IO,
  /// OPH_LIMIT.
  bool next(std::string& line);
  /// Of the last line, from 1.
  std::uint64_t number() const noexcept { return number_; }

 private:
  std::string path_;
  FileStream stream_;
  std::uint64_t most_;
  std::vector<char> buffer_;
  std::string_view unread_;  // in buffer_
  std::uint64_t number_ = 0;
};

}  // namespace ophamin::files
