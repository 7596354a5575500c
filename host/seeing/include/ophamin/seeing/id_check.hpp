// SPDX-License-Identifier: Apache-2.0
//
// Whether a corpus gives two records one id, in memory that does not grow with the data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>

namespace ophamin::seeing {

/// Exact for the first kMostIds different ids or so. Beyond, only every second id is looked at, then every fourth, and so on,
/// chosen by a hash of the id: equal ids are looked at together or not at all, so that a duplicate is never a false one, and
/// of many duplicates some are found.
class IdCheck {
 public:
  static constexpr std::size_t kMostIds = std::size_t{1} << 16;

  /// False if this id was added before.
  bool add(std::string_view id);

  std::uint64_t duplicates() const noexcept { return duplicates_; }  ///< that were found
  const std::string& first_duplicate() const noexcept { return first_; }  ///< its beginning
  std::uint64_t one_in() const noexcept { return mask_ + 1; }        ///< the share of ids that is looked at now

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view id) const noexcept { return std::hash<std::string_view>{}(id); }
  };
  // The set's buckets come from the low bits of the same hash.
  bool is_left_out(std::string_view id) const noexcept { return (Hash{}(id) >> 40 & mask_) != 0; }
  void thin_out();

  std::unordered_set<std::string, Hash, std::equal_to<>> seen_;
  std::string first_;
  std::uint64_t mask_ = 0;
  std::uint64_t duplicates_ = 0;
};

}  // namespace ophamin::seeing
