// SPDX-License-Identifier: Apache-2.0
#include "group_moments.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <span>

#include "common/compensated_sum.hpp"
#include "scaling.hpp"

namespace ophamin::effects {
namespace {

constexpr double kSmallestDeviation = 1e-12;  // below it a column is left as it is, as the reference does

double deviation(std::span<const double> x, double mean) {
  pillars::CompensatedSum squares;
  for (const double value : x) squares.add((value - mean) * (value - mean));
  return std::sqrt(squares.value() / static_cast<double>(x.size()));
}

bool is_constant(std::span<const double> x) {
  return std::all_of(x.begin(), x.end(), [&](double value) { return value == x.front(); });
}

double magnitude(std::span<const double> x, double factor) {
  double squares = 0.0;
  for (const double value : x) squares += value * factor * value * factor;
  return std::sqrt(squares);
}

}  // namespace

GroupMoments::GroupMoments(const Panel& panel, const DesignChoice& choice)
    : rows(static_cast<double>(panel.rows())), groups(static_cast<double>(panel.groups())) {
  const auto n = panel.rows();
  // The constant column: the intercept, or the first predictor that does its work.
  constexpr auto kNone = static_cast<std::size_t>(-1);
  std::size_t constant = kNone;
  if (!choice.fit_intercept) {
    for (std::size_t j = 0; j < panel.predictors() && constant == kNone; ++j) {
      if (is_constant(panel.x(j)) && panel.x(j).front() != 0.0) constant = j;
    }
  }
  const bool has_constant = choice.fit_intercept || constant != kNone;
  const std::size_t shown_before = choice.fit_intercept ? 1 : 0;

  std::vector<std::span<const double>> cells;  // of each column but the constant one
  if (has_constant) {
    const double value = choice.fit_intercept ? 1.0 : panel.x(constant).front();
    columns.push_back({.name = choice.fit_intercept ? "intercept" : panel.name(constant), .center = 0.0, .factor = 1.0,
                       .magnitude = std::sqrt(rows), .is_constant = true});
    order.push_back(choice.fit_intercept ? 0 : constant);
    standard.push_back({0.0, 1.0 / value});  // the column is 1; the user's is `value`
  }
  for (std::size_t j = 0; j < panel.predictors(); ++j) {
    if (j == constant) continue;
    const auto x = panel.x(j);
    const double mean = pillars::mean(x);
    Standardisation wanted;
    if (choice.center_and_scale) {
      if (const double spread = deviation(x, mean); spread >= kSmallestDeviation) wanted = {mean, spread};
    }
    // With a constant in X centring changes nothing but its coefficient. Without one the model itself would change.
    const double center = has_constant ? mean : wanted.mean;
    const double factor = power_of_two(largest_deviation(x, center));
    columns.push_back({.name = panel.name(j), .center = center, .factor = factor, .magnitude = magnitude(x, factor)});
    order.push_back(j + shown_before);
    standard.push_back(wanted);
    cells.push_back(x);
  }
  const auto y = panel.y();
  response.name = "y";
  response.center = has_constant ? pillars::mean(y) : 0.0;
  response.factor = power_of_two(largest_deviation(y, response.center));
  response.magnitude = magnitude(y, response.factor);

  const auto p = predictors();
  const auto width = p + 1;
  const Index first = has_constant ? 1 : 0;
  const auto cell = [&](std::size_t row, Index j) {
    if (j == p) return (y[row] - response.center) * response.factor;
    if (j < first) return 1.0;
    const auto& column = columns[static_cast<std::size_t>(j)];
    return (cells[static_cast<std::size_t>(j - first)][row] - column.center) * column.factor;
  };

  sizes.assign(panel.groups(), 0);
  means.setZero(static_cast<Index>(panel.groups()), width);
  const auto group = panel.group();
  for (std::size_t row = 0; row < n; ++row) {
    ++sizes[group[row]];
    for (Index j = 0; j < width; ++j) means(group[row], j) += cell(row, j);
  }
  for (std::size_t g = 0; g < sizes.size(); ++g) means.row(static_cast<Index>(g)) /= static_cast<double>(sizes[g]);
  if (has_constant) means.col(0).setOnes();

  RowQr deviations(width);
  for (std::size_t row = 0; row < n; ++row) {
    deviations.add([&](Index j) { return cell(row, j) - means(group[row], j); });
  }
  within = deviations.r();

  std::map<std::uint64_t, std::vector<Index>> by_size;
  for (std::size_t g = 0; g < sizes.size(); ++g) by_size[sizes[g]].push_back(static_cast<Index>(g));
  for (const auto& [size, members] : by_size) {
    const double root = std::sqrt(static_cast<double>(size));
    RowQr scaled(width);
    for (const Index g : members) scaled.add([&](Index j) { return root * means(g, j); });
    const auto kept = std::min(width, static_cast<Index>(members.size()));
    classes.push_back({static_cast<double>(size), static_cast<double>(members.size()), scaled.r().topRows(kept)});
  }
}

Matrix GroupMoments::total() const {
  RowQr all(predictors() + 1);
  const auto add = [&](const Matrix& block) {
    for (Index i = 0; i < block.rows(); ++i) all.add([&](Index j) { return block(i, j); });
  };
  add(within);
  for (const auto& size_class : classes) add(size_class.rows);
  return all.r();
}

}  // namespace ophamin::effects
