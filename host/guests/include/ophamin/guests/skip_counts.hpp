// SPDX-License-Identifier: Apache-2.0
//
// What a corpus left out because it could not deliver it (the ability OPH_ABILITY_SKIPS).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ophamin::guests {

/// Counts by reason, in the order in which the reasons came up. What has a reason beyond the first kReasons is counted as
/// "other reasons": memory does not grow with the data.
class SkipCounts {
 public:
  static constexpr std::size_t kReasons = 16;
  static constexpr std::size_t kLongestReason = 200;  ///< bytes; what is beyond is cut

  void add(std::string_view reason, std::uint64_t count);

  /// Stops at the largest number rather than starting anew.
  std::uint64_t total() const noexcept { return total_; }
  const std::vector<std::pair<std::string, std::uint64_t>>& by_reason() const noexcept { return reasons_; }

 private:
  std::vector<std::pair<std::string, std::uint64_t>> reasons_;
  std::uint64_t total_ = 0;
};

}  // namespace ophamin::guests
