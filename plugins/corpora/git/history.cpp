// SPDX-License-Identifier: Apache-2.0
#include "history.hpp"

#include <git2.h>

#include "commit_text.hpp"

namespace ophamin::git {
namespace {

// libgit2 would keep up to 256 MiB of commits that nobody asks for a second time.
constexpr ssize_t kCache = ssize_t{16} << 20;

struct FreeObject {
  void operator()(::git_object* object) const noexcept { ::git_object_free(object); }
  void operator()(::git_commit* commit) const noexcept { ::git_commit_free(commit); }
};

std::string words() {
  const auto* error = ::git_error_last();
  return error == nullptr || error->message == nullptr ? std::string("no reason given")
                                                       : std::string(error->message);
}

std::string hex(const ::git_oid& id) {
  char text[GIT_OID_HEXSZ + 1];
  ::git_oid_tostr(text, sizeof text, &id);
  return text;
}

}  // namespace

History::Library::Library() {
  if (::git_libgit2_init() < 0) throw sdk::Failure(OPH_INTERNAL, "libgit2 does not start: " + words());
  ::git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, kCache);
}
History::Library::~Library() {
  ::git_libgit2_shutdown();
}

void History::Free::operator()(::git_repository* repository) const noexcept {
  ::git_repository_free(repository);
}
void History::Free::operator()(::git_revwalk* walk) const noexcept {
  ::git_revwalk_free(walk);
}

History::History(const std::string& path, const std::string& revision, const files::Faults& faults)
    : path_(path), faults_(faults) {
  ::git_repository* repository = nullptr;
  const auto opened =
      ::git_repository_open_ext(&repository, path.c_str(), GIT_REPOSITORY_OPEN_NO_SEARCH, nullptr);
  repository_.reset(repository);
  if (opened == GIT_EOWNER) {
    throw sdk::unavailable(path + ": belongs to another user, and git does not read it for that reason (" +
                           words() + "); name it in git's setting safe.directory if you trust it");
  }
  if (opened < 0)
    throw sdk::unavailable(
        path + ": expected a git repository, bare or with a working copy; found none: " + words());
  if (::git_repository_is_shallow(repository) == 1) {
    throw sdk::unavailable(
        path + ": expected a whole history, found a shallow clone; `git fetch --unshallow` gets the rest");
  }
  ::git_object* found = nullptr;
  if (::git_revparse_single(&found, repository, revision.c_str()) < 0) {
    const bool is_empty = revision == "HEAD" && ::git_repository_head_unborn(repository) == 1;
    throw sdk::unavailable(path + ": expected a commit at `" + revision + "`, found none: " +
                           (is_empty ? "the repository has no commit there yet" : words()));
  }
  const std::unique_ptr<::git_object, FreeObject> named(found);
  ::git_object* peeled = nullptr;
  if (::git_object_peel(&peeled, named.get(), GIT_OBJECT_COMMIT) < 0) {
    throw sdk::unavailable(path + ": `" + revision + "` names no commit: " + words());
  }
  const std::unique_ptr<::git_object, FreeObject> head(peeled);
  head_ = hex(*::git_object_id(head.get()));

  ::git_revwalk* walk = nullptr;
  if (::git_revwalk_new(&walk, repository) < 0) throw sdk::io_failure(path + ": " + words());
  walk_.reset(walk);
  // Without sorting libgit2 takes commits by their date as it goes; any other order would read all of them
  // first.
  ::git_revwalk_sorting(walk, GIT_SORT_NONE);
  if (::git_revwalk_push(walk, ::git_object_id(head.get())) < 0) throw sdk::io_failure(path + ": " + words());
}

History::~History() = default;

bool History::next(Commit& commit) {
  for (;;) {
    ::git_oid id;
    const auto result = ::git_revwalk_next(&id, walk_.get());
    if (result == GIT_ITEROVER) return false;
    if (result < 0) {
      throw sdk::io_failure(path_ + ": the history is broken: " + words() +
                            "; `git fsck` says where, a new clone mends it");
    }
    commit.id = hex(id);
    ::git_commit* raw = nullptr;
    if (::git_commit_lookup(&raw, repository_.get(), &id) < 0) {
      faults_.report("a commit that cannot be read", OPH_IO,
                     path_ + ": commit " + commit.id + " cannot be read: " + words());
      continue;
    }
    const std::unique_ptr<::git_commit, FreeObject> held(raw);
    const char* encoding = ::git_commit_message_encoding(raw);
    const auto in_utf8 = [&](const char* text) {
      return encoding == nullptr ? std::string(text) : to_utf8_from(encoding, text);
    };
    const auto* author = ::git_commit_author(raw);
    commit.author = in_utf8(author->name);
    commit.date = iso_date(author->when.time, author->when.offset);
    const auto message = in_utf8(::git_commit_message_raw(raw));
    auto parts = split_message(message);
    commit.text = text_of(parts);
    commit.subject = std::move(parts.subject);
    return true;
  }
}

}  // namespace ophamin::git
