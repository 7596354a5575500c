// SPDX-License-Identifier: Apache-2.0
//
// Records: what a corpus delivers, a scenario selects and a substrate is stimulated with.
#pragma once

#ifdef OPHAMIN_HOST_SIDE
#error "ophamin/record.hpp is for plugins; the host includes ophamin/abi.h and nothing else of the SDK"
#endif

#include <ophamin/abi.h>
#include <ophamin/text.hpp>
#include <ophamin/value.hpp>

#include <cstddef>
#include <string_view>

namespace ophamin::sdk {

/// A view of one record; as long as the function that handed it over says, usually its call.
class Record {
 public:
  explicit Record(const oph_record_t& raw) noexcept : raw_(&raw) {}

  std::string_view id() const noexcept { return view(raw_->id); }
  std::string_view text() const noexcept { return view(raw_->text); }
  /// The stored bytes: those that differ from the text if there are any, else the text.
  std::string_view bytes() const noexcept { return raw_->raw.size != 0 ? view(raw_->raw) : view(raw_->text); }
  bool has_invalid_utf8() const noexcept { return (raw_->flags & OPH_RECORD_INVALID_UTF8) != 0; }
  /// An object, or null for none.
  Value attributes() const noexcept { return Value(raw_->attributes); }
  /// The attribute `name`, or null.
  Value attribute(std::string_view name) const noexcept { return attributes()[name]; }

  const oph_record_t& raw() const noexcept { return *raw_; }

 private:
  const oph_record_t* raw_;
};

/// Some records in a row, viewed like one.
class Records {
 public:
  Records(const oph_record_t* first, std::size_t count) noexcept : first_(first), count_(count) {}

  std::size_t size() const noexcept { return count_; }
  bool empty() const noexcept { return count_ == 0; }
  Record operator[](std::size_t index) const noexcept { return Record(first_[index]); }
  const oph_record_t* raw() const noexcept { return first_; }

  class Iterator {
   public:
    explicit Iterator(const oph_record_t* at) noexcept : at_(at) {}
    Record operator*() const noexcept { return Record(*at_); }
    Iterator& operator++() noexcept {
      ++at_;
      return *this;
    }
    bool operator==(const Iterator&) const noexcept = default;

   private:
    const oph_record_t* at_;
  };
  Iterator begin() const noexcept { return Iterator(first_); }
  Iterator end() const noexcept { return Iterator(first_ + count_); }

 private:
  const oph_record_t* first_;
  std::size_t count_;
};

}  // namespace ophamin::sdk
