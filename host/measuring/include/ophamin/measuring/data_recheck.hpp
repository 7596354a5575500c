// SPDX-License-Identifier: Apache-2.0
//
// Hashing files again that a cache vouched for, in a thread of its own while something else goes on.
#pragma once

#include <atomic>
#include <future>
#include <string>
#include <vector>

#include <ophamin/measuring/data_hash.hpp>

namespace ophamin::measuring {

class DataRecheck {
 public:
  /// Of those `taken` that came from the cache. Starts at once.
  DataRecheck(const std::vector<seeing::CorpusFile>& files, const TakenDigests& taken);
  /// Gives up soon if it is not over.
  ~DataRecheck();
  DataRecheck(const DataRecheck&) = delete;
  DataRecheck& operator=(const DataRecheck&) = delete;

  bool is_over() const;
  struct Checked {
    std::string path;
    storage::FileIdentity identity;  ///< that the digest was for
    bool agrees = false;
  };
  /// Waits for it. Throws what hashing throws. Once.
  std::vector<Checked> wait() { return result_.get(); }

 private:
  std::atomic<bool> stop_{false};
  std::future<std::vector<Checked>> result_;
};

}  // namespace ophamin::measuring
