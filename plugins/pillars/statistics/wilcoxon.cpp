// SPDX-License-Identifier: Apache-2.0
#include "wilcoxon.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "order.hpp"
#include "rank_laws.hpp"

namespace ophamin::statistics {
namespace {

constexpr std::string_view kStatistic = "wilcoxon_w";

struct Differences {
  std::vector<double> values{};
  std::size_t pairs = 0;
  std::size_t missing = 0;
};

Differences read(const sdk::Table& table) {
  const auto value = table.find("value");
  const bool has_pairs = table.find("x") && table.find("y");
  if (value.has_value() == has_pairs) throw sdk::missing_role("expected two columns with the roles `x` and `y`, or one with the role `value`");
  if (value) {
    const sdk::Numbers numbers(*value);
    return {std::vector<double>(numbers.begin(), numbers.end()), numbers.size(), numbers.missing()};
  }
  auto pairs = read_pairs(table);
  for (std::size_t i = 0; i < pairs.size(); ++i) pairs.x[i] -= pairs.y[i];
  const auto count = pairs.size();
  return {std::move(pairs.x), count, pairs.missing};
}

// P(W <= w), w in 0 .. n (n + 1) / 2.
double at_most(std::int64_t w, std::uint64_t n) {
  if (w < 0) return 0.0;
  const auto most = n * (n + 1) / 2;
  const auto bound = static_cast<std::uint64_t>(w);
  if (2 * bound >= most) return bound >= most ? 1.0 : 1.0 - at_most(static_cast<std::int64_t>(most - bound) - 1, n);
  double sum = 0.0;
  for (const double p : signed_rank_law(n, bound)) sum += p;
  return sum;
}

double exact_p_value(double plus, double minus, std::uint64_t n, Alternative alternative) {
  const auto to_integer = [](double w) { return static_cast<std::int64_t>(w); };
  switch (alternative) {
    case Alternative::kLess: return at_most(to_integer(plus), n);
    case Alternative::kGreater: return at_most(to_integer(minus), n);
    default: return std::min(1.0, 2.0 * at_most(to_integer(std::min(plus, minus)), n));
  }
}

}  // namespace

void Wilcoxon::compute(const sdk::Table& table, sdk::EvidenceSink& evidence) {
  auto differences = read(table);
  auto& values = differences.values;
  // An infinite difference has a rank, that of two infinite values has none.
  auto no = unless_ordered(values, {});
  std::erase(values, 0.0);
  const auto zeros = differences.pairs - values.size();
  if (!no && values.empty()) no = NoAnswer{1, 0, zeros == 0 ? "no pair" : "all differences are 0"};
  Ranks ranked;
  if (!no) {
    std::vector<double> distances(values.size());
    std::transform(values.begin(), values.end(), distances.begin(), [](double value) { return std::fabs(value); });
    ranked = ranks(distances);
  }
  const bool is_untied = !ranked.has_ties() && zeros == 0;
  if (!no && params_.method == RankMethod::kExact) {
    if (!is_untied) {
      no = NoAnswer{differences.pairs, ranked.distinct, "the exact law needs distances that all differ and none of 0: take method = asymptotic"};
    } else if (values.size() > kMostDifferences) {
      throw sdk::Failure(OPH_LIMIT, "the exact law of " + std::to_string(values.size()) + " differences is beyond 1000: take method = asymptotic");
    }
  }
  const auto set_inputs = [&](sdk::Object& detail) {
    detail.set("n", values.size()).set("zeros", zeros).set("missing", differences.missing).set("alternative", name_of(params_.alternative));
  };
  if (no) {
    evidence.add(undefined_row(kStatistic, *no).detail(set_inputs));
    return;
  }
  double plus = 0.0;
  for (std::size_t i = 0; i < values.size(); ++i) plus += values[i] > 0.0 ? ranked.of_value[i] : 0.0;  // halves: exact
  const auto n = static_cast<double>(values.size());
  const double total = n * (n + 1.0) / 2.0;
  const double minus = total - plus;
  const double sd = std::sqrt(n * (n + 1.0) * (2.0 * n + 1.0) / 24.0 - ranked.tied_cubes / 48.0);
  const double distance = plus - total / 2.0;
  const double corrected = normal_p_value(distance, 0.5, sd, params_.alternative);
  const double plain = normal_p_value(distance, 0.0, sd, params_.alternative);
  const bool is_exact = params_.method == RankMethod::kExact ||
                        (params_.method == RankMethod::kAuto && is_untied && values.size() <= kAutoDifferences);
  std::optional<double> exact;
  if (is_exact) exact = exact_p_value(plus, minus, values.size(), params_.alternative);
  const double p = exact ? *exact : params_.continuity ? corrected : plain;
  const double rank_biserial = (plus - minus) / total;
  evidence.add(sdk::Evidence(kStatistic).value(plus).effect_size(rank_biserial).p_value(p).detail([&](sdk::Object& detail) {
    detail.set("w_plus", plus).set("w_minus", minus).set("rank_biserial", rank_biserial);
    detail.set("p_value", p).set("p_method", is_exact ? "exact" : params_.continuity ? "asymptotic_continuity" : "asymptotic");
    detail.set("p_exact", exact).set("p_asymptotic", corrected).set("p_asymptotic_no_continuity", plain);
    detail.set("has_ties", ranked.has_ties());
    set_inputs(detail);
  }));
}

}  // namespace ophamin::statistics
