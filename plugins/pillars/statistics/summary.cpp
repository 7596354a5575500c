// SPDX-License-Identifier: Apache-2.0
#include "summary.hpp"

#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include <ophamin/summary.hpp>

#include "../common/distributions.hpp"
#include "moments.hpp"
#include "samples.hpp"

namespace ophamin::statistics {

void Summary::compute(const sdk::Table& table, sdk::EvidenceSink& evidence) {
  const auto values = table.numbers("value");
  const auto set_inputs = [&](sdk::Object& detail) {
    detail.set("n", values.size()).set("missing", values.missing()).set("level", params_.level);
  };
  auto no = unless_finite(values);
  if (!no && values.empty()) no = NoAnswer{1, 0, "no value"};
  Moments m;
  if (!no) {
    m = moments(values);
    if (!std::isfinite(m.squares)) no = NoAnswer{1, 0, "squares of the values are too large for a double"};
  }
  if (no) {
    evidence.add(undefined_row("mean", *no).detail(set_inputs));
    return;
  }
  const auto s = sdk::summarize(std::vector<double>(values.begin(), values.end()));
  std::optional<double> sd;
  std::optional<std::pair<double, double>> ci;
  auto row = sdk::Evidence("mean");
  row.value(m.mean());
  if (m.n >= 2) {
    sd = m.sd();
    const double half = pillars::t_interval(m.count() - 1.0, params_.level) * *sd / std::sqrt(m.count());
    ci = {m.mean() - half, m.mean() + half};
    row.ci(ci->first, ci->second);
  }
  evidence.add(row.detail([&](sdk::Object& detail) {
    detail.set("min", s.min).set("max", s.max).set("median", s.median).set("mean", m.mean()).set("p10", s.p10).set("p90", s.p90);
    detail.set("sd", sd);
    detail.set("ci_low", ci ? std::optional(ci->first) : std::nullopt).set("ci_high", ci ? std::optional(ci->second) : std::nullopt);
    set_inputs(detail);
  }));
  if (sd) evidence.add(sdk::Evidence("sd").value(*sd));
  else evidence.add(undefined_row("sd", {2, m.n, "one value has no spread"}));
  for (const auto& [name, value] : {std::pair{"min", s.min}, std::pair{"p10", s.p10}, std::pair{"median", s.median}, std::pair{"p90", s.p90},
                                    std::pair{"max", s.max}}) {
    evidence.add(sdk::Evidence(name).value(value));
  }
}

}  // namespace ophamin::statistics
