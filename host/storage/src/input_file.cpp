// SPDX-License-Identifier: Apache-2.0
#include <ophamin/storage/input_file.hpp>

#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "descriptor.hpp"

namespace ophamin::storage {
namespace {

using diagnostics::ErrorCode;

FileIdentity identity_of(const struct stat& status) noexcept {
  const auto ns = [](const timespec& time) { return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec; };
  return {status.st_dev, status.st_ino, static_cast<std::uint64_t>(status.st_size), ns(status.st_mtim), ns(status.st_ctim)};
}

struct stat look_at(int descriptor, const std::filesystem::path& path) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) throw system_error(ErrorCode::kFileUnreadable, "look at the file", path, errno);
  return status;
}

}  // namespace

FileIdentity identify(const std::filesystem::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) throw system_error(ErrorCode::kFileUnreadable, "look at the file", path, errno);
  return identity_of(status);
}

InputFile::InputFile(const std::filesystem::path& path) : path_(path), descriptor_(-1) {
  // Without O_NONBLOCK a pipe without a writer would block for ever; the flag means nothing for a regular file.
  Descriptor file = open_file(path, O_RDONLY | O_NONBLOCK);
  if (!file.is_open()) throw system_error(ErrorCode::kFileUnreadable, "open the file", path, errno);
  const auto status = look_at(file.number(), path);
  if (S_ISDIR(status.st_mode)) throw system_error(ErrorCode::kFileUnreadable, "read the file", path, EISDIR);
  if (!S_ISREG(status.st_mode)) {
    throw diagnostics::Error({.code = ErrorCode::kFileUnreadable,
                              .message = "cannot read the file: it is a device, a pipe or a socket",
                              .expected = "a regular file",
                              .mend = "copy the content to a file first",
                              .place = {.file = path.string()}});
  }
  descriptor_ = file.release();
}

InputFile::~InputFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::size_t InputFile::read(char* to, std::size_t size) {
  const long got = read_some(descriptor_, to, size);
  if (got < 0) throw system_error(ErrorCode::kFileUnreadable, "read the file", path_, errno);
  return static_cast<std::size_t>(got);
}

FileIdentity InputFile::identity() const { return identity_of(look_at(descriptor_, path_)); }

}  // namespace ophamin::storage
