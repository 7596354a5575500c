// SPDX-License-Identifier: Apache-2.0
//
// Corpus linux: the commit messages of the Linux kernel.
#pragma once

#include <cstdint>
#include <ophamin/sdk.hpp>
#include <string>

#include "git_log.hpp"

namespace ophamin::git {

/// Reads the bare clone ROOT/linux/linux.git; records and hashes as those of git-log.
class Linux {
 public:
  struct Params {
    std::string root = "data/raw";
    files::OnError on_error = files::OnError::kFail;
    std::uint64_t max_record_bytes = std::uint64_t{64} << 20;
  };

  static constexpr sdk::CorpusInfo kInfo{.name = "linux",
                                         .summary = "commit messages of the Linux kernel, newest first",
                                         .kind = "commit_corpus",
                                         .source = "the torvalds/linux repository",
                                         .dataset = "linux-kernel-commits",
                                         .reference_hash = sdk::ReferenceHash::kRevisionCount};
  static constexpr auto kParameters = sdk::parameters(
      sdk::param("root", &Params::root).help("data root; the bare clone is linux/linux.git in it").path(),
      sdk::param("on_error", &Params::on_error)
          .help("a commit that cannot be read, or too large, ends the run (fail), or is left out and counted "
                "in the record (skip)")
          .choices({{"fail", files::OnError::kFail}, {"skip", files::OnError::kSkip}}),
      sdk::param("max_record_bytes", &Params::max_record_bytes)
          .help("a longer message is an error, bytes")
          .at_least(1));

  Linux(const sdk::Host& host, const Params& params);

  std::string revision() { return records_.head(); }
  void next(std::uint64_t limit, sdk::RecordBatch& out) { records_.next(limit, out); }

 private:
  CommitRecords records_;
};

}  // namespace ophamin::git
