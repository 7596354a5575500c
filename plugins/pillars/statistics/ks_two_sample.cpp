// SPDX-License-Identifier: Apache-2.0
#include "ks_two_sample.hpp"

#include <boost/math/distributions/kolmogorov_smirnov.hpp>
#include <cmath>
#include <optional>

#include "lattice_paths.hpp"
#include "order.hpp"

namespace ophamin::statistics {
namespace {

constexpr std::string_view kStatistic = "ks_d";

struct Distance {
  std::uint64_t times_pairs = 0;  ///< n m D
  double at = 0.0;                ///< the first value where it is reached
  bool x_is_ahead = false;        ///< there the distribution function of x is the higher one
  bool has_ties = false;
};

Distance distance(const std::vector<double>& x, const std::vector<double>& y) {
  const std::uint64_t n = x.size(), m = y.size();
  Distance out;
  std::uint64_t i = 0, j = 0;
  walk_values(x, y, [&](std::size_t in_x, std::size_t in_y, double value) {
    i += in_x;
    j += in_y;
    const auto a = i * m, b = j * n;
    const auto apart = a > b ? a - b : b - a;
    if (apart > out.times_pairs) out = {apart, value, a > b, out.has_ties};
    out.has_ties = out.has_ties || in_x + in_y > 1;
  });
  return out;
}

// Which of the pooled values, in order, are the last of their group.
std::vector<bool> ends_of_ties(const std::vector<double>& x, const std::vector<double>& y) {
  std::vector<bool> is_end(x.size() + y.size(), false);
  std::size_t seen = 0;
  walk_values(x, y, [&](std::size_t in_x, std::size_t in_y, double) {
    seen += in_x + in_y;
    is_end[seen - 1] = true;
  });
  return is_end;
}

// P(K > lambda) of Kolmogorov's limit law.
double kolmogorov_above(double lambda) {
  if (lambda <= 0.0) return 1.0;
  return boost::math::cdf(boost::math::complement(boost::math::kolmogorov_smirnov_distribution<double>(1.0), lambda));
}

}  // namespace

void KsTwoSample::compute(const sdk::Table& table, sdk::EvidenceSink& evidence) {
  auto samples = read_two_samples(table);
  auto& x = samples.x.values;
  auto& y = samples.y.values;
  auto no = unless_ordered(x, y);
  if (!no && (x.empty() || y.empty())) no = NoAnswer{1, 0, "a sample has no value"};
  const auto set_inputs = [&](sdk::Object& detail) {
    detail.set("x", samples.x.name).set("y", samples.y.name).set("n_x", x.size()).set("n_y", y.size()).set("missing", samples.missing);
  };
  if (no) {
    evidence.add(undefined_row(kStatistic, *no).detail(set_inputs));
    return;
  }
  sort_numbers(x);
  sort_numbers(y);
  const auto found = distance(x, y);
  const auto n = static_cast<double>(x.size());
  const auto m = static_cast<double>(y.size());
  const double d = static_cast<double>(found.times_pairs) / (n * m);
  const double limit = kolmogorov_above(d * std::sqrt(n / (n + m) * m));
  const auto pairs = static_cast<std::uint64_t>(x.size()) * y.size();
  if (params_.method == Method::kExact && pairs > kMostPairs) {
    throw sdk::Failure(OPH_LIMIT, "the paths of " + std::to_string(pairs) + " pairs are too many to count: beyond n_x n_y = 1e9 take method = limit");
  }
  std::optional<double> exact, untied;
  if (params_.method == Method::kExact || (params_.method == Method::kAuto && pairs <= kAutoPairs)) {
    untied = share_of_paths(x.size(), y.size(), found.times_pairs, {});
    exact = found.has_ties ? share_of_paths(x.size(), y.size(), found.times_pairs, ends_of_ties(x, y)) : *untied;
  }
  const double p = exact.value_or(limit);
  evidence.add(sdk::Evidence(kStatistic).value(d).effect_size(d).p_value(p).detail([&](sdk::Object& detail) {
    detail.set("statistic", d).set("p_value", p).set("p_method", exact ? "exact" : "limit");
    detail.set("p_exact", exact).set("p_path_count", untied).set("p_limit", limit);
    detail.set("location", found.times_pairs == 0 ? std::nullopt : std::optional(found.at));
    detail.set("x_is_smaller", found.times_pairs != 0 && found.x_is_ahead).set("has_ties", found.has_ties);
    set_inputs(detail);
  }));
}

}  // namespace ophamin::statistics
