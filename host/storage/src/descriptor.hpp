// SPDX-License-Identifier: Apache-2.0
//
// An open file descriptor that closes itself, and the calls on it that may be interrupted.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include <ophamin/diagnostics/diagnostic.hpp>

namespace ophamin::storage {

class Descriptor {
 public:
  explicit Descriptor(int number) noexcept : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor();

  bool is_open() const noexcept { return number_ >= 0; }
  int number() const noexcept { return number_; }
  /// The caller closes it from now on.
  int release() noexcept { return std::exchange(number_, -1); }
  /// Closes now, and says whether the system had something left to complain about (errno).
  bool close() noexcept;

 private:
  int number_;
};

/// The folder that a file is in; "." for a bare name.
inline std::filesystem::path folder_of(const std::filesystem::path& path) {
  return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

/// open() with O_CLOEXEC, repeated when interrupted. Not open on failure, with errno set.
Descriptor open_file(const std::filesystem::path& path, int flags, unsigned mode = 0) noexcept;

/// Writes everything; false with errno set.
bool write_all(int descriptor, std::string_view bytes) noexcept;

/// One read, repeated when interrupted.
long read_some(int descriptor, char* buffer, std::size_t size) noexcept;

/// fsync; a file system that cannot sync folders (EINVAL) counts as done.
bool sync_descriptor(int descriptor) noexcept;

/// An Error with the system's reason for `errno_value` and a hint that fits it.
diagnostics::Error system_error(diagnostics::ErrorCode code, std::string_view doing, const std::filesystem::path& path,
                                int errno_value);

}  // namespace ophamin::storage
