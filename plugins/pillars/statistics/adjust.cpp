// SPDX-License-Identifier: Apache-2.0
#include "adjust.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include "../common/labels.hpp"
#include "samples.hpp"

namespace ophamin::statistics {
namespace {

std::vector<std::size_t> ascending(std::span<const double> p) {
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
  return order;
}

// From the largest p-value down: none is larger than what comes after it.
std::vector<double> step_up(std::span<const double> p, double factor) {
  const auto order = ascending(p);
  const auto m = static_cast<double>(p.size());
  std::vector<double> out(p.size());
  double least = 1.0;
  for (std::size_t rank = p.size(); rank > 0; --rank) {
    const auto at = order[rank - 1];
    least = std::min(least, p[at] * factor * m / static_cast<double>(rank));
    out[at] = least;
  }
  return out;
}

// From the smallest p-value up: none is smaller than what came before it.
std::vector<double> step_down(std::span<const double> p) {
  const auto order = ascending(p);
  std::vector<double> out(p.size());
  double most = 0.0;
  for (std::size_t rank = 0; rank < p.size(); ++rank) {
    const auto at = order[rank];
    most = std::max(most, std::min(1.0, p[at] * static_cast<double>(p.size() - rank)));
    out[at] = most;
  }
  return out;
}

std::vector<double> adjusted(std::span<const double> p, Adjust::Method method) {
  const auto m = static_cast<double>(p.size());
  std::vector<double> out(p.size());
  switch (method) {
    case Adjust::Method::kBh: return step_up(p, 1.0);
    case Adjust::Method::kBy: {
      double harmonic = 0.0;
      for (std::size_t i = p.size(); i > 0; --i) harmonic += 1.0 / static_cast<double>(i);  // small terms first
      return step_up(p, harmonic);
    }
    case Adjust::Method::kHolm: return step_down(p);
    case Adjust::Method::kBonferroni:
      std::transform(p.begin(), p.end(), out.begin(), [m](double value) { return std::min(1.0, value * m); });
      return out;
    default:
      // 1 - (1 - p)^m, without losing small ones.
      std::transform(p.begin(), p.end(), out.begin(), [m](double value) { return -std::expm1(m * std::log1p(-value)); });
      return out;
  }
}

std::string_view name_of(Adjust::Method method) {
  switch (method) {
    case Adjust::Method::kBh: return "bh";
    case Adjust::Method::kBy: return "by";
    case Adjust::Method::kBonferroni: return "bonferroni";
    case Adjust::Method::kHolm: return "holm";
    default: return "sidak";
  }
}

void check(const sdk::Column& column) {
  for (std::size_t row = 0; row < column.size(); ++row) {
    if (!column.has(row)) continue;
    const double p = column.number(row);
    if (p >= 0.0 && p <= 1.0) continue;
    throw sdk::invalid_argument("column `" + std::string(column.name()) + "` row " + std::to_string(row) +
                                ": expected a p-value from 0 to 1, found " + pillars::number_text(p));
  }
}

}  // namespace

void Adjust::compute(const sdk::Table& table, sdk::EvidenceSink& evidence) {
  const auto column = table.role("p");
  check(column);
  const sdk::Numbers p(column);
  const auto set_inputs = [&](sdk::Object& detail) {
    detail.set("method", name_of(params_.method)).set("alpha", params_.alpha).set("n", p.size()).set("missing", p.missing());
  };
  if (p.empty()) {
    evidence.add(undefined_row("rejected", {1, 0, "no p-value"}).detail(set_inputs));
    evidence.add(undefined_row("smallest_adjusted_p", {1, 0, "no p-value"}));
    return;
  }
  const auto values = adjusted(p, params_.method);
  const auto rejects = [&](double value) { return value < params_.alpha; };
  const auto rejected = std::count_if(values.begin(), values.end(), rejects);
  const double smallest = *std::min_element(values.begin(), values.end());
  const auto listed = static_cast<std::size_t>(std::min<std::uint64_t>(values.size(), params_.list_limit));
  evidence.add(sdk::Evidence("rejected").value(static_cast<double>(rejected)).detail([&](sdk::Object& detail) {
    detail.set("rejected", rejected);
    detail.set("p_adjusted", std::vector<double>(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(listed)));
    detail.set("reject", [&](sdk::Array& list) {
      for (std::size_t i = 0; i < listed; ++i) list.add(rejects(values[i]));
    });
    set_inputs(detail);
  }));
  evidence.add(sdk::Evidence("smallest_adjusted_p").value(smallest).p_value(smallest));
}

}  // namespace ophamin::statistics
