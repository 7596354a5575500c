// SPDX-License-Identifier: Apache-2.0
#include "source_files.hpp"

#include <git2.h>

#include <algorithm>
#include <filesystem>
#include <memory>

namespace ophamin::cyber {
namespace {

namespace fs = std::filesystem;

constexpr int kFoldersAbove = 7;

std::string path_of(const std::string& root, const Source& source) {
  return root + "/" + std::string(source.folder);
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

files::FileWalk::Options options_for(const Source& source) {
  files::FileWalk::Options options;
  options.order = files::FileWalk::Order::kParts;
  options.takes = [&source](std::string_view file) { return source.takes(file); };
  return options;
}

std::string head_of(const std::string& folder) {
  struct Library {
    Library() { ::git_libgit2_init(); }
    ~Library() { ::git_libgit2_shutdown(); }
  } const library;
  ::git_repository* opened = nullptr;
  ::git_oid commit;
  char text[GIT_OID_HEXSZ + 1] = "";
  if (::git_repository_open_ext(&opened, folder.c_str(), GIT_REPOSITORY_OPEN_NO_SEARCH, nullptr) == 0 &&
      ::git_reference_name_to_id(&commit, opened, "HEAD") == 0) {
    ::git_oid_tostr(text, sizeof text, &commit);
  }
  ::git_repository_free(opened);
  return text;
}

}  // namespace

SourceFiles::SourceFiles(const std::string& root, const Source& source, const sdk::Host& host)
    : source_(&source), root_(root), walk_(path_of(root, source), options_for(source), host) {}

std::optional<SourceFile> SourceFiles::next() {
  const auto below = walk_.next();
  if (!below) return std::nullopt;
  SourceFile file;
  file.label = std::string(source_->folder) + "/" + *below;
  file.path = root_ + "/" + file.label;
  const auto slash = below->find('/');
  file.attack_class = slash == std::string::npos ? std::string(source_->name)
                                                 : lower(std::string_view(*below).substr(0, slash));
  return file;
}

bool is_included(const std::string& root, const Source& source) {
  std::error_code error;
  const fs::directory_iterator entries(path_of(root, source), error);
  return !error && entries != fs::directory_iterator();
}

std::string git_identifier(const std::string& root, const Source& source) {
  fs::path folder = path_of(root, source);
  for (int above = 0; above <= kFoldersAbove; ++above) {
    std::error_code error;
    if (fs::exists(folder / ".git", error)) {
      const auto head = head_of(folder.string());
      return head.empty() ? std::string() : "git:" + head;
    }
    if (folder == folder.root_path()) break;
    folder = folder.parent_path();
  }
  return {};
}

}  // namespace ophamin::cyber
