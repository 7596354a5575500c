// SPDX-License-Identifier: Apache-2.0
//
// Digests of files from earlier runs, in the user's cache folder, so that data that did not change need not be read again.
//
// An entry counts only while path, device, inode, size and both time stamps of the file are what they were. That a file may
// change twice within one tick of its time stamps is kept out by leaving out what changed shortly before it was hashed ("racily
// clean", as in version control). The cache is a convenience and no evidence: a record says when a digest came from here.
//
//   HashCache cache(HashCache::default_file());
//   if (auto digest = cache.find(path, storage::identify(path))) ...
//   cache.remember(path, hash_file(path));
//   cache.save();
//
// The file is text with a checksum over all of it. One that is damaged, of another version, of another user or writable for
// others is not used, and replaced by the next save().
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/digest.hpp>
#include <ophamin/seeing/file_hash.hpp>
#include <ophamin/storage/input_file.hpp>

namespace ophamin::seeing {

/// One thread. Two processes may use one file: the last to save wins, and takes over what the other had added before it began.
class HashCache {
 public:
  /// The most entries that are kept; those that were not asked for the longest go first.
  static constexpr std::size_t kMostEntries = 20'000;
  /// Files below are not remembered: hashing them costs about as much as looking them up. Bytes.
  static constexpr std::uint64_t kSmallestFile = std::uint64_t{64} << 10;
  /// A file that changed less than this before it was hashed is not remembered: the coarsest time stamps in use, those of FAT,
  /// have steps of two seconds.
  static constexpr std::int64_t kGranularityNs = 2'000'000'000;

  /// Remembers nothing.
  HashCache() = default;
  /// Nothing is read before the first find(). No path: remembers nothing.
  explicit HashCache(std::optional<std::filesystem::path> file) : file_(std::move(file)) {}

  /// `ophamin/content-hashes` below XDG_CACHE_HOME, else below `.cache` of HOME; nothing if neither is an absolute path, or
  /// where the process has more rights than its user.
  static std::optional<std::filesystem::path> default_file();

  /// The digest of the file that `path` names, if it is known and the file is what it was. `path` is absolute.
  std::optional<records::Digest> find(const std::string& path, const storage::FileIdentity& identity);
  /// Keeps a digest, if it may be kept.
  void remember(const std::string& path, const HashedFile& hashed);
  void forget(const std::string& path);

  /// Writes what is new. What keeps it from that is a warning, as is a file that could not be used; no more than that.
  std::vector<diagnostics::Diagnostic> save();

  std::size_t size() const noexcept { return entries_.size(); }

 private:
  struct Entry {
    storage::FileIdentity identity;
    records::Digest sha256;
    std::int64_t used_day = 0;  ///< days since 1970
  };
  using Entries = std::map<std::string, Entry, std::less<>>;
  void load();
  void read_into(Entries& entries);
  void warn(std::string message);
  static std::optional<Entries> parse(std::string_view text);
  static std::string render(const Entries& entries);

  std::optional<std::filesystem::path> file_;
  Entries entries_;
  std::map<std::string, bool, std::less<>> touched_;  ///< since load(): true for kept, false for forgotten
  bool loaded_ = false;
  bool damaged_ = false;
  std::vector<diagnostics::Diagnostic> warnings_;
};

}  // namespace ophamin::seeing
