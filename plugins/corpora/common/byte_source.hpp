// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace ophamin::files {

/// Reads files one after the other through one buffer. Plain reads and no memory maps: a file that shrinks while it is read
/// is then an error and not a signal.
class ByteSource {
 public:
  /// `most`: bytes that may be wanted at once.
  explicit ByteSource(std::size_t most);
  ~ByteSource() { close(); }
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;

  /// The bytes of the last file have been taken. Throws OPH_IO with the system's words.
  void open(const std::string& path);
  void close() noexcept;
  bool is_open() const noexcept { return descriptor_ >= 0; }

  /// Read, but not taken yet. Valid until fill(true).
  std::string_view unread() const noexcept { return {buffer_.get() + begin_, end_ - begin_}; }
  /// True if all that is unread is known to be UTF-8; a character that is cut off at its end does not count while the file
  /// goes on.
  bool is_utf8() const noexcept { return is_utf8_; }
  void take(std::size_t count) noexcept { begin_ += count; }
  /// True if nothing comes after what is unread.
  bool at_end() const noexcept { return at_end_; }

  /// Reads more. With `may_move` bytes that were handed out before are lost. False if there is no room without. Throws OPH_IO,
  /// and OPH_LIMIT if more than `most` bytes are wanted.
  bool fill(bool may_move);

 private:
  void make_room();
  void check_utf8();

  std::size_t most_;
  std::unique_ptr<char[]> buffer_;
  std::size_t capacity_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::size_t file_left_ = 0;  // as the file system said when it was opened
  std::size_t checked_ = 0;    // where the bytes begin that are not known to be UTF-8 yet
  bool is_utf8_ = true;
  bool at_end_ = true;
  int descriptor_ = -1;
  std::string path_;
};

}  // namespace ophamin::files
