// SPDX-License-Identifier: Apache-2.0
#include "entropy.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "../common/compensated_sum.hpp"
#include "../common/labels.hpp"
#include "samples.hpp"

namespace ophamin::statistics {
namespace {

struct Counts {
  std::vector<std::uint64_t> of_label{};
  std::uint64_t n = 0;
  std::size_t missing = 0;
};

Counts count(const pillars::Labels& labels) {
  Counts out;
  out.of_label.assign(labels.count(), 0);
  for (const auto label : labels.of_row) {
    if (label == pillars::Labels::kNone) {
      ++out.missing;
    } else {
      ++out.of_label[label];
      ++out.n;
    }
  }
  return out;
}

// Numbers that are none label nothing.
std::optional<NoAnswer> unless_labels(const sdk::Column& column, const Counts& counts) {
  if (column.type() != OPH_FLOAT) return std::nullopt;
  std::uint64_t none = 0;
  for (std::size_t row = 0; row < column.size(); ++row) none += column.has(row) && std::isnan(column.doubles()[row]) ? 1 : 0;
  if (none == 0) return std::nullopt;
  return NoAnswer{counts.n, counts.n - none, "labels that are no number"};
}

// In nats. The logarithm of a share near 1 is that of what it lacks.
double entropy(const Counts& counts) {
  const auto n = static_cast<double>(counts.n);
  pillars::CompensatedSum sum;
  for (const auto count : counts.of_label) {
    const double share = static_cast<double>(count) / n;
    const double logarithm = 2 * count > counts.n ? std::log1p(-static_cast<double>(counts.n - count) / n) : std::log(share);
    sum.add(-share * logarithm);
  }
  return sum.value();
}

// (1 + d) log(1 + d) - d, never negative; d >= -1.
double divergence_term(double d) {
  if (d == -1.0) return 1.0;
  constexpr double kSeries = 1e-3;
  if (std::fabs(d) > kSeries) return (1.0 + d) * std::log1p(d) - d;
  return d * d * (1.0 / 2.0 - d * (1.0 / 6.0 - d * (1.0 / 12.0 - d * (1.0 / 20.0 - d / 30.0))));
}

// Counts of the same labels in two samples.
struct Paired {
  std::uint64_t p = 0;
  std::uint64_t q = 0;
};

// In nats; infinite if p has a label that q has not.
double divergence(const std::vector<Paired>& labels, double n, double m) {
  pillars::CompensatedSum sum;
  for (const auto& label : labels) {
    if (label.q == 0) return std::numeric_limits<double>::infinity();
    const auto a = static_cast<double>(label.p), b = static_cast<double>(label.q);
    sum.add(b / m * divergence_term((a * m - b * n) / (b * n)));
  }
  return sum.value();
}

// In nats, 0 to log 2.
double jensen_shannon(const std::vector<Paired>& labels, double n, double m) {
  pillars::CompensatedSum sum;
  for (const auto& label : labels) {
    const double p = static_cast<double>(label.p) / n, q = static_cast<double>(label.q) / m;
    const double middle = p / 2.0 + q / 2.0;
    const double apart = (static_cast<double>(label.p) * m - static_cast<double>(label.q) * n) / (2.0 * n * m * middle);
    sum.add(middle / 2.0 * (divergence_term(std::max(-1.0, apart)) + divergence_term(std::max(-1.0, -apart))));
  }
  return sum.value();
}

std::vector<Paired> pair_up(const sdk::Column& p_column, const pillars::Labels& p_labels, const Counts& p, const sdk::Column& q_column,
                            const pillars::Labels& q_labels, const Counts& q) {
  std::unordered_map<std::string, std::size_t> places;
  std::vector<Paired> out;
  const auto place = [&](std::string label) -> Paired& {
    const auto [at, is_new] = places.try_emplace(std::move(label), out.size());
    if (is_new) out.emplace_back();
    return out[at->second];
  };
  for (std::size_t i = 0; i < p_labels.count(); ++i) place(pillars::label_text(p_column, p_labels.first_rows[i])).p = p.of_label[i];
  for (std::size_t i = 0; i < q_labels.count(); ++i) place(pillars::label_text(q_column, q_labels.first_rows[i])).q = q.of_label[i];
  return out;
}

}  // namespace

void Entropy::compute(const sdk::Table& table, sdk::EvidenceSink& evidence) {
  const auto column = table.role("label");
  const auto counts = count(pillars::number_labels(column));
  const auto labels = counts.of_label.size();
  const auto set_inputs = [&](sdk::Object& detail) {
    detail.set("n", counts.n).set("n_labels", labels).set("missing", counts.missing).set("base", params_.base);
  };
  auto no = unless_labels(column, counts);
  if (counts.n == 0) no = NoAnswer{1, 0, "no label"};
  if (no) {
    evidence.add(undefined_row("entropy", *no).detail(set_inputs));
    return;
  }
  const double unit = std::log(params_.base);
  const double value = entropy(counts) / unit;
  const double most = std::log(static_cast<double>(labels)) / unit;
  const double correction = static_cast<double>(labels - 1) / (2.0 * static_cast<double>(counts.n)) / unit;
  evidence.add(sdk::Evidence("entropy").value(value).detail([&](sdk::Object& detail) {
    detail.set("entropy", value).set("miller_madow", value + correction).set("most", most);
    detail.set("evenness", labels > 1 ? std::optional(value / most) : std::nullopt);
    set_inputs(detail);
  }));
}

void KlDivergence::compute(const sdk::Table& table, sdk::EvidenceSink& evidence) {
  const auto p_column = table.role("p");
  const auto q_column = table.role("q");
  const auto p_labels = pillars::number_labels(p_column);
  const auto q_labels = pillars::number_labels(q_column);
  const auto p = count(p_labels);
  const auto q = count(q_labels);
  const auto set_inputs = [&](sdk::Object& detail) {
    detail.set("n_p", p.n).set("n_q", q.n).set("labels_p", p.of_label.size()).set("labels_q", q.of_label.size());
    detail.set("missing", p.missing + q.missing).set("base", params_.base);
  };
  auto no = unless_labels(p_column, p);
  if (!no) no = unless_labels(q_column, q);
  if (p.n == 0 || q.n == 0) no = NoAnswer{1, 0, p.n == 0 ? "p has no label" : "q has no label"};
  if (no) {
    evidence.add(undefined_row("kl_divergence", *no).detail(set_inputs));
    evidence.add(undefined_row("jensen_shannon", *no));
    return;
  }
  const auto labels = pair_up(p_column, p_labels, p, q_column, q_labels, q);
  const auto n = static_cast<double>(p.n), m = static_cast<double>(q.n);
  const double unit = std::log(params_.base);
  std::uint64_t only_p = 0;
  for (const auto& label : labels) only_p += label.q == 0 ? 1 : 0;
  const double divergent = divergence(labels, n, m) / unit;
  const double shannon = jensen_shannon(labels, n, m) / unit;
  evidence.add(sdk::Evidence("kl_divergence").value(divergent).detail([&](sdk::Object& detail) {
    detail.set("divergence", divergent).set("jensen_shannon", shannon).set("labels_only_in_p", only_p);
    set_inputs(detail);
  }));
  evidence.add(sdk::Evidence("jensen_shannon").value(shannon));
}

}  // namespace ophamin::statistics
