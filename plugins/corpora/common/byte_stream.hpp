// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace ophamin::files {

/// Bytes one after the other, wherever they come from.
class ByteStream {
 public:
  ByteStream() = default;
  virtual ~ByteStream() = default;
  ByteStream(const ByteStream&) = delete;
  ByteStream& operator=(const ByteStream&) = delete;

  /// Up to `size` bytes, at least 1 of them wanted; 0 at the end and not before. Throws OPH_IO, OPH_LIMIT.
  virtual std::size_t read(char* to, std::size_t size) = 0;
  /// Bytes in all, as far as was said beforehand; 0 if it was not. A hint, never believed.
  virtual std::uint64_t announced() const noexcept { return 0; }
};

/// A regular file, by plain reads and no memory map: a file that shrinks while it is read is then an error
/// and not a signal.
class FileStream final : public ByteStream {
 public:
  /// Throws OPH_IO with the system's words, also for what is no regular file.
  explicit FileStream(const std::string& path);
  ~FileStream() override;

  /// Also throws OPH_IO if the file ends before the size that it had when it was opened.
  std::size_t read(char* to, std::size_t size) override;
  std::uint64_t announced() const noexcept override { return size_; }

 private:
  std::string path_;
  int descriptor_ = -1;
  std::uint64_t size_ = 0;  // as the file system said when it was opened
  std::uint64_t read_ = 0;
};

}  // namespace ophamin::files
