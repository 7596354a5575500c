// SPDX-License-Identifier: Apache-2.0
#include <ophamin/seeing/record_buffer.hpp>

#include <algorithm>
#include <utility>

namespace ophamin::seeing {

void RecordBuffer::push(const oph_record_t& record) {
  Entry entry{bytes_.size(), record.id.size, record.text.size, record.raw.size, record.flags, -1};
  if (record.attributes != nullptr) {
    const auto json = registry::to_json(*record.attributes);
    if (!json.is_object()) throw registry::ValueError("the attributes of a record are no object");
    std::vector<registry::ParameterProblem> problems;  // What came from an oph_value_t fits one.
    attributes_.push_back(registry::ValueTree::build(json, problems));
    entry.attributes = static_cast<std::int64_t>(attributes_.size()) - 1;
  }
  stale_ = true;
  if (record.id.size != 0) bytes_.append(record.id.data, record.id.size);
  if (record.text.size != 0) bytes_.append(record.text.data, record.text.size);
  if (record.raw.size != 0) bytes_.append(reinterpret_cast<const char*>(record.raw.data), record.raw.size);
  entries_.push_back(entry);
}

void RecordBuffer::drop_front(std::size_t count) {
  head_ += std::min(count, size());
  // Moving what stays is worth it once that is no more than what was dropped.
  if (2 * head_ >= entries_.size()) compact();
}

void RecordBuffer::compact() {
  stale_ = true;
  if (head_ == entries_.size()) {
    bytes_.clear();
    entries_.clear();
    attributes_.clear();
    head_ = 0;
    return;
  }
  const auto shift = entries_[head_].begin;
  std::int64_t dropped_attributes = 0;
  for (std::size_t i = 0; i < head_; ++i) dropped_attributes += entries_[i].attributes >= 0 ? 1 : 0;
  bytes_.erase(0, shift);
  entries_.erase(entries_.begin(), entries_.begin() + static_cast<std::ptrdiff_t>(head_));
  attributes_.erase(attributes_.begin(), attributes_.begin() + static_cast<std::ptrdiff_t>(dropped_attributes));
  for (auto& entry : entries_) {
    entry.begin -= shift;
    if (entry.attributes >= 0) entry.attributes -= dropped_attributes;
  }
  head_ = 0;
}

std::span<const oph_record_t> RecordBuffer::views() {
  if (std::exchange(stale_, false)) {
    views_.clear();
    views_.reserve(entries_.size());
    for (const auto& entry : entries_) {
      const char* at = bytes_.data() + entry.begin;
      oph_record_t record{};
      record.id = {at, entry.id_size};
      record.text = {at + entry.id_size, entry.text_size};
      record.raw = {reinterpret_cast<const std::uint8_t*>(at + entry.id_size + entry.text_size), entry.raw_size};
      record.flags = entry.flags;
      if (entry.attributes >= 0) record.attributes = attributes_[static_cast<std::size_t>(entry.attributes)].get();
      views_.push_back(record);
    }
  }
  return std::span<const oph_record_t>(views_).subspan(head_);
}

}  // namespace ophamin::seeing
