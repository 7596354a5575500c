// SPDX-License-Identifier: Apache-2.0
//
// What can be asked of any corpus, once for all of them: chunks of a size, and a random sample.
#pragma once

#include <ophamin/abi.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <ophamin/registry/parameters.hpp>
#include <ophamin/seeing/corpus_session.hpp>
#include <ophamin/seeing/record_buffer.hpp>

namespace ophamin::seeing {

/// Records in chunks of exactly `size`; the last may be short. Copies only where the corpus delivers fewer at a time.
class Chunks {
 public:
  /// `limit`: of records in all; nothing for no limit. The session must outlive it. Throws kValueOutOfRange for a size of 0.
  Chunks(CorpusSession& corpus, std::uint64_t size, std::optional<std::uint64_t> limit = std::nullopt);

  /// The next chunk; empty at the end. Valid until the next call. Throws what the corpus throws.
  std::span<const oph_record_t> next();

 private:
  std::uint64_t wanted() const noexcept { return left_ < size_ ? left_ : size_; }

  CorpusSession& corpus_;
  std::uint64_t size_;
  std::uint64_t left_;
  RecordBuffer buffer_;
};

/// A record that stays.
class OwnedRecord {
 public:
  explicit OwnedRecord(const oph_record_t& record);
  /// Valid while this object lives and is not moved.
  oph_record_t view() const noexcept;

 private:
  std::string id_, text_, raw_;
  std::uint32_t flags_;
  std::optional<registry::ValueTree> attributes_;
};

/// Records drawn from a corpus, each with the same probability.
struct Sample {
  std::vector<OwnedRecord> records;  ///< `size` of them, or all if there are fewer
  std::uint64_t seen = 0;            ///< records of the whole corpus
};

/// One pass over what the session still has, in the memory of the sample: algorithm R (Vitter 1985, "Random sampling with a
/// reservoir"). The same seed gives the same sample on every platform. Throws kValueOutOfRange for a size of 0.
Sample sample(CorpusSession& corpus, std::uint64_t size, std::uint64_t seed);

}  // namespace ophamin::seeing
