// SPDX-License-Identifier: Apache-2.0
#include "plane_tree.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ophamin::statistics {

PlaneTree::PlaneTree(std::span<const double> x, std::span<const double> y) : points_(x.size()), place_(x.size()) {
  for (std::size_t i = 0; i < x.size(); ++i) points_[i] = {x[i], y[i], static_cast<std::uint32_t>(i)};
  std::size_t nodes = 1;
  while (nodes * kLeaf < 2 * points_.size()) nodes *= 2;
  splits_.resize(2 * nodes);
  build(0, points_.size(), 1);
  for (std::size_t i = 0; i < points_.size(); ++i) place_[points_[i].index] = static_cast<std::uint32_t>(i);
}

void PlaneTree::build(std::size_t begin, std::size_t end, std::size_t node) {
  if (end - begin <= kLeaf) return;
  double x_low = points_[begin].x, x_high = x_low, y_low = points_[begin].y, y_high = y_low;
  for (std::size_t i = begin; i < end; ++i) {
    x_low = std::min(x_low, points_[i].x);
    x_high = std::max(x_high, points_[i].x);
    y_low = std::min(y_low, points_[i].y);
    y_high = std::max(y_high, points_[i].y);
  }
  const bool splits_y = y_high - y_low > x_high - x_low;
  const auto middle = begin + (end - begin) / 2;
  const auto at = [&](std::size_t i) { return points_.begin() + static_cast<std::ptrdiff_t>(i); };
  if (splits_y) {
    std::nth_element(at(begin), at(middle), at(end), [](const Point& a, const Point& b) { return a.y < b.y; });
  } else {
    std::nth_element(at(begin), at(middle), at(end), [](const Point& a, const Point& b) { return a.x < b.x; });
  }
  splits_[node] = {splits_y ? points_[middle].y : points_[middle].x, splits_y};
  build(begin, middle, 2 * node);
  build(middle, end, 2 * node + 1);
}

double PlaneTree::kth_distance(std::size_t index, std::size_t k, std::vector<double>& nearest) const {
  nearest.assign(k, std::numeric_limits<double>::infinity());
  Query query{points_[place_[index]], k, nearest};
  search(query, 0, points_.size(), 1);
  return nearest.back();
}

void PlaneTree::search(Query& query, std::size_t begin, std::size_t end, std::size_t node) const {
  auto& nearest = query.nearest;
  if (end - begin <= kLeaf) {
    for (std::size_t i = begin; i < end; ++i) {
      const auto& point = points_[i];
      const double distance = std::max(std::fabs(point.x - query.point.x), std::fabs(point.y - query.point.y));
      if (distance >= nearest.back() || point.index == query.point.index) continue;
      auto at = nearest.size() - 1;
      for (; at > 0 && nearest[at - 1] > distance; --at) nearest[at] = nearest[at - 1];
      nearest[at] = distance;
    }
    return;
  }
  const auto middle = begin + (end - begin) / 2;
  // Signed: positive if the query lies on the upper side.
  const double beyond = (splits_[node].is_y ? query.point.y : query.point.x) - splits_[node].at;
  const bool upper_first = beyond > 0.0;
  if (upper_first) search(query, middle, end, 2 * node + 1);
  else search(query, begin, middle, 2 * node);
  if (std::fabs(beyond) >= nearest.back()) return;
  if (upper_first) search(query, begin, middle, 2 * node);
  else search(query, middle, end, 2 * node + 1);
}

}  // namespace ophamin::statistics
