// SPDX-License-Identifier: Apache-2.0
#include "git_log.hpp"

namespace ophamin::git {
namespace {

// A batch holds its records in memory: it ends early where they are large.
constexpr std::size_t kMostBytes = std::size_t{4} << 20;

}  // namespace

CommitRecords::CommitRecords(const sdk::Host& host, const std::string& path, const std::string& revision,
                             files::OnError on_error, std::uint64_t most)
    : host_(host), most_(most), faults_(host, on_error), history_(path, revision, faults_) {}

void CommitRecords::next(std::uint64_t limit, sdk::RecordBatch& out) {
  std::size_t bytes = 0;
  const auto attribute = [this](const std::string& text) -> const std::string& {
    if (sdk::is_utf8(text)) return text;
    sdk::to_utf8(text, scratch_);
    return scratch_;
  };
  while (out.size() < limit && bytes < kMostBytes && history_.next(commit_)) {
    host_.check_cancelled();
    if (commit_.text.size() > most_) {
      faults_.report(
          "a message longer than max_record_bytes", OPH_LIMIT,
          "commit " + commit_.id + ": its message is longer than max_record_bytes, " + std::to_string(most_));
      continue;
    }
    auto record = out.add_bytes(commit_.id, commit_.text);
    record.attribute("author", attribute(commit_.author)).attribute("date", commit_.date);
    record.attribute("subject", attribute(commit_.subject));
    bytes += commit_.text.size();
  }
}

}  // namespace ophamin::git
