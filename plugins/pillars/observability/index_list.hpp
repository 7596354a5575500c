// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ophamin::observability {

/// Indices: all are counted, the first `limit` are kept.
class IndexList {
 public:
  explicit IndexList(std::size_t limit) noexcept : limit_(limit) {}
  void add(std::uint64_t index) {
    if (count_++ < limit_) kept_.push_back(index);
  }
  std::uint64_t count() const noexcept { return count_; }
  const std::vector<std::uint64_t>& kept() const noexcept { return kept_; }

 private:
  std::size_t limit_;
  std::uint64_t count_ = 0;
  std::vector<std::uint64_t> kept_;
};

}  // namespace ophamin::observability
