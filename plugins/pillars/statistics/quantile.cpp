// SPDX-License-Identifier: Apache-2.0
#include "quantile.hpp"

#include "../common/boost_version.hpp"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <charconv>
#include <cmath>

#include <ophamin/summary.hpp>

namespace ophamin::statistics {
namespace {

using Binomial = boost::math::binomial_distribution<double>;

// P(X <= k), P(X > k) for k from -1 to n.
double at_most(const Binomial& x, std::int64_t k) { return k < 0 ? 0.0 : boost::math::cdf(x, static_cast<double>(k)); }
double above(const Binomial& x, std::int64_t k) {
  return k < 0 ? 1.0 : boost::math::cdf(boost::math::complement(x, static_cast<double>(k)));
}

std::string statistic_name(double p, bool alone) {
  if (alone) return "quantile";
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, p).ptr;
  return "quantile_" + std::string(text, end);
}

}  // namespace

RankInterval quantile_ranks(std::uint64_t n, double p, double level) {
  // The number X of observations at or below the quantile is binomial(n, p), and x_(low) <= q < x_(high) is low <= X < high.
  const Binomial x(static_cast<double>(n), p);
  const double tail = (1.0 - level) / 2.0;
  const auto most = static_cast<std::int64_t>(n);
  // The largest low with P(X < low) <= tail, and the smallest high with P(X >= high) <= tail: start at the distribution's own
  // quantiles, which may round either way, and step to where the inequalities hold.
  auto low = static_cast<std::int64_t>(std::floor(boost::math::quantile(x, tail)));
  while (low > 0 && at_most(x, low - 1) > tail) --low;
  while (low < most && at_most(x, low) <= tail) ++low;
  auto high = static_cast<std::int64_t>(std::ceil(boost::math::quantile(boost::math::complement(x, tail))));
  while (high > low && above(x, high - 2) <= tail) --high;
  while (high <= most && above(x, high - 1) > tail) ++high;
  const double coverage = 1.0 - at_most(x, low - 1) - above(x, high - 1);
  return {static_cast<std::uint64_t>(low), static_cast<std::uint64_t>(high), coverage};
}

std::string Quantile::library_version() { return pillars::boost_version(); }

void Quantile::compute(const sdk::Table& table, sdk::EvidenceSink& evidence) {
  const auto values = table.numbers("value");
  std::vector<double> x(values.begin(), values.end());
  const bool is_ordered = std::none_of(x.begin(), x.end(), [](double v) { return std::isnan(v); });
  if (is_ordered) std::sort(x.begin(), x.end());

  for (const double p : params_.p) {
    auto row = sdk::Evidence(statistic_name(p, params_.p.size() == 1));
    std::optional<RankInterval> ranks;
    if (x.empty()) {
      row.undefined(1, 0, "no value");
    } else if (!is_ordered) {
      const auto numbers = std::count_if(x.begin(), x.end(), [](double v) { return !std::isnan(v); });
      row.undefined(x.size(), static_cast<std::uint64_t>(numbers), "values that are no number have no order");
    } else if (const double value = sdk::quantile(x, p); std::isnan(value)) {
      const auto numbers = std::count_if(x.begin(), x.end(), [](double v) { return std::isfinite(v); });
      row.undefined(x.size(), static_cast<std::uint64_t>(numbers), "it lies between an infinity and its opposite");
    } else {
      row.value(value);
      // The extremes of a law are not enclosed by any order statistic.
      if (p > 0.0 && p < 1.0) ranks = quantile_ranks(x.size(), p, params_.level);
      if (ranks && ranks->low >= 1 && ranks->high <= x.size()) {
        row.ci(x[static_cast<std::size_t>(ranks->low - 1)], x[static_cast<std::size_t>(ranks->high - 1)]);
      }
    }
    evidence.add(row.detail([&](sdk::Object& detail) {
      detail.set("p", p).set("n", x.size()).set("missing", values.missing()).set("level", params_.level);
      detail.set("ci_method", "order_statistics");
      detail.set("ci_ranks", [&](sdk::Array& pair) {
        if (ranks) pair.add(ranks->low).add(ranks->high);
      });
      detail.set("ci_coverage", ranks ? std::optional(ranks->coverage) : std::nullopt);
    }));
  }
}

}  // namespace ophamin::statistics
