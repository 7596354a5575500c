// SPDX-License-Identifier: Apache-2.0
#include <ophamin/measuring/corpus_inspection.hpp>

#include <atomic>
#include <future>

#include <ophamin/guests/text.hpp>
#include <ophamin/measuring/data_hash.hpp>
#include <ophamin/seeing/corpus_session.hpp>
#include <ophamin/seeing/file_hash.hpp>
#include <ophamin/seeing/hash_rule.hpp>
#include <ophamin/seeing/id_check.hpp>

namespace ophamin::measuring {
namespace {

constexpr std::uint64_t kChunk = 1024;

/// Hashing in threads of its own, given up when the reading of the records fails.
class Hashing {
 public:
  explicit Hashing(const std::vector<seeing::CorpusFile>& files) {
    for (const auto& file : files) paths_.push_back(&file.path);
    result_ = std::async(std::launch::async, [this] { return seeing::hash_files(paths_, {.cancelled = &stop_}); });
  }
  ~Hashing() {
    stop_ = true;
    if (result_.valid()) result_.wait();
  }
  Hashing(const Hashing&) = delete;
  Hashing& operator=(const Hashing&) = delete;
  std::vector<seeing::HashedFile> wait() { return result_.get(); }

 private:
  std::vector<const std::string*> paths_;
  std::atomic<bool> stop_{false};
  std::future<std::vector<seeing::HashedFile>> result_;
};

std::string hash_of_records(guests::Environment& environment, const registry::Component& corpus, const boost::json::object& params) {
  seeing::CorpusSession reading(environment, corpus, params);
  seeing::RecordHash hash;
  for (auto chunk = reading.next(kChunk); !chunk.empty(); chunk = reading.next(kChunk)) {
    for (const auto& record : chunk) hash.add(record);
  }
  return hash.finish_hex();
}

void read_records(seeing::CorpusSession& session, CorpusInspection& result, seeing::RecordHash* hash) {
  seeing::IdCheck ids;
  for (auto chunk = session.next(kChunk); !chunk.empty(); chunk = session.next(kChunk)) {
    for (const auto& record : chunk) {
      (void)ids.add(guests::view(record.id));
      if (hash != nullptr) hash->add(record);
    }
  }
  result.records = session.delivered();
  result.invalid_utf8 = session.invalid_utf8();
  result.skipped = session.skipped().by_reason();
  result.duplicate_ids = ids.duplicates();
  result.first_duplicate = guests::printable(ids.first_duplicate(), 80);
  result.ids_checked_one_in = ids.one_in();
}

void take_files(const std::vector<seeing::CorpusFile>& files, const std::vector<seeing::HashedFile>& hashed,
                const registry::Component& corpus, seeing::HashCache* cache, CorpusInspection& result) {
  std::vector<seeing::FileDigest> digests;
  std::vector<storage::FileIdentity> identities;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const auto& file = hashed[i];
    result.bytes += file.identity.size;
    digests.push_back({files[i].label, records::to_hex(file.sha256)});
    identities.push_back(file.identity);
    if (cache == nullptr) continue;
    if (const auto known = cache->find(files[i].path, file.identity)) {
      ++result.cached;
      if (*known != file.sha256) {
        result.cache_differs.push_back(files[i].path);
        cache->forget(files[i].path);
        continue;
      }
    }
    cache->remember(files[i].path, file);
  }
  result.content_hash = seeing::content_hash(seeing::hash_rule_of(corpus), std::move(digests));
  result.changed = DataHasher::changed(files, identities);
}

}  // namespace

CorpusInspection inspect_corpus(guests::Environment& environment, const registry::Component& corpus, const boost::json::object& params,
                                seeing::HashCache* cache) {
  CorpusInspection result{};
  result.dataset = seeing::dataset_name(corpus);
  seeing::CorpusSession session(environment, corpus, params);
  const auto files = session.files();
  result.revision = session.revision();
  result.hashes_files = files.has_value();
  if (!files) {
    result.hash_rule = "records";
    seeing::RecordHash hash;
    read_records(session, result, &hash);
    result.content_hash = hash.finish_hex();
    if (result.content_hash != hash_of_records(environment, corpus, params)) result.changed.push_back("the records that the corpus delivered");
    return result;
  }
  result.hash_rule = corpus.meta("hash_rule").empty() ? "labels" : std::string(corpus.meta("hash_rule"));
  result.files = files->size();
  Hashing hashing(*files);
  read_records(session, result, nullptr);
  take_files(*files, hashing.wait(), corpus, cache, result);
  return result;
}

}  // namespace ophamin::measuring
