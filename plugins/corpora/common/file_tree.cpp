// SPDX-License-Identifier: Apache-2.0
#include "file_tree.hpp"

#include <dirent.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <memory>
#include <string_view>
#include <system_error>
#include <utility>

namespace ophamin::files {
namespace {

using Identity = std::pair<dev_t, ino_t>;

std::string words(int error) { return std::generic_category().message(error); }

std::string listed(const std::vector<std::string>& patterns) {
  std::string text;
  for (const auto& pattern : patterns) text += (text.empty() ? "`" : ", `") + pattern + "`";
  return text;
}

class Walk {
 public:
  Walk(const TreeParams& params, const sdk::Host& host)
      : include_(params.include), exclude_(params.exclude), follow_(params.follow_symlinks), host_(host) {}

  // `label` ends with `/`, or is empty for the root.
  void directory(const std::string& path, const std::string& label, const Identity& identity) {
    host_.check_cancelled();
    const std::unique_ptr<DIR, int (*)(DIR*)> opened(::opendir(path.c_str()), ::closedir);
    if (opened == nullptr) throw sdk::io_failure(path + ": cannot read the directory: " + words(errno));
    ancestors_.push_back(identity);
    for (;;) {
      errno = 0;
      const auto* entry = ::readdir(opened.get());
      if (entry == nullptr) break;
      const std::string_view name = entry->d_name;
      if (name != "." && name != "..") this->entry(path + "/" + entry->d_name, label + entry->d_name);
    }
    if (errno != 0) throw sdk::io_failure(path + ": cannot read the directory: " + words(errno));
    ancestors_.pop_back();
  }

  std::vector<File> take() {
    std::sort(files_.begin(), files_.end(), [](const File& a, const File& b) { return a.label < b.label; });
    return std::move(files_);
  }

 private:
  void entry(const std::string& path, const std::string& label) {
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0) return vanished(path);
    if (S_ISLNK(status.st_mode)) {
      if (!follow_) return;
      if (::stat(path.c_str(), &status) != 0) return vanished(path);
    }
    if (S_ISDIR(status.st_mode)) {
      const Identity identity{status.st_dev, status.st_ino};
      const bool is_loop = std::find(ancestors_.begin(), ancestors_.end(), identity) != ancestors_.end();
      if (!is_loop && !exclude_.covers(label)) directory(path, label + "/", identity);
    } else if (S_ISREG(status.st_mode) && include_.matches(label) && !exclude_.matches(label)) {
      if (!sdk::is_utf8(label)) {
        throw sdk::io_failure(path + ": the name is no UTF-8, so that it means nothing on another machine; rename or exclude it");
      }
      files_.push_back({path, label});
    }
  }
  // A link to nowhere, or a file that went away after it was listed: there is nothing to read. Anything else is an error.
  static void vanished(const std::string& path) {
    if (errno != ENOENT && errno != ELOOP) throw sdk::io_failure(path + ": " + words(errno));
  }

  GlobList include_;
  GlobList exclude_;
  bool follow_;
  const sdk::Host& host_;
  std::vector<Identity> ancestors_;
  std::vector<File> files_;
};

}  // namespace

std::vector<File> list_files(const TreeParams& params, const sdk::Host& host) {
  std::error_code error;
  const auto root = std::filesystem::canonical(params.root, error);
  struct stat status {};
  if (error || ::stat(root.c_str(), &status) != 0) {
    throw sdk::unavailable("root `" + params.root + "`: expected a directory with files that match " + listed(params.include) +
                           ", or one file; found none: " + (error ? error.message() : words(errno)));
  }
  if (S_ISREG(status.st_mode)) return {{root.string(), root.filename().string()}};
  if (!S_ISDIR(status.st_mode)) throw sdk::unavailable("root `" + params.root + "`: expected a directory or a regular file");

  Walk walk(params, host);
  walk.directory(root.string(), "", {status.st_dev, status.st_ino});
  auto files = walk.take();
  if (files.empty()) {
    throw sdk::unavailable("root `" + root.string() + "`: expected files that match " + listed(params.include) +
                           (params.exclude.empty() ? "" : " and not " + listed(params.exclude)) + ", found none");
  }
  return files;
}

}  // namespace ophamin::files
