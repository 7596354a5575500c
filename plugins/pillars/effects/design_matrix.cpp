// SPDX-License-Identifier: Apache-2.0
#include "design_matrix.hpp"

#include <cmath>
#include <map>
#include <utility>

#include "common/compensated_sum.hpp"
#include "scaling.hpp"

namespace ophamin::effects {

Units Units::centred(const Experiments& data) {
  Units units;
  for (const auto& covariate : data.covariates) {
    units.center.push_back(pillars::mean(covariate.of_unit));
    units.scale.push_back(power_of_two(largest_deviation(covariate.of_unit, units.center.back())));
  }
  units.outcome_center = pillars::mean(data.outcome);
  units.outcome_scale = power_of_two(largest_deviation(data.outcome, units.outcome_center));
  return units;
}

Units Units::plain(const Experiments& data) {
  return {std::vector<double>(data.covariates.size(), 0.0), std::vector<double>(data.covariates.size(), 1.0), 0.0, 1.0};
}

Factorised factorise(const Experiments& data, const Design& design, const Units& units) {
  const auto p = static_cast<Index>(design.columns.size());
  RowQr rows(p + 1);
  Factorised out;
  std::vector<double> raw(design.columns.size(), 0.0);  // sums of squares of columns that are not centred
  const std::vector<double> nowhere(units.center.size(), 0.0);
  for (std::size_t unit = 0; unit < data.units(); ++unit) {
    const double y = (data.outcome[unit] - units.outcome_center) * units.outcome_scale;
    const double raw_y = data.outcome[unit] * units.outcome_scale;
    out.outcome_magnitude += raw_y * raw_y;
    rows.add([&](Index j) {
      if (j == p) return y;
      const auto& column = design.columns[static_cast<std::size_t>(j)];
      const double value = column.value(data, unit, units.center, units.scale);
      const double there = column.covariates.empty() ? value : column.value(data, unit, nowhere, units.scale);
      raw[static_cast<std::size_t>(j)] += there * there;
      return value;
    });
  }
  out.r = rows.r();
  out.outcome_magnitude = std::sqrt(out.outcome_magnitude);
  for (std::size_t j = 0; j < design.columns.size(); ++j) {
    const auto& column = design.columns[j];
    ColumnScale scale{.name = column.name, .center = 0.0, .factor = 1.0, .magnitude = std::sqrt(raw[j]), .is_constant = j == 0};
    for (const auto c : column.covariates) scale.factor *= units.scale[c];
    if (column.covariates.size() == 1 && column.indicators.empty()) scale.center = units.center[column.covariates.front()];
    out.columns.push_back(scale);
  }
  return out;
}

Matrix to_table(const Design& design, const Units& units) {
  using Key = std::pair<std::vector<std::size_t>, std::vector<std::pair<std::size_t, std::uint32_t>>>;
  std::map<Key, Index> places;
  const auto p = static_cast<Index>(design.columns.size());
  for (Index j = 0; j < p; ++j) {
    const auto& column = design.columns[static_cast<std::size_t>(j)];
    places.emplace(Key{column.covariates, column.indicators}, j);
  }
  Matrix out = Matrix::Zero(p, p);
  for (Index k = 0; k < p; ++k) {
    const auto& column = design.columns[static_cast<std::size_t>(k)];
    const auto count = column.covariates.size();
    for (std::size_t subset = 0; subset < (std::size_t{1} << count); ++subset) {
      Key key{{}, column.indicators};
      double share = 1.0;
      for (std::size_t c = 0; c < count; ++c) {
        const auto covariate = column.covariates[c];
        share *= units.scale[covariate];
        if ((subset >> c & 1u) != 0) {
          key.first.push_back(covariate);
        } else {
          share *= -units.center[covariate];
        }
      }
      if (share != 0.0) out(places.at(key), k) += share;
    }
  }
  return out;
}

}  // namespace ophamin::effects
