// SPDX-License-Identifier: Apache-2.0
#include <ophamin/records/canonical.hpp>

#include <algorithm>

#include "json_text.hpp"

namespace ophamin::records {

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
  bool sorted = true;
  for (std::uint32_t index = 0; index < object.size(); ++index) {
    if (std::find(excluded.begin(), excluded.end(), members[index].key) != excluded.end()) continue;
    // Byte order of UTF-8 is code-point order, surrogates included.
    if (order_.size() > base) sorted = sorted && members[order_.back()].key < members[index].key;
    order_.push_back(index);
  }
  const std::size_t count = order_.size() - base;
  if (!sorted) {
    std::sort(order_.begin() + static_cast<std::ptrdiff_t>(base), order_.end(),
              [members](std::uint32_t left, std::uint32_t right) { return members[left].key < members[right].key; });
  }
  text_->put('{');
  for (std::size_t position = 0; position < count; ++position) {
    const Member& member = members[order_[base + position]];
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
