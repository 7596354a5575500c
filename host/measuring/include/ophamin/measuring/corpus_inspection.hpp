// SPDX-License-Identifier: Apache-2.0
//
// A corpus read and hashed from end to end, without a campaign: what `corpus verify` is about.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/json/object.hpp>

#include <ophamin/guests/host_services.hpp>
#include <ophamin/registry/plugin.hpp>
#include <ophamin/seeing/hash_cache.hpp>

namespace ophamin::measuring {

struct CorpusInspection {
  std::string dataset;       ///< what records call it
  std::string content_hash;  ///< as a campaign would write it into a record
  bool hashes_files = false; ///< else it is of the records that were delivered
  std::string hash_rule;     ///< "labels", ... of abi.h; "records"
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;   ///< of the files
  std::string revision;      ///< may be empty

  std::uint64_t records = 0;
  std::uint64_t invalid_utf8 = 0;
  std::vector<std::pair<std::string, std::uint64_t>> skipped;

  std::uint64_t duplicate_ids = 0;   ///< that were found
  std::string first_duplicate;
  std::uint64_t ids_checked_one_in;  ///< 1: every id was looked at

  std::uint64_t cached = 0;                 ///< files that the cache knew
  std::vector<std::string> cache_differs;   ///< those of them whose bytes have another digest; forgotten now
  std::vector<std::string> changed;         ///< files that changed while this went on
};

/// Reads every record and every byte, the bytes in other threads. What the files' digests are is taken over into `cache`, if
/// there is one; nothing is taken from it. Throws what the corpus throws, and kFileUnreadable.
CorpusInspection inspect_corpus(guests::Environment& environment, const registry::Component& corpus, const boost::json::object& params,
                                seeing::HashCache* cache);

}  // namespace ophamin::measuring
