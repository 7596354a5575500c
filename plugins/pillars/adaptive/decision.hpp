// SPDX-License-Identifier: Apache-2.0
//
// What every sequential test has:
//
//   std::size_t take(std::span<const double> xs, Decision stay);
//       observations up to and including the first after which decision() is no longer `stay`, or that leaves the numbers;
//       returns how many
//   Decision decision() const;
//   double statistic() const;    what is compared with the bounds; not finite once a value or the sum is not
#pragma once

#include <string_view>

namespace ophamin::adaptive {

enum class Decision { kContinue, kAcceptH0, kAcceptH1, kRejectH0 };

constexpr std::string_view name_of(Decision decision) noexcept {
  constexpr std::string_view kNames[] = {"continue", "accept_h0", "accept_h1", "reject_h0"};
  return kNames[static_cast<int>(decision)];
}

}  // namespace ophamin::adaptive
