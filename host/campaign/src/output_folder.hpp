// SPDX-License-Identifier: Apache-2.0
//
// The folder of a campaign: held by one host at a time, never overwritten, resumed only by the same campaign.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

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
  /// `resume`, a campaign that is there is moved aside, and `observer` is told where.
  OutputFolder(const std::filesystem::path& folder, const Plan& plan, const registry::Registry& registry, bool resume,
               RunObserver& observer);
  OutputFolder(const OutputFolder&) = delete;
  OutputFolder& operator=(const OutputFolder&) = delete;

  const std::filesystem::path& path() const noexcept { return folder_; }
  /// When the campaign first started.
  const std::string& started_at() const noexcept { return started_at_; }

 private:
  void open(const Plan& plan, const registry::Registry& registry, bool resume, RunObserver& observer);
  void check_resumed(const Plan& plan, const registry::Registry& registry);
  void move_aside(RunObserver& observer) const;
  void write_plan(const Plan& plan, const registry::Registry& registry);

  std::filesystem::path folder_;
  FolderLock lock_;
  std::string started_at_;
};

}  // namespace ophamin::campaign
