// SPDX-License-Identifier: Apache-2.0
#include <ophamin/registry/near_names.hpp>

#include <algorithm>
#include <utility>

namespace ophamin::registry {
namespace {

// Longer names than any of ours; keeps the quadratic comparison short whatever is typed.
constexpr std::size_t kLongestCompared = 200;

std::string lower_ascii(std::string_view text) {
  std::string lowered(text);
  for (char& character : lowered) {
    if (character >= 'A' && character <= 'Z') character = static_cast<char>(character - 'A' + 'a');
  }
  return lowered;
}

// Edits with swaps of neighbours (optimal string alignment), three rows at a time.
std::size_t distance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> before_last, last(right.size() + 1), row(right.size() + 1);
  for (std::size_t column = 0; column <= right.size(); ++column) last[column] = column;
  for (std::size_t i = 1; i <= left.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= right.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
      row[j] = std::min({replaced, last[j] + 1, row[j - 1] + 1});
      if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1]) {
        row[j] = std::min(row[j], before_last[j - 2] + 1);
      }
    }
    before_last = std::exchange(last, row);
  }
  return last[right.size()];
}

}  // namespace

std::vector<std::string> near_names(std::string_view name, std::span<const std::string> candidates,
                                    std::size_t limit) {
  const std::string wanted = lower_ascii(name.substr(0, kLongestCompared));
  std::vector<std::pair<std::size_t, const std::string*>> near;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > kLongestCompared || candidate.empty() || wanted.empty()) continue;
    const std::string offered = lower_ascii(candidate);
    const std::size_t edits = distance(wanted, offered);
    const std::size_t allowed = std::max<std::size_t>(1, std::max(wanted.size(), offered.size()) / 3);
    const bool contained = std::min(wanted.size(), offered.size()) >= 3 &&
                           (offered.find(wanted) != std::string::npos || wanted.find(offered) != std::string::npos);
    if (edits <= allowed || contained) near.emplace_back(edits, &candidate);
  }
  std::stable_sort(near.begin(), near.end(), [](const auto& left, const auto& right) {
    return left.first != right.first ? left.first < right.first : *left.second < *right.second;
  });
  std::vector<std::string> names;
  for (const auto& [edits, candidate] : near) {
    if (names.size() == limit) break;
    if (names.empty() || names.back() != *candidate) names.push_back(*candidate);
  }
  return names;
}

}  // namespace ophamin::registry
