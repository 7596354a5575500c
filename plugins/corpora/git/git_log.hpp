// SPDX-License-Identifier: Apache-2.0
//
// Corpus git-log: the commit messages of any git repository.
#pragma once

#include <cstdint>
#include <ophamin/sdk.hpp>
#include <string>

#include "history.hpp"

namespace ophamin::git {

/// Delivers up to `limit` commits of `history`: the id is the commit's, the text subject, blank line, body.
/// Attributes: `author`, `date`, `subject`. `most`: bytes of a message.
class CommitRecords {
 public:
  CommitRecords(const sdk::Host& host, const std::string& path, const std::string& revision,
                files::OnError on_error, std::uint64_t most);

  const std::string& head() const noexcept { return history_.head(); }
  void next(std::uint64_t limit, sdk::RecordBatch& out);

 private:
  sdk::Host host_;
  std::uint64_t most_;
  files::Faults faults_;
  History history_;
  Commit commit_;
  std::string scratch_;
};

/// The data is a history, not files: the content hash is that of the records. Beside it stands what the
/// reference implementation has, the SHA-256 of `HEAD:COUNT`.
class GitLog {
 public:
  struct Params {
    std::string root{};
    std::string revision = "HEAD";
    files::OnError on_error = files::OnError::kFail;
    std::uint64_t max_record_bytes = std::uint64_t{64} << 20;
  };

  static constexpr sdk::CorpusInfo kInfo{.name = "git-log",
                                         .summary = "commit messages of a git repository, newest first",
                                         .kind = "commit_corpus",
                                         .reference_hash = sdk::ReferenceHash::kRevisionCount};
  static constexpr auto kParameters = sdk::parameters(
      sdk::param("root", &Params::root).help("the repository: bare, or a working copy").path().required(),
      sdk::param("revision", &Params::revision).help("where to begin: a branch, a tag, a commit"),
      sdk::param("on_error", &Params::on_error)
          .help("a commit that cannot be read, or too large, ends the run (fail), or is left out and counted "
                "in the record (skip)")
          .choices({{"fail", files::OnError::kFail}, {"skip", files::OnError::kSkip}}),
      sdk::param("max_record_bytes", &Params::max_record_bytes)
          .help("a longer message is an error, bytes")
          .at_least(1));

  GitLog(const sdk::Host& host, const Params& params)
      : records_(host, params.root, params.revision, params.on_error, params.max_record_bytes) {}

  std::string revision() { return records_.head(); }
  void next(std::uint64_t limit, sdk::RecordBatch& out) { records_.next(limit, out); }

 private:
  CommitRecords records_;
};

}  // namespace ophamin::git
