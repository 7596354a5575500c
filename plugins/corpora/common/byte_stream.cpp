// SPDX-License-Identifier: Apache-2.0
#include "byte_stream.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <ophamin/sdk.hpp>
#include <system_error>

namespace ophamin::files {
namespace {

sdk::Failure io(const std::string& path, const char* what) {
  return sdk::io_failure(path + ": " + what + ": " + std::generic_category().message(errno));
}

}  // namespace

FileStream::FileStream(const std::string& path) : path_(path) {
  do {
    descriptor_ = ::open(path.c_str(),
                         O_RDONLY | O_CLOEXEC | O_NONBLOCK);  // never waits for somebody to write to a pipe
  } while (descriptor_ < 0 && errno == EINTR);
  if (descriptor_ < 0) throw io(path, "cannot open");
  struct stat status {};
  const bool known = ::fstat(descriptor_, &status) == 0;
  if (known && S_ISREG(status.st_mode)) {
    size_ = static_cast<std::uint64_t>(status.st_size);
    return;
  }
  const auto failure =
      known ? sdk::io_failure(path + ": expected a regular file") : io(path, "cannot read its size");
  ::close(descriptor_);
  throw failure;
}

FileStream::~FileStream() {
  ::close(descriptor_);
}

std::size_t FileStream::read(char* to, std::size_t size) {
  ssize_t got = 0;
  do {
    got = ::read(descriptor_, to, size);
  } while (got < 0 && errno == EINTR);
  if (got < 0) throw io(path_, "cannot read");
  read_ += static_cast<std::uint64_t>(got);
  if (got == 0 && read_ < size_) {
    throw sdk::io_failure(path_ + ": ended after " + std::to_string(read_) + " of its " + std::to_string(size_) +
                          " bytes: it shrank while it was read; run again once nothing writes to it");
  }
  return static_cast<std::size_t>(got);
}

}  // namespace ophamin::files
