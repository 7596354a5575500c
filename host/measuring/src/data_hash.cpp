// SPDX-License-Identifier: Apache-2.0
#include <ophamin/measuring/data_hash.hpp>

#include <algorithm>
#include <utility>

#include <ophamin/seeing/file_hash.hpp>

namespace ophamin::measuring {
namespace {

// From here on a file is worth being begun before the small ones, so that no thread is left alone with it at the end.
constexpr std::uint64_t kLarge = std::uint64_t{1} << 20;

}  // namespace

std::size_t DataHasher::PlaceHash::operator()(const Place& place) const noexcept {
  return std::hash<std::uint64_t>{}(place.inode * 0x9E3779B97F4A7C15u ^ place.device);
}

const DataHasher::Known* DataHasher::look_up(const std::string& path, const storage::FileIdentity& identity) {
  const Place place{identity.device, identity.inode};
  const auto found = known_.find(place);
  if (found != known_.end() && found->second.size == identity.size && found->second.modified_ns == identity.modified_ns &&
      found->second.changed_ns == identity.changed_ns) {
    return &found->second;
  }
  const auto digest = cache_.find(path, identity);
  if (!digest) return nullptr;
  const Known known{identity.size, identity.modified_ns, identity.changed_ns, *digest, true};
  return &known_.insert_or_assign(place, known).first->second;
}

TakenDigests DataHasher::take(const std::vector<seeing::CorpusFile>& files, const std::atomic<bool>* cancelled) {
  TakenDigests taken;
  taken.digests.resize(files.size());
  taken.identities.resize(files.size());
  std::vector<std::size_t> unknown;
  for (std::size_t i = 0; i < files.size(); ++i) {
    auto& identity = taken.identities[i];
    try {
      identity = storage::identify(files[i].path);
    } catch (const diagnostics::Error&) {  // Hashing will say so, of all of them.
    }
    if (const auto* known = look_up(files[i].path, identity)) {
      taken.digests[i] = {files[i].label, records::to_hex(known->sha256)};
      if (known->from_cache) taken.from_cache.push_back(i);
    } else {
      unknown.push_back(i);
    }
  }
  const auto size = [&](std::size_t i) { return taken.identities[i].size >= kLarge ? taken.identities[i].size : 0; };
  std::stable_sort(unknown.begin(), unknown.end(), [&](std::size_t a, std::size_t b) { return size(a) > size(b); });
  std::vector<const std::string*> paths;
  paths.reserve(unknown.size());
  for (const auto i : unknown) paths.push_back(&files[i].path);
  const auto hashed = seeing::hash_files(paths, {.cancelled = cancelled});
  for (std::size_t at = 0; at < unknown.size(); ++at) {
    const auto i = unknown[at];
    const auto& file = hashed[at];
    const auto& identity = taken.identities[i] = file.identity;
    taken.digests[i] = {files[i].label, records::to_hex(file.sha256)};
    cache_.remember(files[i].path, file);
    if (!file.steady) continue;
    known_.insert_or_assign(Place{identity.device, identity.inode},
                            Known{identity.size, identity.modified_ns, identity.changed_ns, file.sha256, false});
  }
  return taken;
}

void DataHasher::confirm(const storage::FileIdentity& identity) {
  const auto found = known_.find(Place{identity.device, identity.inode});
  if (found != known_.end() && found->second.changed_ns == identity.changed_ns) found->second.from_cache = false;
}

void DataHasher::forget(const std::string& path, const storage::FileIdentity& identity) {
  known_.erase(Place{identity.device, identity.inode});
  cache_.forget(path);
}

std::vector<std::string> DataHasher::changed(const std::vector<seeing::CorpusFile>& files,
                                             const std::vector<storage::FileIdentity>& identities) {
  std::vector<std::string> result;
  for (std::size_t i = 0; i < files.size(); ++i) {
    try {
      if (i < identities.size() && storage::identify(files[i].path) == identities[i]) continue;
    } catch (const diagnostics::Error&) {  // Gone is changed.
    }
    result.push_back(files[i].path);
  }
  return result;
}

}  // namespace ophamin::measuring
