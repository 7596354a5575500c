// SPDX-License-Identifier: Apache-2.0
#include "cohen_d.hpp"

#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

#include "../common/distributions.hpp"
#include "moments.hpp"

namespace ophamin::statistics {
namespace {

// Gamma(df / 2) / (sqrt(df / 2) Gamma((df - 1) / 2)); df >= 2.
double bias_correction(double df) { return 1.0 / (std::sqrt(df / 2.0) * boost::math::tgamma_delta_ratio((df - 1.0) / 2.0, 0.5)); }

std::optional<NoAnswer> unless_defined(const Moments& x, const Moments& y, double sd, double difference) {
  if (x.n < 2 || y.n < 2) return NoAnswer{2, std::min(x.n, y.n), "each sample needs two values to have a variance"};
  if (!std::isfinite(sd) || !std::isfinite(difference)) return NoAnswer{1, 0, "squares of the values are too large for a double"};
  if (sd == 0.0) return NoAnswer{2, 1, "the values of neither sample vary"};
  return std::nullopt;
}

}  // namespace

void CohenD::compute(const sdk::Table& table, sdk::EvidenceSink& evidence) {
  TwoSamples samples;
  if (params_.paired) {
    auto pairs = read_pairs(table);
    samples = {{std::string(table.role("x").name()), std::move(pairs.x)}, {std::string(table.role("y").name()), std::move(pairs.y)}, pairs.missing};
  } else {
    samples = read_two_samples(table);
  }
  auto no = unless_finite(samples.x.values, samples.y.values);
  Moments x, y;
  double sd = 0.0;
  if (!no) {
    x = moments(samples.x.values);
    y = moments(samples.y.values);
    sd = params_.paired ? std::sqrt((x.variance() + y.variance()) / 2.0) : std::sqrt((x.squares + y.squares) / (x.count() + y.count() - 2.0));
    no = unless_defined(x, y, sd, mean_difference(x, y));
  }
  const auto set_inputs = [&](sdk::Object& detail) {
    detail.set("x", samples.x.name).set("y", samples.y.name).set("n_x", samples.x.size()).set("n_y", samples.y.size());
    detail.set("missing", samples.missing).set("paired", params_.paired).set("level", params_.level);
  };
  if (no) {
    evidence.add(undefined_row("cohen_d", *no).detail(set_inputs));
    evidence.add(undefined_row("hedges_g", *no));
    return;
  }
  const double n = x.count() + y.count();
  const double difference = mean_difference(x, y);
  const double d = difference / sd;
  const double error = std::sqrt(n / (x.count() * y.count()) + d * d / (2.0 * n));
  const double half = pillars::t_interval(n - 2.0, params_.level) * error;
  const double correction = bias_correction(n - 2.0);
  evidence.add(sdk::Evidence("cohen_d").value(d).ci(d - half, d + half).effect_size(d).detail([&](sdk::Object& detail) {
    detail.set("d", d).set("ci_low", d - half).set("ci_high", d + half).set("se", error);
    detail.set("hedges_g", correction * d).set("correction", correction);
    detail.set("mean_difference", difference).set(params_.paired ? "mean_sd" : "pooled_sd", sd);
    detail.set("mean_x", x.mean()).set("mean_y", y.mean()).set("sd_x", x.sd()).set("sd_y", y.sd());
    set_inputs(detail);
  }));
  evidence.add(sdk::Evidence("hedges_g")
                   .value(correction * d)
                   .ci(correction * (d - half), correction * (d + half))
                   .effect_size(correction * d));
}

}  // namespace ophamin::statistics
