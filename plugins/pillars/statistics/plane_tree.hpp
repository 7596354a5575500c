// SPDX-License-Identifier: Apache-2.0
//
// Nearest neighbours in the plane.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace ophamin::statistics {

/// A k-d tree of points (x, y) under the maximum norm, |dx| or |dy|, whichever is larger (J. L. Bentley, Commun. ACM 18 (1975) 509-517). Points
/// may coincide. At most 2^32 - 1 of them. Built in time n log n.
class PlaneTree {
 public:
  PlaneTree(std::span<const double> x, std::span<const double> y);

  std::size_t size() const noexcept { return points_.size(); }

  /// The distance of the point at `index` (of the spans) to its k-th nearest other point; 1 <= k < size(). `nearest` is
  /// working memory.
  double kth_distance(std::size_t index, std::size_t k, std::vector<double>& nearest) const;

 private:
  struct Point {
    double x, y;
    std::uint32_t index;
  };
  struct Query {
    Point point;
    std::size_t k;
    std::vector<double>& nearest;  ///< the k smallest distances so far, in ascending order
  };

  void build(std::size_t begin, std::size_t end, std::size_t node);
  void search(Query& query, std::size_t begin, std::size_t end, std::size_t node) const;

  static constexpr std::size_t kLeaf = 12;

  struct Split {
    double at = 0.0;  ///< no point of the lower half is above, none of the upper half below
    bool is_y = false;
  };

  std::vector<Point> points_;
  std::vector<Split> splits_;         ///< of each inner node, numbered as in a heap from 1
  std::vector<std::uint32_t> place_;  ///< of each index among the points
};

}  // namespace ophamin::statistics
