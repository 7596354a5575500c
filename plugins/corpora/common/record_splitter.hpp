// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "byte_source.hpp"

namespace ophamin::files {

/// What one record is.
enum class Unit {
  kFile,       ///< a whole file
  kParagraph,  ///< lines up to a blank one
  kLine,       ///< one line, without its end, LF or CR LF
};

/// A record's bytes and its place: the line's number, the paragraph's number, 1 for a file.
struct Piece {
  std::string_view bytes;
  std::uint64_t number = 0;
};

/// Cuts what a ByteSource reads into records.
class RecordSplitter {
 public:
  enum class Step { kPiece, kNeedsBytes, kEnd };

  explicit RecordSplitter(Unit unit, bool keep_empty) noexcept : unit_(unit), keep_empty_(keep_empty) {}

  /// A new file begins.
  void restart() noexcept {
    number_ = 0;
    scanned_ = 0;
    paragraph_ = 0;
    done_ = false;
  }

  /// The next piece of what `source` has read; it stays where it is in the source.
  Step next(ByteSource& source, Piece& piece) {
    if (unit_ == Unit::kLine) [[likely]] return next_line(source, piece);
    return unit_ == Unit::kParagraph ? next_paragraph(source, piece) : next_file(source, piece);
  }

 private:
  Step next_line(ByteSource& source, Piece& piece) {
    for (;;) {
      const auto unread = source.unread();
      const auto* end = find_newline(unread, scanned_);
      if (end == nullptr && !(source.at_end() && !unread.empty())) {
        scanned_ = unread.size();
        return source.at_end() ? Step::kEnd : Step::kNeedsBytes;
      }
      auto size = end == nullptr ? unread.size() : static_cast<std::size_t>(end - unread.data());
      source.take(size + (end == nullptr ? 0 : 1));
      scanned_ = 0;
      ++number_;
      if (size != 0 && unread[size - 1] == '\r') --size;
      if (size == 0 && !keep_empty_) continue;
      piece = {unread.substr(0, size), number_};
      return Step::kPiece;
    }
  }
  Step next_paragraph(ByteSource& source, Piece& piece);
  Step next_file(ByteSource& source, Piece& piece);

  static const char* find_newline(std::string_view text, std::size_t from) noexcept {
    if (from >= text.size()) return nullptr;
    return static_cast<const char*>(std::memchr(text.data() + from, '\n', text.size() - from));
  }

  Unit unit_;
  bool keep_empty_;
  std::uint64_t number_ = 0;
  std::size_t scanned_ = 0;    // unread bytes in which the next boundary is known not to be
  std::size_t paragraph_ = 0;  // unread bytes that are lines of the paragraph
  bool done_ = false;          // the file was given
};

}  // namespace ophamin::files
