// SPDX-License-Identifier: Apache-2.0
#include "descriptor.hpp"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace ophamin::storage {
namespace {

std::string mend_for(int errno_value) {
  switch (errno_value) {
    case EACCES:
    case EPERM: return "give this user the permission, or name another place";
    case ENOENT: return "check the path; create the folder if it is missing";
    case ENOSPC:
    case EDQUOT: return "free space on this file system, or name another place";
    case EFBIG: return "raise the limit on file sizes (ulimit -f)";
    case EROFS: return "name a place on a file system that can be written";
    case EMFILE:
    case ENFILE: return "raise the limit on open files (ulimit -n)";
    case EISDIR: return "name a file, not a folder";
    case ENOTDIR: return "a part of the path is a file; name another path";
    case ELOOP: return "the symbolic links of this path lead in a circle; mend them";
    case ENAMETOOLONG: return "choose a shorter name";
    case EXDEV: return "both paths must be on one file system";
    default: return "see the reason given by the system";
  }
}

}  // namespace

Descriptor::~Descriptor() { close(); }

bool Descriptor::close() noexcept {
  if (number_ < 0) return true;
  // After EINTR the descriptor is gone on Linux; closing again could hit another thread's file.
  const int result = ::close(std::exchange(number_, -1));
  return result == 0 || errno == EINTR;
}

Descriptor open_file(const std::filesystem::path& path, int flags, unsigned mode) noexcept {
  int number = -1;
  do {
    number = ::open(path.c_str(), flags | O_CLOEXEC, mode);
  } while (number < 0 && errno == EINTR);
  return Descriptor(number);
}

bool write_all(int descriptor, std::string_view bytes) noexcept {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return false;
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

long read_some(int descriptor, char* buffer, std::size_t size) noexcept {
  ssize_t got = -1;
  do {
    got = ::read(descriptor, buffer, size);
  } while (got < 0 && errno == EINTR);
  return got;
}

bool sync_descriptor(int descriptor) noexcept {
  int result = -1;
  do {
    result = ::fsync(descriptor);
  } while (result < 0 && errno == EINTR);
  return result == 0 || errno == EINVAL || errno == ENOTSUP;
}

diagnostics::Error system_error(diagnostics::ErrorCode code, std::string_view doing, const std::filesystem::path& path,
                                int errno_value) {
  diagnostics::Diagnostic diagnostic;
  diagnostic.code = code;
  diagnostic.message = fmt::format("cannot {}: {}", doing, std::generic_category().message(errno_value));
  diagnostic.mend = mend_for(errno_value);
  diagnostic.place.file = path.string();
  return diagnostics::Error(std::move(diagnostic));
}

}  // namespace ophamin::storage
