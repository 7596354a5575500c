// SPDX-License-Identifier: Apache-2.0
//
// Limits of Shewhart charts, and the judging of points against them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>

#include "index_list.hpp"
#include "limits.hpp"
#include "western_electric.hpp"
#include "zones.hpp"

namespace ophamin::observability {

/// Expectation and standard deviation of the range of n standard normal values.
struct RangeConstants {
  double d2;
  double d3;
};
inline constexpr std::size_t kSmallestSubgroup = 2;
inline constexpr std::size_t kLargestSubgroup = 10;

/// The three-decimal table, for subgroups of 2 to 10.
RangeConstants range_constants(std::size_t subgroup_size) noexcept;

/// A chart whose limits are known.
struct Chart {
  Limits limits;              ///< of the points
  double sigma = 0.0;         ///< of the points, for the rules
  double sigma_hat = 0.0;     ///< of single values; `sigma` if it was given
  std::optional<Limits> ranges;  ///< of the moving ranges or the subgroups' ranges; none if center and sigma were given

  /// False if values are so large that a difference of two of them, or a limit, is no number any more.
  bool is_finite() const noexcept { return limits.is_finite() && (!ranges || ranges->is_finite()); }
};

/// center -+ sigma_limit * sigma.
Chart known_chart(double center, double sigma, double sigma_limit) noexcept;

/// Individuals and moving ranges; at least two values.
Chart fit_individuals(std::span<const double> x, double sigma_limit) noexcept;

/// Means and ranges of at least one subgroup, all of the same size.
Chart fit_subgroups(std::span<const double> means, std::span<const double> ranges, std::size_t subgroup_size,
                    double sigma_limit) noexcept;

/// What the points of a chart showed.
struct Findings {
  explicit Findings(std::size_t limit) : rules{IndexList(limit), IndexList(limit), IndexList(limit), IndexList(limit)},
                                         out_of_control(limit), special(limit), ranges_beyond(limit) {}
  std::uint64_t points = 0;
  std::array<IndexList, WesternElectric::kRuleCount> rules;
  IndexList out_of_control;  ///< beyond the chart's limits
  IndexList special;         ///< out of control, or any rule
  IndexList ranges_beyond;   ///< of the moving ranges, at their second point, or of the subgroups' ranges
};

/// Judges the points of a chart in order. Memory does not grow with them.
class Judge {
 public:
  /// What fired at a point: its index and value, whether it is beyond the limits, the rules: bit k - 1 for rule k.
  using Report = std::function<void(std::uint64_t index, double x, bool beyond, Rules rules)>;

  Judge(const Chart& chart, WindowReading reading, std::size_t list_limit);

  /// The next points, known to their readers as `first` and on; all are finite. `report` may be empty.
  void points(std::uint64_t first, std::span<const double> xs, const Report& report);
  /// A range that belongs to `index`.
  void range(std::uint64_t index, double range) {
    if (chart_.ranges && chart_.ranges->excludes(range)) findings_.ranges_beyond.add(index);
  }

  const Chart& chart() const noexcept { return chart_; }
  const Findings& findings() const noexcept { return findings_; }

 private:
  void note(std::uint64_t index, double x, bool beyond, Rules rules, const Report& report);

  Chart chart_;
  Zones zones_;
  WesternElectric rules_;
  Findings findings_;
};

}  // namespace ophamin::observability
