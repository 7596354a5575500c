// SPDX-License-Identifier: Apache-2.0
#include "welch.hpp"

#include <cmath>
#include <limits>

#include "common/compensated_sum.hpp"
#include "common/distributions.hpp"

namespace ophamin::effects {

std::vector<Arm> arms(std::span<const double> outcome, std::span<const std::uint32_t> level, std::size_t levels,
                      std::span<const std::uint8_t> chosen) {
  std::vector<Arm> out(levels);
  std::vector<pillars::CompensatedSum> sums(levels), squares(levels);
  const auto each = [&](auto use) {
    for (std::size_t unit = 0; unit < outcome.size(); ++unit) {
      if (chosen.empty() || chosen[unit] != 0) use(level[unit], outcome[unit]);
    }
  };
  // Told from the first unit of its arm, so that an arm whose units are all alike has no variance at all.
  each([&](std::uint32_t arm, double y) {
    if (out[arm].units++ == 0) out[arm].origin = y;
    sums[arm].add(y - out[arm].origin);
  });
  for (std::size_t arm = 0; arm < levels; ++arm) {
    if (out[arm].units != 0) out[arm].shift = sums[arm].value() / static_cast<double>(out[arm].units);
  }
  each([&](std::uint32_t arm, double y) {
    const double deviation = y - out[arm].origin - out[arm].shift;
    squares[arm].add(deviation * deviation);
  });
  for (std::size_t arm = 0; arm < levels; ++arm) {
    if (out[arm].units >= 2) out[arm].variance = squares[arm].value() / static_cast<double>(out[arm].units - 1);
  }
  return out;
}

Contrast welch(const Arm& treated, const Arm& control, double confidence) {
  const auto n_treated = static_cast<double>(treated.units);
  const auto n_control = static_cast<double>(control.units);
  const double from_treated = treated.variance / n_treated;
  const double from_control = control.variance / n_control;
  Contrast out;
  out.effect = (treated.origin - control.origin) + (treated.shift - control.shift);
  out.error = std::sqrt(from_treated + from_control);
  out.t = out.effect / out.error;
  if (out.error == 0.0) {
    out.df = std::numeric_limits<double>::quiet_NaN();
    out.p_value = std::isnan(out.t) ? out.t : 0.0;
    out.ci_low = out.ci_high = out.effect;
    return out;
  }
  // Shares of the sum, whose squares neither overflow nor vanish.
  const double share = from_treated / (from_treated + from_control);
  out.df = 1.0 / (share * share / (n_treated - 1.0) + (1.0 - share) * (1.0 - share) / (n_control - 1.0));
  out.p_value = pillars::t_two_sided(out.t, out.df);
  const double half = pillars::t_interval(out.df, confidence) * out.error;
  out.ci_low = out.effect - half;
  out.ci_high = out.effect + half;
  return out;
}

}  // namespace ophamin::effects
