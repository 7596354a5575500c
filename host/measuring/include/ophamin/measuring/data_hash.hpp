// SPDX-License-Identifier: Apache-2.0
//
// The digests of a corpus's files, taken by the host from their bytes.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/seeing/corpus_session.hpp>
#include <ophamin/seeing/hash_cache.hpp>
#include <ophamin/seeing/hash_rule.hpp>
#include <ophamin/storage/input_file.hpp>

namespace ophamin::measuring {

/// What DataHasher::take gives, all in parallel to the files.
struct TakenDigests {
  std::vector<seeing::FileDigest> digests;
  std::vector<storage::FileIdentity> identities;  ///< what each file was when it was hashed
  std::vector<std::size_t> from_cache;            ///< the files whose bytes nobody has read since they were remembered, ascending
};

/// SHA-256 of files. A campaign reads each file once: a digest is used again while device, inode, size and both time stamps of
/// the file are what they were. With a cache, so are those of earlier campaigns. Files are hashed side by side. One thread calls.
class DataHasher {
 public:
  explicit DataHasher(seeing::HashCache cache = {}) : cache_(std::move(cache)) {}

  /// Throws kFileUnreadable, every file at once, and kCancelled. Other shards may have the same files taken later, when they are
  /// others: hence the identities.
  TakenDigests take(const std::vector<seeing::CorpusFile>& files, const std::atomic<bool>* cancelled = nullptr);

  /// The bytes of a file that came from the cache were read, and it is `identity` that has this digest after all.
  void confirm(const storage::FileIdentity& identity);
  /// They were read, and have another one.
  void forget(const std::string& path, const storage::FileIdentity& identity);

  /// Writes down what is new; what keeps it from that is a warning.
  std::vector<diagnostics::Diagnostic> save_cache() { return cache_.save(); }

  /// The files whose size, times or inode are no longer these; a file that is gone is one of them.
  static std::vector<std::string> changed(const std::vector<seeing::CorpusFile>& files,
                                          const std::vector<storage::FileIdentity>& identities);

 private:
  struct Place {
    std::uint64_t device, inode;
    bool operator==(const Place&) const = default;
  };
  struct PlaceHash {
    std::size_t operator()(const Place& place) const noexcept;
  };
  // By where a file lies and not by its path: a campaign may have a million of them.
  struct Known {
    std::uint64_t size;
    std::int64_t modified_ns, changed_ns;
    records::Digest sha256;
    bool from_cache;
  };
  const Known* look_up(const std::string& path, const storage::FileIdentity& identity);

  seeing::HashCache cache_;
  std::unordered_map<Place, Known, PlaceHash> known_;
};

}  // namespace ophamin::measuring
