// SPDX-License-Identifier: Apache-2.0
//
// The records of one call of a corpus. Memory is kept between calls, so that nothing is allocated per record.
#pragma once

#ifdef OPHAMIN_HOST_SIDE
#error "ophamin/record_batch.hpp is for plugins; the host includes ophamin/abi.h and nothing else of the SDK"
#endif

#include <ophamin/abi.h>
#include <ophamin/failure.hpp>
#include <ophamin/text.hpp>
#include <ophamin/value.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace ophamin::sdk {

namespace detail {

// Text that lives until clear(). Addresses stay.
class TextArena {
 public:
  std::string_view copy(std::string_view text) {
    if (text.empty()) return {};
    while (current_ < blocks_.size() && blocks_[current_].size - used_ < text.size()) {
      ++current_;
      used_ = 0;
    }
    if (current_ == blocks_.size()) {
      const auto size = std::max(kBlock, text.size());
      blocks_.push_back({std::make_unique_for_overwrite<char[]>(size), size});
    }
    char* to = blocks_[current_].bytes.get() + used_;
    std::memcpy(to, text.data(), text.size());
    used_ += text.size();
    return {to, text.size()};
  }
  void clear() noexcept {
    // A block that one huge record needed is not kept for ever.
    std::erase_if(blocks_, [](const Block& block) { return block.size > kBlock; });
    current_ = 0;
    used_ = 0;
  }

 private:
  static constexpr std::size_t kBlock = std::size_t{1} << 16;
  struct Block {
    std::unique_ptr<char[]> bytes;
    std::size_t size;
  };
  std::vector<Block> blocks_;
  std::size_t current_ = 0;
  std::size_t used_ = 0;
};

}  // namespace detail

/// The records that next() delivers. Everything that is added is copied, unless it says `borrow`.
class RecordBatch {
 public:
  /// The record just added; sets what not every record has. Valid until the next record is added.
  class Added {
   public:
    /// A labelled attribute: a boolean, a number or a text. Each name once.
    template <class T>
    Added& attribute(std::string_view name, const T& value) {
      batch_->keys_.push_back(str(batch_->arena_.copy(name)));
      batch_->values_.push_back(batch_->make(value));
      return *this;
    }
    /// As attribute(), but the name and a text that is the value must stay where they are until the next call of next().
    template <class T>
    Added& borrow_attribute(std::string_view name, const T& value) {
      batch_->keys_.push_back(str(name));
      if constexpr (std::convertible_to<const T&, std::string_view>) {
        batch_->values_.push_back(detail::raw_text(std::string_view(value)));
      } else {
        batch_->values_.push_back(batch_->make(value));
      }
      return *this;
    }
    /// A labelled object of texts, each key once.
    Added& object(std::string_view name, std::span<const std::pair<std::string_view, std::string_view>> texts) {
      batch_->keys_.push_back(str(batch_->arena_.copy(name)));
      batch_->values_.push_back(batch_->make_object(texts));
      return *this;
    }

   private:
    friend class RecordBatch;
    explicit Added(RecordBatch* batch) noexcept : batch_(batch) {}
    RecordBatch* batch_;
  };

  /// A record with text in UTF-8. `id` is not empty and unique within the corpus.
  Added add(std::string_view id, std::string_view text) { return borrow(id, arena_.copy(text)); }

  /// A record of stored bytes: what is no UTF-8 is replaced, flagged, and kept raw beside.
  Added add_bytes(std::string_view id, std::string_view bytes) {
    if (is_utf8(bytes)) return add(id, bytes);
    to_utf8(bytes, replaced_);
    auto added = add(id, replaced_);
    records_.back().raw = sdk::bytes(arena_.copy(bytes));
    records_.back().flags = OPH_RECORD_INVALID_UTF8;
    return added;
  }

  /// As add(), but the text must stay where it is until the next call of next().
  Added borrow(std::string_view id, std::string_view text) {
    records_.push_back(oph_record_t{str(arena_.copy(id)), str(text), {nullptr, 0}, nullptr, 0, 0});
    firsts_.push_back(keys_.size());
    return Added(this);
  }

  std::size_t size() const noexcept { return records_.size(); }

  // For the layer.
  void clear() noexcept {
    arena_.clear();
    records_.clear();
    firsts_.clear();
    keys_.clear();
    values_.clear();
    objects_.clear();
    nested_.clear();
  }
  std::span<const oph_record_t> finish() {
    objects_.reserve(records_.size());
    for (std::size_t i = 0; i < records_.size(); ++i) {
      const auto end = i + 1 < records_.size() ? firsts_[i + 1] : keys_.size();
      if (end == firsts_[i]) continue;
      const auto count = end - firsts_[i];
      objects_.push_back(detail::raw_object(std::span(keys_).subspan(firsts_[i], count), std::span(values_).subspan(firsts_[i], count)));
      records_[i].attributes = &objects_.back();
    }
    return records_;
  }

 private:
  struct Nested {
    std::vector<oph_str_t> keys;
    std::vector<oph_value_t> values;
  };
  oph_value_t make_object(std::span<const std::pair<std::string_view, std::string_view>> texts) {
    auto& nested = nested_.emplace_back();
    nested.keys.reserve(texts.size());
    nested.values.reserve(texts.size());
    for (const auto& [key, text] : texts) {
      nested.keys.push_back(str(arena_.copy(key)));
      nested.values.push_back(detail::raw_text(arena_.copy(text)));
    }
    return detail::raw_object(nested.keys, nested.values);
  }
  template <class T>
  oph_value_t make(const T& value) {
    if constexpr (std::same_as<T, Value>) {
      switch (value.type()) {
        case OPH_BOOL: return detail::raw_boolean(value.boolean());
        case OPH_INT: return detail::raw_integer(value.integer());
        case OPH_FLOAT: return detail::raw_number(value.number());
        case OPH_TEXT: return detail::raw_text(arena_.copy(value.text()));
        default: return detail::raw_null();
      }
    } else if constexpr (std::same_as<T, bool>) {
      return detail::raw_boolean(value);
    } else if constexpr (std::integral<T>) {
      return detail::raw_integer(static_cast<std::int64_t>(value));
    } else if constexpr (std::floating_point<T>) {
      return detail::raw_number(static_cast<double>(value));
    } else {
      static_assert(std::convertible_to<const T&, std::string_view>, "sdk: an attribute is a boolean, a number or a text");
      return detail::raw_text(arena_.copy(std::string_view(value)));
    }
  }

  detail::TextArena arena_;
  std::vector<oph_record_t> records_;
  std::vector<std::size_t> firsts_;  // of each record's attributes
  std::vector<oph_str_t> keys_;
  std::vector<oph_value_t> values_;
  std::vector<oph_value_t> objects_;
  std::deque<Nested> nested_;
  std::string replaced_;
};

}  // namespace ophamin::sdk
