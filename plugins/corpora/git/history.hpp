// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <common/faults.hpp>
#include <memory>
#include <ophamin/sdk.hpp>
#include <string>

struct git_repository;
struct git_revwalk;

namespace ophamin::git {

/// A commit as a record wants it. Texts are bytes where the commit's own encoding does not say how to read
/// them.
struct Commit {
  std::string id;  ///< 40 hexadecimal digits
  std::string author;
  std::string date;  ///< of the author, ISO 8601
  std::string subject;
  std::string text;
};

/// The commits that can be reached from one, newest first, in the order of `git log`; read through libgit2,
/// bare repositories and working copies alike, without a process. Memory: a small node for each commit that
/// was seen, as any walk of a history with merges needs, and a cache of 16 MiB.
class History {
 public:
  /// `path`: the repository. `revision`: a name such as `HEAD`, as git understands it. Throws OPH_UNAVAILABLE
  /// if there is no repository, no such commit, or only a shallow part of the history.
  History(const std::string& path, const std::string& revision, const files::Faults& faults);
  ~History();

  /// The commit that it begins with.
  const std::string& head() const noexcept { return head_; }
  /// False at the end. Throws OPH_IO for objects that are missing or damaged.
  bool next(Commit& commit);

 private:
  struct Library {
    Library();
    ~Library();
    Library(const Library&) = delete;
    Library& operator=(const Library&) = delete;
  };
  struct Free {
    void operator()(::git_repository* repository) const noexcept;
    void operator()(::git_revwalk* walk) const noexcept;
  };

  Library library_;
  std::string path_;
  files::Faults faults_;
  std::unique_ptr<::git_repository, Free> repository_;
  std::unique_ptr<::git_revwalk, Free> walk_;
  std::string head_;
};

}  // namespace ophamin::git
