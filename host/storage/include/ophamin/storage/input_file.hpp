// SPDX-License-Identifier: Apache-2.0
//
// A regular file that is read from its beginning to its end, and what it was while that went on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>

namespace ophamin::storage {

/// What says whether a file may have become another one. Times are nanoseconds since 1970, as the file system has them.
struct FileIdentity {
  std::uint64_t device = 0, inode = 0, size = 0;
  std::int64_t modified_ns = 0, changed_ns = 0;
  bool operator==(const FileIdentity&) const = default;
};

/// Of the file that `path` names now. Throws kFileUnreadable.
FileIdentity identify(const std::filesystem::path& path);

/// One thread at a time. Every function throws diagnostics::Error (kFileUnreadable) with the path and the system's reason.
class InputFile {
 public:
  /// A folder, a device or a pipe is refused.
  explicit InputFile(const std::filesystem::path& path);
  ~InputFile();
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  /// The next bytes, at most `size`; 0 at the end.
  std::size_t read(char* to, std::size_t size);
  /// Of the open file, as it is now, whatever its name names by now.
  FileIdentity identity() const;

 private:
  std::filesystem::path path_;
  int descriptor_;
};

}  // namespace ophamin::storage
