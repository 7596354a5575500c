// SPDX-License-Identifier: Apache-2.0
#include "mutual_information.hpp"

#include <algorithm>
#include <boost/math/special_functions/digamma.hpp>
#include <cmath>
#include <limits>
#include <numbers>
#include <optional>
#include <span>
#include <vector>

#include <ophamin/random.hpp>

#include "../common/compensated_sum.hpp"
#include "moments.hpp"
#include "order.hpp"
#include "plane_tree.hpp"

namespace ophamin::statistics {
namespace {

constexpr std::string_view kStatistic = "mutual_information";
constexpr std::size_t kCheckEvery = 4096;  // points between two looks at whether the host wants to go on

// Values in `sorted` that are closer to `center` than `radius`, which is positive; `center`, one of them, not counted. Distances are
// rounded as those between points are, so that the neighbour at the radius is never counted.
std::size_t closer(const std::vector<double>& sorted, double center, double radius) {
  const auto low = std::partition_point(sorted.begin(), sorted.end(), [&](double value) { return center - value >= radius; });
  const auto high = std::partition_point(low, sorted.end(), [&](double value) { return value - center < radius; });
  return static_cast<std::size_t>(high - low) - 1;
}

// psi(1), psi(2), ...
class Digammas {
 public:
  explicit Digammas(std::size_t most) : values_(most + 1) {
    for (std::size_t i = 1; i <= most; ++i) values_[i] = boost::math::digamma(static_cast<double>(i));
  }
  double operator[](std::size_t i) const noexcept { return values_[i]; }

 private:
  std::vector<double> values_;
};

struct Estimate {
  double nats = 0.0;
  std::size_t coincident = 0;  ///< points whose k-th neighbour lies where they do: there is no estimate
};

class Estimator {
 public:
  Estimator(const sdk::Host& host, std::size_t k, std::size_t n) : host_(host), k_(k), psi_(n) {}

  Estimate estimate(std::span<const double> x, std::span<const double> y) const {
    const PlaneTree tree(x, y);
    std::vector<double> sorted_x(x.begin(), x.end()), sorted_y(y.begin(), y.end()), nearest;
    sort_numbers(sorted_x);
    sort_numbers(sorted_y);
    pillars::CompensatedSum sum;
    Estimate out;
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (i % kCheckEvery == 0) host_.check_cancelled();
      const double radius = tree.kth_distance(i, k_, nearest);
      if (radius == 0.0) {
        ++out.coincident;
        continue;
      }
      sum.add(psi_[closer(sorted_x, x[i], radius) + 1] + psi_[closer(sorted_y, y[i], radius) + 1]);
    }
    const auto n = x.size();
    out.nats = psi_[k_] + psi_[n] - sum.value() / static_cast<double>(n);
    return out;
  }

 private:
  const sdk::Host& host_;
  std::size_t k_;
  Digammas psi_;
};

void add_noise(std::vector<double>& values, double share, sdk::Rng rng) {
  const double sd = moments(values).sd();
  for (double& value : values) value += share * rng.normal(0.0, sd);
}

}  // namespace

void MutualInformation::compute(const sdk::Table& table, sdk::EvidenceSink& evidence) {
  auto pairs = read_pairs(table);
  const auto n = pairs.size();
  const auto k = static_cast<std::size_t>(params_.k);
  auto no = unless_finite(pairs.x, pairs.y);
  if (!no && n < k + 1) no = NoAnswer{k + 1, n, "rows: each needs k others"};
  if (!no && n > std::numeric_limits<std::uint32_t>::max()) throw sdk::Failure(OPH_LIMIT, "more than 2^32 - 1 rows");
  std::optional<Estimate> found;
  std::optional<double> p_value;
  if (!no) {
    if (params_.jitter > 0.0 && n >= 2) {
      add_noise(pairs.x, params_.jitter, sdk::Rng(host_.seed("jitter_x")));
      add_noise(pairs.y, params_.jitter, sdk::Rng(host_.seed("jitter_y")));
    }
    const Estimator estimator(host_, k, n);
    found = estimator.estimate(pairs.x, pairs.y);
    if (found->coincident != 0) {
      no = NoAnswer{n, n - found->coincident, "points whose k-th neighbour lies elsewhere: the values are tied, see `jitter`"};
    } else if (params_.permutations != 0) {
      sdk::Rng rng(host_.seed("permutations"));
      std::uint64_t as_large = 1;  // the pairing that was observed
      for (std::uint64_t i = 0; i < params_.permutations; ++i) {
        rng.shuffle(std::span(pairs.y));
        as_large += estimator.estimate(pairs.x, pairs.y).nats >= found->nats ? 1 : 0;
      }
      p_value = static_cast<double>(as_large) / static_cast<double>(params_.permutations + 1);
    }
  }
  const auto set_inputs = [&](sdk::Object& detail) {
    detail.set("units", params_.units == Units::kNats ? "nats" : "bits").set("k", params_.k).set("estimator", "ksg1");
    detail.set("n", n).set("missing", pairs.missing).set("jitter", params_.jitter).set("permutations", params_.permutations);
  };
  if (no) {
    evidence.add(undefined_row(kStatistic, *no).detail(set_inputs));
    return;
  }
  const double value = params_.units == Units::kNats ? found->nats : found->nats / std::numbers::ln2;
  // The correlation of two normal numbers that tell as much about each other (E. H. Linfoot, Inf. Control 1 (1957) 85-89).
  const double correlation = std::sqrt(-std::expm1(-2.0 * std::max(0.0, found->nats)));
  auto row = sdk::Evidence(kStatistic);
  row.value(value).effect_size(correlation);
  if (p_value) row.p_value(*p_value);
  evidence.add(row.detail([&](sdk::Object& detail) {
    detail.set("mutual_information", value).set("information_correlation", correlation).set("p_value", p_value);
    set_inputs(detail);
  }));
}

}  // namespace ophamin::statistics
