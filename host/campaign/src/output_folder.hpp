// SPDX-License-Identifier: Apache-2.0
//
// The folder of a campaign: held by one host at a time, never overwritten, resumed only by the same campaign.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>

#include <ophamin/campaign/plan.hpp>
#include <ophamin/campaign/run.hpp>
#include <ophamin/registry/registry.hpp>

namespace ophamin::campaign {

/// A lock beside a folder, held by one process at a time; let go of whichever way the process ends.
class FolderLock {
 public:
  /// Throws kDirectoryUnwritable if another process holds it, or if it cannot be made.
  explicit FolderLock(const std::filesystem::path& folder);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  std::filesystem::path path_;
  int descriptor_ = -1;
};

class OutputFolder {
 public:
  /// Takes the folder, or throws: kDirectoryUnwritable if it is in use, holds something else than a campaign or cannot be made,
  /// kResumeMismatch if `resume` is set and the folder holds no campaign, another plan, or one with other plugins. Without
  /// `resume`, a campaign that is there is moved aside, and `observer` is told where. `run_id` is what a campaign that begins here
  /// is called in the lineage store; one that is resumed keeps its own.
  OutputFolder(const std::filesystem::path& folder, const Plan& plan, const registry::Registry& registry, bool resume,
               std::string run_id, RunObserver& observer);
  OutputFolder(const OutputFolder&) = delete;
  OutputFolder& operator=(const OutputFolder&) = delete;

  const std::filesystem::path& path() const noexcept { return folder_; }
  /// When the campaign first started.
  const std::string& started_at() const noexcept { return started_at_; }
  const std::string& run_id() const noexcept { return run_id_; }
  /// The run and the new folder of a campaign that was moved aside.
  const std::optional<std::pair<std::string, std::filesystem::path>>& moved() const noexcept { return moved_; }

 private:
  void open(const Plan& plan, const registry::Registry& registry, bool resume, RunObserver& observer);
  void check_resumed(const Plan& plan, const registry::Registry& registry);
  void move_aside(RunObserver& observer);
  void write_plan(const Plan& plan, const registry::Registry& registry);

  std::filesystem::path folder_;
  FolderLock lock_;
  std::string started_at_;
  std::string run_id_;
  std::optional<std::pair<std::string, std::filesystem::path>> moved_;
};

}  // namespace ophamin::campaign
