// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <cerrno>
#include <ctime>

#include <fcntl.h>
#include <fmt/format.h>
#include <ophamin/storage/files.hpp>
#include <stdio.h>  // renameat2
#include <sys/stat.h>
#include <unistd.h>

#include "descriptor.hpp"
#include "temporary_name.hpp"

namespace ophamin::storage {
namespace {

using diagnostics::ErrorCode;

constexpr std::size_t kBuffer = std::size_t{256} << 10;

// A file beside the final one, removed unless it got the final name.
struct TemporaryFile {
  TemporaryFile(std::filesystem::path final_path, unsigned mode)
      : path(std::move(final_path)),
        temporary(folder_of(path) / temporary_name(path.filename().string())),
        file(open_file(temporary, O_WRONLY | O_CREAT | O_EXCL, mode)),
        owned(file.is_open()) {
    if (!owned) throw system_error(ErrorCode::kFileUnwritable, "create a file beside it", path, errno);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    if (owned) ::unlink(temporary.c_str());
  }

  void write(std::string_view bytes) {
    if (!write_all(file.number(), bytes)) throw system_error(ErrorCode::kFileUnwritable, "write the file", path, errno);
  }
  void finish() {
    if (!sync_descriptor(file.number())) throw system_error(ErrorCode::kFileUnwritable, "sync the file", path, errno);
    if (!file.close()) throw system_error(ErrorCode::kFileUnwritable, "close the file", path, errno);
  }

  std::filesystem::path path;
  std::filesystem::path temporary;
  Descriptor file;
  bool owned;
};

}  // namespace

std::string temporary_name(std::string_view for_name) {
  static std::atomic<std::uint64_t> counter{0};
  // Process and counter make the name unique among the living; the clock keeps clear of what a dead process left.
  struct timespec now {};
  ::clock_gettime(CLOCK_REALTIME, &now);
  const auto stamp = static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000u + static_cast<std::uint64_t>(now.tv_nsec);
  // A name may have 255 bytes; what is cut off here is only for people who find the file.
  return fmt::format(".{}.{}-{}-{:x}.tmp", for_name.substr(0, 160), ::getpid(), counter.fetch_add(1), stamp);
}

struct AtomicFile::State {
  TemporaryFile target;
  std::string buffer{};
};

AtomicFile::AtomicFile(std::filesystem::path path) : state_(new State{.target = {std::move(path), 0644}, .buffer = {}}) {
  const TemporaryFile& target = state_->target;
  struct stat old {};
  if (::stat(target.path.c_str(), &old) != 0) return;
  if (!S_ISREG(old.st_mode)) {
    throw system_error(ErrorCode::kFileUnwritable, "replace it, for it is no regular file", target.path, EISDIR);
  }
  if (::fchmod(target.file.number(), old.st_mode & 07777) != 0) {
    throw system_error(ErrorCode::kFileUnwritable, "keep the permissions of the file", target.path, errno);
  }
}

AtomicFile::~AtomicFile() = default;

void AtomicFile::append(std::string_view bytes) {
  if (state_->buffer.size() + bytes.size() > kBuffer) {
    state_->target.write(state_->buffer);
    state_->buffer.clear();
  }
  if (bytes.size() >= kBuffer) {
    state_->target.write(bytes);
  } else {
    state_->buffer += bytes;
  }
}

void AtomicFile::commit() {
  TemporaryFile& target = state_->target;
  target.write(state_->buffer);
  target.finish();
  if (::rename(target.temporary.c_str(), target.path.c_str()) != 0) {
    throw system_error(ErrorCode::kFileUnwritable, "give the new file its name", target.path, errno);
  }
  target.owned = false;
  sync_directory(folder_of(target.path));
}

void write_file_atomic(const std::filesystem::path& path, std::string_view bytes) {
  AtomicFile file(path);
  file.append(bytes);
  file.commit();
}

bool create_file(const std::filesystem::path& path, std::string_view bytes, unsigned mode) {
  TemporaryFile target(path, mode);
  target.write(bytes);
  target.finish();
  int result = ::renameat2(AT_FDCWD, target.temporary.c_str(), AT_FDCWD, path.c_str(), RENAME_NOREPLACE);
  if (result == 0) {
    target.owned = false;
  } else if (errno == EINVAL || errno == ENOSYS) {
    // NFS and others cannot rename so; a second name for the same file does as well, and the first one goes.
    result = ::link(target.temporary.c_str(), path.c_str());
  }
  if (result != 0) {
    if (errno == EEXIST) return false;
    throw system_error(ErrorCode::kFileUnwritable, "give the new file its name", path, errno);
  }
  sync_directory(folder_of(path));
  return true;
}

}  // namespace ophamin::storage
