// SPDX-License-Identifier: Apache-2.0
//
// One run as the lineage store keeps it: what was run, by whom, on what, and what it came from.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <ophamin/records/json.hpp>

namespace ophamin::lineage {

/// Data that a run was about.
struct Dataset {
  std::string path{};          ///< where it came from; may be a name that is no path
  std::string content_hash{};  ///< SHA-256, 64 hexadecimal digits
  std::optional<std::int64_t> size_bytes{};
  std::string kind{};  ///< "corpus", "file", "directory"
  std::string name{};  ///< may be empty
  std::optional<std::int64_t> n_records{};
};

struct RunEntry {
  std::string run_id{};
  std::string parent_run_id{};  ///< empty: none
  std::string kind{};           ///< "campaign", "shard"
  std::string name{};
  std::string outcome{};     ///< "STARTED", "FINISHED", "INTERRUPTED"; a verdict or "ERRORED"
  std::string created_at{};  ///< ISO 8601, UTC
  std::string ophamin_version{};
  std::string ophamin_git_commit{};
  std::string proof_id{};  ///< empty: no record
  std::optional<double> observed_value{};
  std::filesystem::path folder{};  ///< where `artifacts` start; empty: where those of the parent do
  records::JsonObject config{};
  records::JsonObject substrate{};  ///< name, git_commit
  records::JsonObject metrics{};
  std::vector<Dataset> datasets{};
  std::vector<std::string> artifacts{};  ///< absolute, or relative to `folder`
  std::optional<records::JsonObject> provenance{};  ///< PROV-JSON
  records::JsonObject extra{};

  /// "git_commit" of the substrate; empty if it has none.
  std::string substrate_git_commit() const;
  /// The artifacts below the folder.
  std::vector<std::filesystem::path> artifact_paths() const;
};

/// The members of the reference implementation's manifest.json, in its order. What it has no member for is in `extra`.
records::JsonObject manifest_of(const RunEntry& run);

/// At most 200 letters, digits, '_', '-' and '.', and no '.' first: safe as the name of a folder.
bool is_run_id(std::string_view text) noexcept;

}  // namespace ophamin::lineage
