// SPDX-License-Identifier: Apache-2.0
#include <ophamin/lineage/git_commit.hpp>

#include <memory>
#include <system_error>

#include <git2.h>

namespace ophamin::lineage {

namespace {

/// The library counts its users itself.
class LibraryUse {
 public:
  LibraryUse() : is_ready_(git_libgit2_init() > 0) {}
  ~LibraryUse() {
    if (is_ready_) git_libgit2_shutdown();
  }
  LibraryUse(const LibraryUse&) = delete;
  LibraryUse& operator=(const LibraryUse&) = delete;

  bool is_ready() const noexcept { return is_ready_; }

 private:
  bool is_ready_;
};

struct FreeRepository {
  void operator()(git_repository* repository) const noexcept { git_repository_free(repository); }
};

}  // namespace

std::string capture_git_commit(const std::filesystem::path& path) {
  std::error_code fault;
  auto start = std::filesystem::absolute(path, fault);
  if (fault || !std::filesystem::exists(start, fault)) return {};
  if (!std::filesystem::is_directory(start, fault)) start = start.parent_path();
  const LibraryUse library;
  if (!library.is_ready()) return {};
  git_repository* opened = nullptr;
  if (git_repository_open_ext(&opened, start.c_str(), 0, nullptr) != 0) return {};
  const std::unique_ptr<git_repository, FreeRepository> repository(opened);
  git_oid commit{};
  if (git_reference_name_to_id(&commit, repository.get(), "HEAD") != 0) return {};
  char text[GIT_OID_HEXSZ + 1];
  return git_oid_tostr(text, sizeof text, &commit);
}

}  // namespace ophamin::lineage
