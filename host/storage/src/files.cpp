// SPDX-License-Identifier: Apache-2.0
#include <ophamin/storage/files.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <ophamin/storage/input_file.hpp>

#include "descriptor.hpp"

namespace ophamin::storage {
namespace {

using diagnostics::ErrorCode;

constexpr std::size_t kPiece = std::size_t{256} << 10;

diagnostics::Error too_large(const std::filesystem::path& path, std::uint64_t limit) {
  diagnostics::Diagnostic diagnostic;
  diagnostic.code = ErrorCode::kFileTooLarge;
  diagnostic.message = fmt::format("the file is larger than the limit of {} bytes", limit);
  diagnostic.mend = "raise the limit if the file is meant to be this large";
  diagnostic.place.file = path.string();
  return diagnostics::Error(std::move(diagnostic));
}

}  // namespace

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
