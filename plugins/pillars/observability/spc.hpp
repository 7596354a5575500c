// SPDX-License-Identifier: Apache-2.0
//
// O.spc: Shewhart charts with the Western Electric rules.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include <ophamin/sdk.hpp>

#include "control_chart.hpp"
#include "individuals_series.hpp"

namespace ophamin::observability {

/// The chart is fitted to all points or to the first `baseline` of them, or center and sigma are given. With given or
/// `baseline` limits the individuals chart also works on a stream.
class Spc {
 public:
  enum class ChartKind { kIndividuals, kXbarR };

  struct Params {
    ChartKind chart = ChartKind::kIndividuals;
    double sigma_limit = 3.0;
    WindowReading window_rule = WindowReading::kWindow;
    std::optional<std::uint64_t> baseline{};
    std::optional<double> center{};
    std::optional<double> sigma{};
    std::uint64_t list_limit = 10'000;
  };

  static constexpr sdk::PillarInfo kInfo{
      .name = "O.spc",
      .summary = "Shewhart control chart: individuals or subgroup means, with the Western Electric rules",
      .library = "ophamin.observability",
      .library_version = OPHAMIN_PLUGIN_VERSION,
      .method = "individuals and moving range chart; x-bar and R chart; Western Electric rules 1 to 4",
      .citation = "W. A. Shewhart, Economic Control of Quality of Manufactured Product, 1931; Western Electric, Statistical "
                  "Quality Control Handbook, 1956; D. C. Montgomery, Introduction to Statistical Quality Control"};
  static constexpr sdk::Role kRoles[] = {
      {.name = "value", .help = "the measurements, in the order in which they were made"},
      {.name = "subgroup", .help = "label of the rational subgroup of each value (chart xbar_r)", .types = sdk::kAnyType,
       .arity = sdk::Arity::kOptional}};
  static constexpr auto kParameters = sdk::parameters(
      sdk::param("chart", &Params::chart)
          .help("individuals: single values with moving ranges; xbar_r: means and ranges of subgroups of 2 to 10")
          .choices({{"individuals", ChartKind::kIndividuals}, {"xbar_r", ChartKind::kXbarR}}),
      sdk::param("sigma_limit", &Params::sigma_limit).help("distance of the control limits from the centre, in sigmas").above(0),
      sdk::param("window_rule", &Params::window_rule)
          .help("rules 2 and 3: any points of the window count (window), or the last point has to be one of them (completing_point)")
          .choices({{"window", WindowReading::kWindow}, {"completing_point", WindowReading::kCompletingPoint}}),
      sdk::param("baseline", &Params::baseline)
          .help("fit the limits to this many first points (values, or subgroups of xbar_r) instead of all")
          .at_least(1),
      sdk::param("center", &Params::center).help("known centre line; goes with sigma, and nothing is fitted"),
      sdk::param("sigma", &Params::sigma).help("known standard deviation of the charted points; goes with center").above(0),
      sdk::param("list_limit", &Params::list_limit).help("most indices that a list in the detail holds; counts are always complete"));

  explicit Spc(const Params& params);

  void compute(const sdk::Table& table, sdk::EvidenceSink& evidence);

  void begin();
  void update(const sdk::Table& rows, sdk::Events& events);
  void finish(sdk::EvidenceSink& evidence);

 private:
  void compute_individuals(const sdk::Table& table, sdk::EvidenceSink& evidence) const;
  void compute_subgroups(const sdk::Table& table, sdk::EvidenceSink& evidence) const;
  IndividualsSeries series() const;

  Params params_;
  IndividualsSeries stream_;
};

}  // namespace ophamin::observability
