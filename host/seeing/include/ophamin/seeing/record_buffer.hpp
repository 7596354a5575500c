// SPDX-License-Identifier: Apache-2.0
//
// Copies of records, packed: one block of bytes for all of them, nothing allocated per record once warm (but for
// attributes, where there are any).
#pragma once

#include <ophamin/abi.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <ophamin/registry/parameters.hpp>

namespace ophamin::seeing {

class RecordBuffer {
 public:
  /// Copies a record. Throws registry::ValueError when its attributes are no object.
  void push(const oph_record_t& record);
  /// Drops the first `count` records; keeps the memory. Costs what is dropped, not what stays.
  void drop_front(std::size_t count);

  std::size_t size() const noexcept { return entries_.size() - head_; }
  bool empty() const noexcept { return size() == 0; }

  /// All records. The views are valid until the next push or drop_front.
  std::span<const oph_record_t> views();

 private:
  struct Entry {
    std::uint64_t begin;  ///< of id, then text, then raw, in bytes_
    std::uint64_t id_size, text_size, raw_size;
    std::uint32_t flags;
    std::int64_t attributes;  ///< index, -1 for none
  };
  void compact();

  std::string bytes_;
  std::vector<Entry> entries_;
  std::size_t head_ = 0;  ///< entries that are dropped, but still there
  std::vector<registry::ValueTree> attributes_;
  std::vector<oph_record_t> views_;
  bool stale_ = true;
};

}  // namespace ophamin::seeing
