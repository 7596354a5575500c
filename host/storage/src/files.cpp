// SPDX-License-Identifier: Apache-2.0
#include <ophamin/storage/files.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <memory>

#include <fcntl.h>
#include <fmt/format.h>
#include <stdio.h>  // renameat2
#include <sys/stat.h>
#include <unistd.h>

#include <ophamin/storage/input_file.hpp>

#include "descriptor.hpp"
#include "temporary_name.hpp"

namespace ophamin::storage {
namespace {

using diagnostics::ErrorCode;

constexpr std::size_t kPiece = std::size_t{256} << 10;

std::filesystem::path folder_of(const std::filesystem::path& path) {
  return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

// Removes a temporary file unless it got its final name.
class TemporaryFile {
 public:
  explicit TemporaryFile(std::filesystem::path path) : path_(std::move(path)) {}
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    if (owned_) ::unlink(path_.c_str());
  }
  const std::filesystem::path& path() const noexcept { return path_; }
  void release() noexcept { owned_ = false; }

 private:
  std::filesystem::path path_;
  bool owned_ = true;
};

diagnostics::Error too_large(const std::filesystem::path& path, std::uint64_t limit) {
  diagnostics::Diagnostic diagnostic;
  diagnostic.code = ErrorCode::kFileTooLarge;
  diagnostic.message = fmt::format("the file is larger than the limit of {} bytes", limit);
  diagnostic.mend = "raise the limit if the file is meant to be this large";
  diagnostic.place.file = path.string();
  return diagnostics::Error(std::move(diagnostic));
}

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

void write_file_atomic(const std::filesystem::path& path, std::string_view bytes) {
  const std::filesystem::path folder = folder_of(path);
  TemporaryFile temporary(folder / temporary_name(path.filename().string()));
  Descriptor file = open_file(temporary.path(), O_WRONLY | O_CREAT | O_EXCL, 0644);
  if (!file.is_open()) {
    temporary.release();
    throw system_error(ErrorCode::kFileUnwritable, "create a file beside it", path, errno);
  }
  struct stat old {};
  if (::stat(path.c_str(), &old) == 0) {
    if (!S_ISREG(old.st_mode)) {
      throw system_error(ErrorCode::kFileUnwritable, "replace it, for it is no regular file", path, EISDIR);
    }
    if (::fchmod(file.number(), old.st_mode & 07777) != 0) {
      throw system_error(ErrorCode::kFileUnwritable, "keep the permissions of the file", path, errno);
    }
  }
  if (!write_all(file.number(), bytes)) throw system_error(ErrorCode::kFileUnwritable, "write the file", path, errno);
  if (!sync_descriptor(file.number())) throw system_error(ErrorCode::kFileUnwritable, "sync the file", path, errno);
  if (!file.close()) throw system_error(ErrorCode::kFileUnwritable, "close the file", path, errno);
  if (::rename(temporary.path().c_str(), path.c_str()) != 0) {
    throw system_error(ErrorCode::kFileUnwritable, "give the new file its name", path, errno);
  }
  temporary.release();
  sync_directory(folder);
}

bool create_file(const std::filesystem::path& path, std::string_view bytes, unsigned mode) {
  const std::filesystem::path folder = folder_of(path);
  TemporaryFile temporary(folder / temporary_name(path.filename().string()));
  Descriptor file = open_file(temporary.path(), O_WRONLY | O_CREAT | O_EXCL, mode);
  if (!file.is_open()) {
    temporary.release();
    throw system_error(ErrorCode::kFileUnwritable, "create a file beside it", path, errno);
  }
  if (!write_all(file.number(), bytes)) throw system_error(ErrorCode::kFileUnwritable, "write the file", path, errno);
  if (!sync_descriptor(file.number())) throw system_error(ErrorCode::kFileUnwritable, "sync the file", path, errno);
  if (!file.close()) throw system_error(ErrorCode::kFileUnwritable, "close the file", path, errno);
  int result = ::renameat2(AT_FDCWD, temporary.path().c_str(), AT_FDCWD, path.c_str(), RENAME_NOREPLACE);
  if (result == 0) {
    temporary.release();
  } else if (errno == EINVAL || errno == ENOSYS) {
    // NFS and others cannot rename so; a second name for the same file does as well, and the first one goes.
    result = ::link(temporary.path().c_str(), path.c_str());
  }
  if (result != 0) {
    if (errno == EEXIST) return false;
    throw system_error(ErrorCode::kFileUnwritable, "give the new file its name", path, errno);
  }
  sync_directory(folder);
  return true;
}

void write_file_synced(const std::filesystem::path& path, std::string_view bytes) {
  Descriptor file = open_file(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (!file.is_open()) throw system_error(ErrorCode::kFileUnwritable, "create the file", path, errno);
  if (!write_all(file.number(), bytes)) throw system_error(ErrorCode::kFileUnwritable, "write the file", path, errno);
  if (!sync_descriptor(file.number())) throw system_error(ErrorCode::kFileUnwritable, "sync the file", path, errno);
  if (!file.close()) throw system_error(ErrorCode::kFileUnwritable, "close the file", path, errno);
}

std::string read_file(const std::filesystem::path& path, std::uint64_t limit_bytes) {
  InputFile file(path);
  const auto announced = file.identity().size;
  if (announced > limit_bytes) throw too_large(path, limit_bytes);
  // The size is a hint only: the file may grow, and files of /proc announce nothing.
  std::string bytes;
  bytes.resize(static_cast<std::size_t>(announced));
  std::size_t filled = 0;
  for (;;) {
    if (filled == bytes.size()) {
      char probe = 0;
      if (file.read(&probe, 1) == 0) break;
      if (bytes.size() >= limit_bytes) throw too_large(path, limit_bytes);
      bytes.push_back(probe);
      ++filled;
      bytes.resize(static_cast<std::size_t>(std::min<std::uint64_t>(limit_bytes, filled + kPiece)));
      continue;
    }
    const auto got = file.read(bytes.data() + filled, bytes.size() - filled);
    if (got == 0) break;
    filled += got;
  }
  bytes.resize(filled);
  return bytes;
}

void read_file_in_pieces(const std::filesystem::path& path, const std::function<void(std::string_view)>& consume) {
  InputFile file(path);
  const auto buffer = std::make_unique<std::array<char, kPiece>>();
  while (const auto got = file.read(buffer->data(), buffer->size())) consume(std::string_view(buffer->data(), got));
}

void sync_directory(const std::filesystem::path& path) {
  const Descriptor folder = open_file(path, O_RDONLY | O_DIRECTORY);
  if (!folder.is_open()) throw system_error(ErrorCode::kDirectoryUnwritable, "open the folder", path, errno);
  if (!sync_descriptor(folder.number())) {
    throw system_error(ErrorCode::kDirectoryUnwritable, "sync the folder", path, errno);
  }
}

void ensure_directory(const std::filesystem::path& path, unsigned mode) {
  if (path.empty()) return;
  std::error_code failure;
  if (std::filesystem::is_directory(path, failure)) return;
  const std::filesystem::path parent = folder_of(path);
  if (parent != path) ensure_directory(parent, mode);
  if (::mkdir(path.c_str(), mode) != 0) {
    const int reason = errno;
    // Another process may have been faster; that is as good.
    if (reason == EEXIST && std::filesystem::is_directory(path, failure)) return;
    throw system_error(ErrorCode::kDirectoryUnwritable, "create the folder", path, reason == EEXIST ? ENOTDIR : reason);
  }
  sync_directory(parent);
}

}  // namespace ophamin::storage
