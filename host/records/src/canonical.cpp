// SPDX-License-Identifier: Apache-2.0
#include <ophamin/records/canonical.hpp>

#include <algorithm>
#include <cstring>

#include "json_text.hpp"

namespace ophamin::records {
namespace {

// The first eight bytes, the first one highest, zeros where there are none: in the order of the keys, but for keys that
// begin alike or hold a NUL, which have the same number.
std::uint64_t prefix_of(std::string_view key) noexcept {
  std::uint64_t prefix = 0;
  if (key.size() >= sizeof prefix) {
    std::memcpy(&prefix, key.data(), sizeof prefix);
    return __builtin_bswap64(prefix);
  }
  for (std::size_t at = 0; at < key.size(); ++at) {
    prefix |= static_cast<std::uint64_t>(static_cast<unsigned char>(key[at])) << (56 - 8 * at);
  }
  return prefix;
}

}  // namespace

CanonicalWriter::CanonicalWriter() : text_(std::make_unique<TextBuffer>()) {}
CanonicalWriter::~CanonicalWriter() = default;
CanonicalWriter::CanonicalWriter(CanonicalWriter&&) noexcept = default;
CanonicalWriter& CanonicalWriter::operator=(CanonicalWriter&&) noexcept = default;

std::string_view CanonicalWriter::write(const Json& value, Separators separators) {
  return write_without(value, {}, separators);
}

std::string_view CanonicalWriter::write_without(const Json& value, std::span<const std::string_view> excluded,
                                                Separators separators) {
  item_separator_ = separators == Separators::kCompact ? "," : ", ";
  key_separator_ = separators == Separators::kCompact ? ":" : ": ";
  text_->clear();
  order_.clear();
  if (value.is_object()) {
    append_object(value.as_object(), excluded);
  } else {
    append_value(value);
  }
  return text_->view();
}

void CanonicalWriter::append_value(const Json& value) {
  if (value.is_object()) {
    append_object(value.as_object(), {});
  } else if (value.is_array()) {
    text_->put('[');
    bool first = true;
    for (const Json& item : value.as_array()) {
      if (!first) text_->put(item_separator_);
      first = false;
      append_value(item);
    }
    text_->put(']');
  } else {
    put_scalar(*text_, value);
  }
}

// The order of the members is sorted in a stretch of order_ that ends where the next deeper object's begins.
void CanonicalWriter::append_object(const JsonObject& object, std::span<const std::string_view> excluded) {
  const Member* const members = object.begin();
  const std::size_t base = order_.size();
  // Byte order of UTF-8 is code-point order, surrogates included.
  const auto comes_before = [members](const Place& left, const Place& right) {
    if (left.prefix != right.prefix) return left.prefix < right.prefix;
    return members[left.index].key < members[right.index].key;
  };
  bool sorted = true;
  for (std::uint32_t index = 0; index < object.size(); ++index) {
    const std::string& key = members[index].key;
    if (std::find(excluded.begin(), excluded.end(), key) != excluded.end()) continue;
    const Place place{prefix_of(key), index};
    if (sorted && order_.size() > base) sorted = comes_before(order_.back(), place);
    order_.push_back(place);
  }
  const std::size_t count = order_.size() - base;
  if (!sorted) std::sort(order_.begin() + static_cast<std::ptrdiff_t>(base), order_.end(), comes_before);
  text_->put('{');
  for (std::size_t position = 0; position < count; ++position) {
    const Member& member = members[order_[base + position].index];
    if (position > 0) text_->put(item_separator_);
    put_quoted(*text_, member.key);
    text_->put(key_separator_);
    append_value(member.value);
  }
  text_->put('}');
  order_.resize(base);
}

std::string canonical(const Json& value, Separators separators) {
  thread_local CanonicalWriter writer;
  return std::string(writer.write(value, separators));
}

}  // namespace ophamin::records
