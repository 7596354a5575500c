// SPDX-License-Identifier: Apache-2.0
//
// One reading of a corpus, from its first record to its last.
#pragma once

#include <ophamin/abi.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include <ophamin/guests/guest.hpp>
#include <ophamin/guests/host_services.hpp>
#include <ophamin/records/digest.hpp>
#include <ophamin/registry/parameters.hpp>
#include <ophamin/seeing/record_check.hpp>

namespace ophamin::seeing {

/// A file whose bytes are data: where it is, and the name under which its digest enters the content hash.
struct CorpusFile {
  std::string path;
  std::string label;
};

/// What records call the data of a corpus: its metadata `dataset`, else its name.
std::string dataset_name(const registry::Component& corpus);

class CorpusSession {
 public:
  /// Throws kParameterSchemaViolation, kCorpusUnavailable.
  CorpusSession(guests::Environment& environment, const registry::Component& corpus, const boost::json::object& given);
  CorpusSession(const CorpusSession&) = delete;
  CorpusSession& operator=(const CorpusSession&) = delete;

  /// The files that the records come from; nothing if the corpus does not name any. Before the first next().
  std::optional<std::vector<CorpusFile>> files();
  /// The version of the data; empty if it has none. Before the first next().
  std::string revision();
  /// The next records, checked; none at the end. Valid until the next call.
  std::span<const oph_record_t> next(std::uint64_t limit);
  std::uint64_t delivered() const noexcept { return delivered_; }
  /// Of those, the ones whose stored bytes are no UTF-8.
  std::uint64_t invalid_utf8() const noexcept { return invalid_utf8_; }
  /// What the corpus left out so far, and why.
  const guests::SkipCounts& skipped() const noexcept { return services_.skips(); }

 private:
  guests::Guest guest_;
  guests::HostServices services_;
  registry::ValueTree params_;
  const oph_corpus_t& table_;
  guests::Instance instance_;
  RecordCheck check_;
  std::uint64_t delivered_ = 0;
  std::uint64_t invalid_utf8_ = 0;
};

/// The content hash of records that come from no file: SHA-256 over each record's lengths, id, text, raw bytes, flags
/// and the canonical text of its attributes, in order.
class RecordHash {
 public:
  void add(const oph_record_t& record);
  std::string finish_hex() { return hash_.finish_hex(); }

 private:
  records::Sha256 hash_;
  std::string scratch_;
};

}  // namespace ophamin::seeing
