// SPDX-License-Identifier: Apache-2.0
#include "mann_whitney.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "order.hpp"
#include "rank_laws.hpp"

namespace ophamin::statistics {
namespace {

constexpr std::string_view kStatistic = "mann_whitney_u";

struct Counts {
  std::uint64_t twice_u1 = 0;  ///< pairs with x > y count two, with x = y one
  double untied_cubes = 0.0;   ///< of the pooled ranks
  std::uint64_t distinct = 0;
  bool has_ties = false;
};

Counts count(std::vector<double>& x, std::vector<double>& y) {
  sort_numbers(x);
  sort_numbers(y);
  const auto n = static_cast<double>(x.size() + y.size());
  Counts out;
  std::uint64_t smaller = 0;  // values of y below this one
  walk_values(x, y, [&](std::size_t in_x, std::size_t in_y, double) {
    out.twice_u1 += in_x * (2 * smaller + in_y);
    smaller += in_y;
    const auto t = static_cast<double>(in_x + in_y);
    out.untied_cubes += t * (n - t) * (n + t);
    ++out.distinct;
    out.has_ties = out.has_ties || in_x + in_y > 1;
  });
  return out;
}

// P(U <= u) of an exact law that is symmetric about half of `most`.
double at_most(std::int64_t u, std::uint64_t n, std::uint64_t m) {
  if (u < 0) return 0.0;
  const auto most = n * m;
  const auto bound = static_cast<std::uint64_t>(u);
  if (2 * bound >= most) return bound >= most ? 1.0 : 1.0 - at_most(static_cast<std::int64_t>(most - bound) - 1, n, m);
  double sum = 0.0;
  for (const double p : mann_whitney_law(n, m, bound)) sum += p;
  return sum;
}

double exact_p_value(std::uint64_t u1, std::uint64_t n, std::uint64_t m, Alternative alternative) {
  const auto u2 = n * m - u1;
  switch (alternative) {
    case Alternative::kLess: return at_most(static_cast<std::int64_t>(u1), n, m);
    case Alternative::kGreater: return at_most(static_cast<std::int64_t>(u2), n, m);
    default: return std::min(1.0, 2.0 * at_most(static_cast<std::int64_t>(std::min(u1, u2)), n, m));
  }
}

}  // namespace

void MannWhitney::compute(const sdk::Table& table, sdk::EvidenceSink& evidence) {
  auto samples = read_two_samples(table);
  auto& x = samples.x.values;
  auto& y = samples.y.values;
  auto no = unless_ordered(x, y);
  if (!no && (x.empty() || y.empty())) no = NoAnswer{1, 0, "a sample has no value"};
  Counts counts;
  if (!no) counts = count(x, y);
  const auto n = static_cast<double>(x.size());
  const auto m = static_cast<double>(y.size());
  const auto pairs = static_cast<std::uint64_t>(x.size()) * y.size();
  if (!no && counts.distinct == 1) no = NoAnswer{2, 1, "all values are equal"};
  if (!no && params_.method == RankMethod::kExact) {
    if (counts.has_ties) no = NoAnswer{x.size() + y.size(), counts.distinct, "the exact law needs values that all differ: take method = asymptotic"};
    else if (pairs > kMostPairs) throw sdk::Failure(OPH_LIMIT, "the exact law of " + std::to_string(pairs) + " pairs is beyond n_x n_y = 1000000: take method = asymptotic");
  }
  const auto set_inputs = [&](sdk::Object& detail) {
    detail.set("x", samples.x.name).set("y", samples.y.name).set("n_x", x.size()).set("n_y", y.size()).set("missing", samples.missing);
    detail.set("alternative", name_of(params_.alternative));
  };
  if (no) {
    evidence.add(undefined_row(kStatistic, *no).detail(set_inputs));
    return;
  }

  const double u1 = static_cast<double>(counts.twice_u1) / 2.0;
  const double u2 = n * m - u1;
  const double size = n + m;
  // The variance of mid-ranks; without ties it is n m (N + 1) / 12.
  const double sd = std::sqrt(n * m / (12.0 * size * (size - 1.0)) * counts.untied_cubes);
  const double distance = u1 - n * m / 2.0;
  const double corrected = normal_p_value(distance, 0.5, sd, params_.alternative);
  const double plain = normal_p_value(distance, 0.0, sd, params_.alternative);
  const bool is_exact = params_.method == RankMethod::kExact ||
                        (params_.method == RankMethod::kAuto && !counts.has_ties && pairs <= kAutoPairs);
  std::optional<double> exact;
  if (is_exact) exact = exact_p_value(counts.twice_u1 / 2, x.size(), y.size(), params_.alternative);
  const double p = exact ? *exact : params_.continuity ? corrected : plain;
  const double rank_biserial = 2.0 * distance / (n * m);
  evidence.add(sdk::Evidence(kStatistic).value(u1).effect_size(rank_biserial).p_value(p).detail([&](sdk::Object& detail) {
    detail.set("u1", u1).set("u2", u2).set("rank_biserial", rank_biserial).set("common_language", u1 / (n * m));
    detail.set("p_value", p).set("p_method", is_exact ? "exact" : params_.continuity ? "asymptotic_continuity" : "asymptotic");
    detail.set("p_exact", exact).set("p_asymptotic", corrected).set("p_asymptotic_no_continuity", plain);
    detail.set("has_ties", counts.has_ties);
    set_inputs(detail);
  }));
}

}  // namespace ophamin::statistics
