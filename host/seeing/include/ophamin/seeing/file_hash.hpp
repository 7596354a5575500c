// SPDX-License-Identifier: Apache-2.0
//
// SHA-256 of many files at once, or of one with reading and hashing side by side.
#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <ophamin/records/digest.hpp>
#include <ophamin/storage/input_file.hpp>

namespace ophamin::seeing {

/// A file and what it was while it was hashed.
struct HashedFile {
  records::Digest sha256{};
  storage::FileIdentity identity{};  ///< when the reading began
  bool steady = false;               ///< it was the same when the reading ended
  std::int64_t begun_ns = 0;         ///< when the reading began, nanoseconds since 1970
};

struct HashOptions {
  unsigned threads = 0;  ///< at most; 0: as many as this process may use cores, 16 at most
  const std::atomic<bool>* cancelled = nullptr;
};

/// In the order of `paths`, whatever the number of threads. Memory: half a megabyte a thread. Throws kFileUnreadable for every
/// file that cannot be read, the first 20 and a count, and kCancelled soon after `cancelled` was set.
std::vector<HashedFile> hash_files(std::span<const std::string* const> paths, const HashOptions& options = {});

/// One file; reads ahead in a second thread. Throws the same.
HashedFile hash_file(const std::string& path, const std::atomic<bool>* cancelled = nullptr);

}  // namespace ophamin::seeing
