// SPDX-License-Identifier: Apache-2.0
#include "correlation.hpp"

#include <algorithm>
#include <cmath>
#include <variant>

#include "../common/block_sum.hpp"
#include "../common/distributions.hpp"
#include "order.hpp"

namespace ophamin::statistics {
namespace {

constexpr std::uint64_t kFewest = 3;    // two points always lie on a line
constexpr double kFisherDegrees = 3.0;  // n - 3 divides the variance of atanh(r)

struct Correlation {
  double r = 0.0;
  double gap = 0.0;  ///< 1 - |r|, with all its digits
};

// Distances from the mean, scaled by a power of 2 so that their squares stay in range. Empty if they are all 0.
std::vector<double> centred(std::span<const double> x) {
  constexpr double kHuge = 0x1p1000, kSmaller = 0x1p-30;  // differences and sums of the largest numbers must not overflow
  const bool is_huge = std::any_of(x.begin(), x.end(), [](double value) { return std::fabs(value) > kHuge; });
  const double scale = is_huge ? kSmaller : 1.0;
  const auto n = static_cast<double>(x.size());
  const double origin = x.front() * scale;
  const double shift = pillars::block_sum(x.size(), [&](std::size_t i) { return x[i] * scale - origin; }) / n;
  std::vector<double> out(x.size());
  double most = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    out[i] = (x[i] * scale - origin) - shift;
    most = std::max(most, std::fabs(out[i]));
  }
  if (most == 0.0) return {};
  int exponent = 0;
  std::frexp(most, &exponent);
  for (double& value : out) value = std::ldexp(value, -exponent);
  return out;
}

std::variant<Correlation, NoAnswer> correlate(std::span<const double> x, std::span<const double> y) {
  if (x.size() < kFewest) return NoAnswer{kFewest, x.size(), "two points always lie on a line"};
  const auto dx = centred(x);
  const auto dy = centred(y);
  if (dx.empty() || dy.empty()) return NoAnswer{2, 1, dx.empty() ? "x does not vary" : "y does not vary"};
  const auto n = x.size();
  const double norm_x = std::sqrt(pillars::block_sum(n, [&](std::size_t i) { return dx[i] * dx[i]; }));
  const double norm_y = std::sqrt(pillars::block_sum(n, [&](std::size_t i) { return dy[i] * dy[i]; }));
  const double product = pillars::block_sum(n, [&](std::size_t i) { return dx[i] * dy[i]; });
  Correlation out;
  out.r = std::clamp(product / norm_x / norm_y, -1.0, 1.0);
  const double sign = out.r < 0.0 ? -1.0 : 1.0;
  out.gap = pillars::block_sum(n, [&](std::size_t i) {
              const double difference = dx[i] / norm_x - sign * (dy[i] / norm_y);
              return difference * difference;
            }) / 2.0;
  if (out.gap == 0.0) out.r = sign;
  return out;
}

struct Tested {
  double t = 0.0;
  double p_value = 0.0;
  std::optional<std::pair<double, double>> ci{};
};

// `spread`: what the variance of atanh(r) is times n - 3.
Tested test(const Correlation& c, std::size_t rows, double spread, double level) {
  const auto n = static_cast<double>(rows);
  Tested out;
  out.t = c.r * std::sqrt((n - 2.0) / (c.gap * (2.0 - c.gap)));  // infinite on a line
  out.p_value = pillars::t_two_sided(out.t, n - 2.0);
  if (n <= kFisherDegrees) return out;
  const double half = pillars::normal_interval(level) * std::sqrt(spread / (n - kFisherDegrees));
  const double z = std::copysign(0.5 * std::log((2.0 - c.gap) / c.gap), c.r);  // atanh(r)
  out.ci = {std::tanh(z - half), std::tanh(z + half)};
  return out;
}

void report(const std::string& statistic, const std::variant<Correlation, NoAnswer>& outcome, const Pairs& pairs, double level, bool is_ranked,
            bool has_ties, sdk::EvidenceSink& evidence) {
  const auto set_inputs = [&](sdk::Object& detail) {
    detail.set("n", pairs.size()).set("missing", pairs.missing).set("level", level).set("ci_method", is_ranked ? "bonett_wright" : "fisher");
    if (is_ranked) detail.set("has_ties", has_ties);
  };
  if (const auto* no = std::get_if<NoAnswer>(&outcome)) {
    evidence.add(undefined_row(statistic, *no).detail(set_inputs));
    return;
  }
  const auto& c = std::get<Correlation>(outcome);
  const auto tested = test(c, pairs.size(), is_ranked ? 1.0 + c.r * c.r / 2.0 : 1.0, level);
  auto row = sdk::Evidence(statistic);
  row.value(c.r).effect_size(c.r).p_value(tested.p_value);
  if (tested.ci) row.ci(tested.ci->first, tested.ci->second);
  evidence.add(row.detail([&](sdk::Object& detail) {
    detail.set("r", c.r).set("r_squared", c.r * c.r).set("p_value", tested.p_value).set("df", pairs.size() - 2);
    detail.set("statistic", std::isfinite(tested.t) ? std::optional(tested.t) : std::nullopt);
    detail.set("ci_low", tested.ci ? std::optional(tested.ci->first) : std::nullopt);
    detail.set("ci_high", tested.ci ? std::optional(tested.ci->second) : std::nullopt);
    set_inputs(detail);
  }));
}

}  // namespace

void Pearson::compute(const sdk::Table& table, sdk::EvidenceSink& evidence) {
  const auto pairs = read_pairs(table);
  std::variant<Correlation, NoAnswer> outcome;
  if (const auto no = unless_finite(pairs.x, pairs.y)) outcome = *no;
  else outcome = correlate(pairs.x, pairs.y);
  report("pearson_r", outcome, pairs, params_.level, false, false, evidence);
}

void Spearman::compute(const sdk::Table& table, sdk::EvidenceSink& evidence) {
  const auto pairs = read_pairs(table);
  std::variant<Correlation, NoAnswer> outcome;
  bool has_ties = false;
  if (const auto no = unless_ordered(pairs.x, pairs.y)) {
    outcome = *no;
  } else {
    const auto x = ranks(pairs.x);
    const auto y = ranks(pairs.y);
    has_ties = x.has_ties() || y.has_ties();
    outcome = correlate(x.of_value, y.of_value);
  }
  report("spearman_r", outcome, pairs, params_.level, true, has_ties, evidence);
}

}  // namespace ophamin::statistics
