// SPDX-License-Identifier: Apache-2.0
#include <ophamin/seeing/record_check.hpp>

#include <cstring>
#include <string_view>

#include <fmt/format.h>

#include <ophamin/guests/text.hpp>
#include <ophamin/guests/utf8.hpp>
#include <ophamin/registry/parameters.hpp>

namespace ophamin::seeing {
namespace {

using guests::text_fault;
using guests::view;

constexpr std::uint64_t kFewAttributes = 16;     // beyond, comparing every pair of keys would be slow
constexpr std::uint64_t kManyAttributes = 1024;  // beyond, and for longer texts, the limits of check_value come into play
constexpr std::uint64_t kShortText = std::uint64_t{64} << 10;

bool is_sound_text(oph_str_t text) noexcept {
  return text.data != nullptr ? guests::is_utf8({text.data, text.size}) : text.size == 0;
}

bool is_plain_scalar(const oph_value_t& value) noexcept {
  switch (value.type) {
    case OPH_NULL:
    case OPH_INT:
    case OPH_FLOAT: return true;
    case OPH_BOOL: return value.integer == 0 || value.integer == 1;
    case OPH_TEXT: return value.text.size <= kShortText && is_sound_text(value.text);
    default: return false;
  }
}

bool same(oph_str_t a, std::string_view b) noexcept {
  return a.size == b.size() && (a.size == 0 || (a.data != nullptr && std::memcmp(a.data, b.data(), a.size) == 0));
}

}  // namespace

bool RecordCheck::are_known(const oph_value_t& attributes) const noexcept {
  if (attributes.count != known_keys_.size()) return false;
  for (std::size_t i = 0; i < known_keys_.size(); ++i) {
    if (!same(attributes.keys[i], known_keys_[i])) return false;
  }
  return true;
}

bool RecordCheck::are_plain(const oph_value_t& attributes) const noexcept {
  const auto count = attributes.count;
  if (attributes.type != OPH_OBJECT || count > kManyAttributes) return false;
  if (count != 0 && (attributes.items == nullptr || attributes.keys == nullptr)) return false;
  if (count > kFewAttributes) {
    if (!are_known(attributes)) return false;
  } else {
    for (std::uint64_t i = 0; i < count; ++i) {
      const auto key = attributes.keys[i];
      if (key.size > kShortText || !is_sound_text(key)) return false;
      for (std::uint64_t j = 0; j < i; ++j) {
        if (same(attributes.keys[j], view(key))) return false;
      }
    }
  }
  for (std::uint64_t i = 0; i < count; ++i) {
    if (!is_plain_scalar(attributes.items[i])) return false;
  }
  return true;
}

bool RecordCheck::is_plainly_sound(const oph_record_t& record) const noexcept {
  return record.id.size != 0 && is_sound_text(record.id) && is_sound_text(record.text) &&
         (record.raw.data != nullptr || record.raw.size == 0) && (record.attributes == nullptr || are_plain(*record.attributes));
}

std::string RecordCheck::look_closely(const oph_record_t& record) {
  if (record.id.size == 0) return "a record without an id";
  if (auto fault = text_fault(record.id); !fault.empty()) return "the id of a record is " + fault;
  if (auto fault = text_fault(record.text); !fault.empty()) {
    return fmt::format("the text of record '{}' is {}", guests::printable(view(record.id), 80), fault);
  }
  if (record.raw.data == nullptr && record.raw.size != 0) return "a record whose raw bytes are a null pointer";
  if (record.attributes == nullptr) return {};
  try {
    registry::check_value(*record.attributes);
    if (record.attributes->type != OPH_OBJECT) {
      return fmt::format("the attributes of record '{}' are no object", guests::printable(view(record.id), 80));
    }
  } catch (const registry::ValueError& fault) {
    return fmt::format("the attributes of record '{}': {}", guests::printable(view(record.id), 80), fault.what());
  }
  const auto& attributes = *record.attributes;
  if (attributes.count > kFewAttributes && attributes.count <= kManyAttributes && !are_known(attributes)) {
    known_keys_.clear();
    for (std::uint64_t i = 0; i < attributes.count; ++i) known_keys_.emplace_back(view(attributes.keys[i]));
  }
  return {};
}

}  // namespace ophamin::seeing
