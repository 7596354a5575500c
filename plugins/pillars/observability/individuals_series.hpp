// SPDX-License-Identifier: Apache-2.0
//
// An individuals chart over a series that comes row by row: the one engine of whole tables and of streams, so that both give
// the same evidence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <ophamin/sdk.hpp>

#include "control_chart.hpp"

namespace ophamin::observability {

class IndividualsSeries {
 public:
  struct Settings {
    double sigma_limit = 3.0;
    WindowReading reading = WindowReading::kWindow;
    std::size_t list_limit = 0;
    std::optional<std::uint64_t> baseline{};  ///< first values to fit the limits to; they are held until then
  };

  explicit IndividualsSeries(const Settings& settings) : settings_(settings) {}

  /// Sets limits that are known or were fitted elsewhere. Before the first row.
  void start(const Chart& chart) { judge_.emplace(chart, settings_.reading, settings_.list_limit); }

  /// The next rows. `report` may be empty.
  void add(const sdk::Column& values, const Judge::Report& report);

  /// Says what the series showed.
  void finish(sdk::EvidenceSink& evidence) const;

 private:
  void take(std::uint64_t row, std::span<const double> xs, const Judge::Report& report);
  void judge(std::uint64_t row, std::span<const double> xs, const Judge::Report& report);
  void end_baseline(const Judge::Report& report);

  struct Waiting {
    std::uint64_t row;
    double x;
  };

  Settings settings_;
  std::optional<Judge> judge_;
  std::vector<Waiting> waiting_;
  std::uint64_t rows_ = 0;
  std::uint64_t missing_ = 0;
  std::uint64_t not_finite_ = 0;
  std::optional<double> previous_;
};

}  // namespace ophamin::observability
