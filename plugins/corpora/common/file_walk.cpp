// SPDX-License-Identifier: Apache-2.0
#include "file_walk.hpp"

#include <algorithm>
#include <cerrno>
#include <memory>
#include <system_error>

namespace ophamin::files {
namespace {

std::string words(int error) {
  return std::generic_category().message(error);
}

}  // namespace

FileWalk::FileWalk(std::string root, Options options, const sdk::Host& host)
    : root_(std::move(root)), options_(std::move(options)), host_(host) {
  enter();
}

bool FileWalk::is_above(const Identity& identity) const noexcept {
  return std::any_of(levels_.begin(), levels_.end(),
                     [&](const Level& level) { return level.identity == identity; });
}

// Whether to look at an entry, and as what. The kind comes from the directory itself where the file system
// keeps it there, so that a walk asks about directories and links only.
FileWalk::Kind FileWalk::look_at(const ::dirent& entry) {
  const std::string_view name = entry.d_name;
  if (name == "." || name == "..") return Kind::kNone;
  auto kind = entry.d_type;
  if (kind == DT_UNKNOWN || (kind == DT_LNK && options_.follow_symlinks)) {
    const auto path = root_ + "/" + label_ + entry.d_name;
    struct stat status {};
    if ((options_.follow_symlinks ? ::stat : ::lstat)(path.c_str(), &status) != 0) {
      // A link to nowhere, or a file that went away after it was listed: there is nothing to read. Anything
      // else is an error.
      if (errno == ENOENT || errno == ELOOP) return Kind::kNone;
      throw sdk::io_failure(path + ": " + words(errno));
    }
    kind = S_ISDIR(status.st_mode) ? DT_DIR : S_ISREG(status.st_mode) ? DT_REG : DT_LNK;
  }
  const auto label = label_ + entry.d_name;
  if (kind == DT_DIR) {
    return options_.enters && !options_.enters(label) ? Kind::kNone : Kind::kDirectory;
  }
  if (kind != DT_REG || (options_.takes && !options_.takes(label))) return Kind::kNone;
  if (!sdk::is_utf8(label)) {
    throw sdk::io_failure(
        root_ + "/" + label +
        ": the name is no UTF-8, so that it means nothing on another machine; rename or exclude it");
  }
  return Kind::kFile;
}

// Lists the directory `label_` as a new level, unless it is one that it lies in itself.
void FileWalk::enter() {
  host_.check_cancelled();
  const auto path = label_.empty() ? root_ : root_ + "/" + label_;
  const std::unique_ptr<DIR, int (*)(DIR*)> opened(::opendir(path.c_str()), ::closedir);
  struct stat status {};
  if (opened == nullptr || ::fstat(::dirfd(opened.get()), &status) != 0) {
    throw sdk::io_failure(path + ": cannot read the directory: " + words(errno));
  }
  Level level;
  level.label_size = label_.size();
  level.identity = {status.st_dev, status.st_ino};
  if (!is_above(level.identity)) {
    for (;;) {
      errno = 0;
      const auto* entry = ::readdir(opened.get());
      if (entry == nullptr) break;
      const auto kind = look_at(*entry);
      if (kind == Kind::kNone) continue;
      const std::string_view name = entry->d_name;
      level.entries.push_back(
          {level.names.size(), static_cast<std::uint32_t>(name.size()), kind == Kind::kDirectory});
      level.names += name;
    }
    if (errno != 0) throw sdk::io_failure(path + ": cannot read the directory: " + words(errno));
  }
  // With a `/` behind each directory, entries in order are labels in order.
  const auto less = [&](const Entry& a, const Entry& b) {
    const auto left = level.name(a);
    const auto right = level.name(b);
    if (options_.order == Order::kParts) return left < right;
    const auto same = static_cast<std::size_t>(
        std::mismatch(left.begin(), left.end(), right.begin(), right.end()).first - left.begin());
    const auto next = [&](std::string_view name, bool is_directory) {
      return same < name.size() ? static_cast<int>(static_cast<unsigned char>(name[same]))
             : is_directory     ? int{'/'}
                                : 0;
    };
    return next(left, a.is_directory) < next(right, b.is_directory);
  };
  std::sort(level.entries.begin(), level.entries.end(), less);
  levels_.push_back(std::move(level));
}

std::optional<std::string> FileWalk::next() {
  while (!levels_.empty()) {
    auto& level = levels_.back();
    label_.resize(level.label_size);
    if (level.next == level.entries.size()) {
      levels_.pop_back();
      continue;
    }
    const auto entry = level.entries[level.next++];
    label_ += level.name(entry);
    if (!entry.is_directory) return label_;
    label_ += '/';
    enter();
  }
  return std::nullopt;
}

}  // namespace ophamin::files
