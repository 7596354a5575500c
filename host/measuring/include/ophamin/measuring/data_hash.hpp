// SPDX-License-Identifier: Apache-2.0
//
// The digests of a corpus's files, taken by the host from their bytes.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <ophamin/seeing/corpus_session.hpp>
#include <ophamin/seeing/hash_rule.hpp>

namespace ophamin::measuring {

/// SHA-256 of files. A campaign reads each file once: a digest is used again while device, inode, size and both time stamps of
/// the file are what they were. One thread.
class DataHasher {
 public:
  /// What a file was when it was hashed.
  struct Identity {
    std::uint64_t device = 0, inode = 0, size = 0;
    std::int64_t modified_ns = 0, changed_ns = 0;
    bool operator==(const Identity&) const = default;
  };

  /// In parallel to `files`. Throws kFileUnreadable. With `identities`, they are filled in parallel, too: other shards may have
  /// the same files hashed later, when they are others.
  std::vector<seeing::FileDigest> digests(const std::vector<seeing::CorpusFile>& files, std::vector<Identity>* identities = nullptr);

  /// The files whose size, times or inode are no longer these; a file that is gone is one of them.
  static std::vector<std::string> changed(const std::vector<seeing::CorpusFile>& files, const std::vector<Identity>& identities);

 private:
  struct Entry {
    Identity identity;
    std::string sha256;
  };
  static Identity identify(const std::string& path);
  std::map<std::string, Entry> files_;
};

}  // namespace ophamin::measuring
