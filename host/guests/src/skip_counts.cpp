// SPDX-License-Identifier: Apache-2.0
#include <ophamin/guests/skip_counts.hpp>

#include <algorithm>
#include <limits>

#include <ophamin/guests/text.hpp>

namespace ophamin::guests {
namespace {

constexpr std::string_view kOthers = "other reasons";

std::uint64_t saturated(std::uint64_t a, std::uint64_t b) noexcept {
  return b > std::numeric_limits<std::uint64_t>::max() - a ? std::numeric_limits<std::uint64_t>::max() : a + b;
}

}  // namespace

void SkipCounts::add(std::string_view reason, std::uint64_t count) {
  if (count == 0) return;
  total_ = saturated(total_, count);
  const auto name = reason.empty() ? std::string("no reason given") : printable(reason, kLongestReason);
  const auto find = [&](std::string_view wanted) {
    return std::find_if(reasons_.begin(), reasons_.end(), [&](const auto& known) { return known.first == wanted; });
  };
  auto at = find(name);
  if (at == reasons_.end() && reasons_.size() >= kReasons) at = find(kOthers);
  if (at != reasons_.end()) {
    at->second = saturated(at->second, count);
  } else {
    reasons_.emplace_back(reasons_.size() < kReasons ? name : std::string(kOthers), count);
  }
}

}  // namespace ophamin::guests
