// SPDX-License-Identifier: Apache-2.0
#include <ophamin/seeing/corpus_reading.hpp>

#include <algorithm>
#include <limits>
#include <utility>

#include <boost/random/mersenne_twister.hpp>
#include <boost/random/uniform_int_distribution.hpp>
#include <fmt/format.h>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/guests/text.hpp>

namespace ophamin::seeing {
namespace {

constexpr std::uint64_t kReadAtOnce = 1024;

void require_positive(std::uint64_t size, std::string_view what) {
  if (size != 0) return;
  throw diagnostics::Error({.code = diagnostics::ErrorCode::kValueOutOfRange,
                            .message = fmt::format("the size of a {} is 0", what),
                            .expected = "at least 1"});
}

}  // namespace

Chunks::Chunks(CorpusSession& corpus, std::uint64_t size, std::optional<std::uint64_t> limit)
    : corpus_(corpus), size_(size), left_(limit.value_or(std::numeric_limits<std::uint64_t>::max())) {
  require_positive(size, "chunk");
}

std::span<const oph_record_t> Chunks::next() {
  buffer_.drop_front(buffer_.size());
  const auto want = wanted();
  if (want == 0) return {};
  auto records = corpus_.next(want);
  if (records.size() == want || records.empty()) {
    left_ -= records.size();
    return records;
  }
  for (; !records.empty(); records = corpus_.next(want - buffer_.size())) {
    for (const auto& record : records) buffer_.push(record);
    if (buffer_.size() == want) break;
  }
  left_ -= buffer_.size();
  return buffer_.views();
}

OwnedRecord::OwnedRecord(const oph_record_t& record)
    : id_(guests::view(record.id)),
      text_(guests::view(record.text)),
      raw_(record.raw.size == 0 ? std::string() : std::string(reinterpret_cast<const char*>(record.raw.data), record.raw.size)),
      flags_(record.flags) {
  if (record.attributes == nullptr) return;
  std::vector<registry::ParameterProblem> problems;  // What came from an oph_value_t fits one.
  attributes_ = registry::ValueTree::build(registry::to_json(*record.attributes), problems);
}

oph_record_t OwnedRecord::view() const noexcept {
  oph_record_t record{};
  record.id = guests::lend(id_);
  record.text = guests::lend(text_);
  record.raw = {reinterpret_cast<const std::uint8_t*>(raw_.data()), raw_.size()};
  record.attributes = attributes_ ? attributes_->get() : nullptr;
  record.flags = flags_;
  return record;
}

Sample sample(CorpusSession& corpus, std::uint64_t size, std::uint64_t seed) {
  require_positive(size, "sample");
  boost::random::mt19937_64 random(seed);
  Sample result;
  for (auto records = corpus.next(kReadAtOnce); !records.empty(); records = corpus.next(kReadAtOnce)) {
    for (const auto& record : records) {
      const auto index = result.seen++;
      if (index < size) {
        result.records.emplace_back(record);
        continue;
      }
      const auto slot = boost::random::uniform_int_distribution<std::uint64_t>(0, index)(random);
      if (slot < size) result.records[static_cast<std::size_t>(slot)] = OwnedRecord(record);
    }
  }
  return result;
}

}  // namespace ophamin::seeing
