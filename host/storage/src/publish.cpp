// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#include <ophamin/storage/files.hpp>

#include "descriptor.hpp"
#include "temporary_name.hpp"

namespace ophamin::storage {
namespace {

using diagnostics::ErrorCode;

// A trailing slash makes the last component empty, and then the folder's parent would be the folder itself.
std::filesystem::path without_slash(const std::filesystem::path& path) {
  std::filesystem::path clean = path.lexically_normal();
  if (!clean.has_filename() && clean.has_parent_path()) clean = clean.parent_path();
  return clean;
}

int rename_with(const std::filesystem::path& from, const std::filesystem::path& to, unsigned flags) noexcept {
  return ::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), flags) == 0 ? 0 : errno;
}

// For file systems that cannot exchange two names: for an instant neither is there, but never half of one.
int replace_in_two_steps(const std::filesystem::path& prepared, const std::filesystem::path& final_path) noexcept {
  const std::filesystem::path aside = folder_of(final_path) / temporary_name(final_path.filename().string());
  if (::rename(final_path.c_str(), aside.c_str()) != 0) return errno;
  if (::rename(prepared.c_str(), final_path.c_str()) != 0) {
    const int reason = errno;
    ::rename(aside.c_str(), final_path.c_str());
    return reason;
  }
  std::error_code ignored;
  std::filesystem::remove_all(aside, ignored);
  return 0;
}

int put_in_place(const std::filesystem::path& prepared, const std::filesystem::path& final_path) noexcept {
  int reason = rename_with(prepared, final_path, RENAME_NOREPLACE);
  if (reason == EINVAL || reason == ENOSYS) reason = ::rename(prepared.c_str(), final_path.c_str()) == 0 ? 0 : errno;
  if (reason != EEXIST && reason != ENOTEMPTY) return reason;
  reason = rename_with(prepared, final_path, RENAME_EXCHANGE);
  if (reason == EINVAL || reason == ENOSYS) return replace_in_two_steps(prepared, final_path);
  if (reason == 0) {
    std::error_code ignored;
    std::filesystem::remove_all(prepared, ignored);
  }
  return reason;
}

}  // namespace

void publish_directory(const std::filesystem::path& prepared, const std::filesystem::path& final_path) {
  const std::filesystem::path from = without_slash(prepared);
  const std::filesystem::path to = without_slash(final_path);
  std::error_code failure;
  if (!std::filesystem::is_directory(from, failure)) {
    throw system_error(ErrorCode::kDirectoryUnwritable, "publish what is no folder", prepared,
                       failure ? failure.value() : ENOTDIR);
  }
  const auto there = std::filesystem::symlink_status(to, failure);
  if (std::filesystem::exists(there) && !std::filesystem::is_directory(there)) {
    throw system_error(ErrorCode::kDirectoryUnwritable, "replace what is no folder", final_path, ENOTDIR);
  }
  sync_directory(from);
  if (const int reason = put_in_place(from, to); reason != 0) {
    throw system_error(ErrorCode::kDirectoryUnwritable, "give the prepared folder its name", final_path, reason);
  }
  sync_directory(folder_of(to));
  if (folder_of(from) != folder_of(to)) sync_directory(folder_of(from));
}

PreparedDirectory::PreparedDirectory(const std::filesystem::path& final_path)
    : final_path_(without_slash(final_path)) {
  const std::filesystem::path folder = folder_of(final_path_);
  ensure_directory(folder);
  path_ = folder / temporary_name(final_path_.filename().string());
  if (::mkdir(path_.c_str(), 0755) != 0) {
    throw system_error(ErrorCode::kDirectoryUnwritable, "create a folder beside it", final_path, errno);
  }
}

PreparedDirectory::~PreparedDirectory() {
  if (!owned_) return;
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void PreparedDirectory::publish() {
  publish_directory(path_, final_path_);
  owned_ = false;
}

}  // namespace ophamin::storage
