// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "byte_stream.hpp"

namespace ophamin::files {

/// Reads streams one after the other through one buffer.
class ByteSource {
 public:
  /// Bytes behind unread() that may be read, too, though they mean nothing: for those who read by vectors.
  static constexpr std::size_t kPadding = 64;

  /// `most`: bytes that may be wanted at once. Without `checks_utf8`, is_utf8() is never true.
  explicit ByteSource(std::size_t most, bool checks_utf8 = true);
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;

  /// The bytes of the last stream have been taken. `place` says in messages what is read.
  void open(std::unique_ptr<ByteStream> stream, std::string place);
  void close() noexcept;
  bool is_open() const noexcept { return stream_ != nullptr; }

  /// Read, but not taken yet. Valid until fill(true).
  std::string_view unread() const noexcept { return {buffer_.get() + begin_, end_ - begin_}; }
  /// True if all that is unread is known to be UTF-8; a character that is cut off at its end does not count while the stream
  /// goes on.
  bool is_utf8() const noexcept { return is_utf8_; }
  void take(std::size_t count) noexcept { begin_ += count; }
  /// True if nothing comes after what is unread.
  bool at_end() const noexcept { return at_end_; }

  /// Reads more. With `may_move` bytes that were handed out before are lost. False if there is no room without. Throws OPH_IO,
  /// and OPH_LIMIT if more than `most` bytes are wanted.
  bool fill(bool may_move);

 private:
  static std::unique_ptr<char[]> new_buffer(std::size_t capacity);
  void make_room();
  void check_utf8();

  std::size_t most_;
  bool checks_utf8_;
  std::unique_ptr<char[]> buffer_;
  std::size_t capacity_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::size_t left_ = 0;       // as was announced when it was opened
  std::size_t checked_ = 0;    // where the bytes begin that are not known to be UTF-8 yet
  bool is_utf8_ = true;
  bool at_end_ = true;
  std::unique_ptr<ByteStream> stream_;
  std::string place_;
};

}  // namespace ophamin::files
