// SPDX-License-Identifier: Apache-2.0
#include <string_view>

#include "analysis.hpp"
#include "common/distributions.hpp"

namespace ophamin::synthesis {
namespace {

constexpr std::string_view kMainStatistic = "pooled_effect";
constexpr std::uint64_t kLeastForHeterogeneity = 2;
constexpr std::uint64_t kLeastForPrediction = 3;

std::string_view name_of(Tau2Method method) noexcept {
  switch (method) {
    case Tau2Method::kPauleMandel: return "paule_mandel";
    case Tau2Method::kReml: return "reml";
    case Tau2Method::kDerSimonianLaird: break;
  }
  return "dersimonian_laird";
}

std::string_view name_of(Interval interval) noexcept {
  switch (interval) {
    case Interval::kHartungKnapp: return "hartung_knapp";
    case Interval::kHartungKnappAdHoc: return "hartung_knapp_ad_hoc";
    case Interval::kNormal: break;
  }
  return "normal";
}

std::string_view name_of(Measure measure) noexcept {
  switch (measure) {
    case Measure::kLogOddsRatio: return "log_odds_ratio";
    case Measure::kRiskDifference: return "risk_difference";
    case Measure::kLogRiskRatio: break;
  }
  return "log_risk_ratio";
}

// One list for each member of a result.
void set_trajectory(sdk::Object& detail, const Trajectory& trajectory) {
  detail.set("trajectory", [&](sdk::Object& columns) {
    const auto column = [&](std::string_view name, auto member) {
      columns.set(name, [&](sdk::Array& list) {
        for (const auto& result : trajectory.kept()) list.add(member(result));
      });
    };
    column("k", [](const Result& r) { return r.k; });
    column("estimate", [](const Result& r) { return r.estimate; });
    column("variance", [](const Result& r) { return r.variance; });
    column("ci_low", [](const Result& r) { return r.ci_low; });
    column("ci_high", [](const Result& r) { return r.ci_high; });
    column("ci_width", [](const Result& r) { return r.ci_width(); });
    column("test", [](const Result& r) { return r.test; });
    column("p_value", [](const Result& r) { return r.p_value; });
    column("tau2", [](const Result& r) { return r.tau2; });
    column("q", [](const Result& r) { return r.q; });
    column("i_squared", [](const Result& r) { return r.i_squared; });
    column("significant", [](const Result& r) { return r.conclusion() != 0; });
  });
}

void set_detail(sdk::Object& detail, const Analysis& analysis, const Result& result) {
  const auto& options = analysis.options;
  const auto df = result.k - 1;
  detail.set("k", result.k).set("model", options.random_effects ? "random" : "fixed");
  detail.set("estimate", result.estimate).set("variance", result.variance);
  detail.set("ci_low", result.ci_low).set("ci_high", result.ci_high).set("ci_width", result.ci_width());
  detail.set("test", result.test).set("p_value", result.p_value).set("significant", result.conclusion() != 0);
  detail.set("tau2", result.tau2).set("q", result.q).set("df", df);
  detail.set("q_p_value", pillars::chi_square_above(result.q, static_cast<double>(df))).set("i_squared", result.i_squared);
  detail.set("confidence", options.confidence).set("interval", name_of(options.interval));
  if (options.random_effects) {
    detail.set("tau2_method", name_of(options.tau2_method)).set("tau2_fixed_after", options.tau2_fixed_after);
    detail.set("tau2_frozen_at", analysis.pool.frozen_at());
    detail.set("fixed_estimate", analysis.pool.fixed_estimate()).set("fixed_variance", analysis.pool.fixed_variance());
  }
  if (analysis.reader.is_counts()) {
    detail.set("measure", name_of(options.measure)).set("effect", analysis.effects);
    detail.set("effect_variance", analysis.variances);
  }
  detail.set("missing", analysis.reader.missing());
  if (!options.trajectory) return;
  detail.set("first_significant_k", analysis.trajectory.first_significant_k());
  detail.set("first_crossing_k", analysis.trajectory.first_crossing_k());
  detail.set("first_stable_k", analysis.trajectory.first_stable_k());
  set_trajectory(detail, analysis.trajectory);
}

void add_heterogeneity(sdk::EvidenceSink& evidence, const Analysis& analysis, const Result& result) {
  const auto too_few = [&](std::string_view statistic, std::uint64_t needed, std::string_view reason) {
    evidence.add(sdk::Evidence(statistic).undefined(needed, result.k, reason));
  };
  if (result.k < kLeastForHeterogeneity) {
    for (const std::string_view statistic : {"q", "i_squared"}) too_few(statistic, kLeastForHeterogeneity, "one study differs from none");
    if (analysis.options.random_effects) too_few("tau2", kLeastForHeterogeneity, "one study differs from none");
  } else {
    const auto df = static_cast<double>(result.k - 1);
    evidence.add(sdk::Evidence("q").value(result.q).p_value(pillars::chi_square_above(result.q, df)));
    evidence.add(sdk::Evidence("i_squared").value(result.i_squared));
    if (analysis.options.random_effects) {
      auto tau2 = sdk::Evidence("tau2").value(result.tau2);
      if (const auto interval = analysis.pool.tau2_interval()) tau2.ci(interval->low, interval->high);
      evidence.add(tau2);
    }
  }
  if (!analysis.options.random_effects) return;
  if (result.k < kLeastForPrediction) {
    too_few("prediction", kLeastForPrediction, "the interval for another study has k - 2 degrees of freedom");
  } else {
    const auto interval = analysis.pool.prediction(result);
    evidence.add(sdk::Evidence("prediction").value(result.estimate).ci(interval.low, interval.high));
  }
}

}  // namespace

void add_evidence(sdk::EvidenceSink& evidence, const Analysis& analysis) {
  const auto& pool = analysis.pool;
  const auto& reader = analysis.reader;
  const auto given = reader.rows() - reader.missing();
  if (given == 0) {
    return evidence.add(sdk::Evidence(kMainStatistic).undefined(1, 0, "no study").detail([&](sdk::Object& detail) {
      detail.set("missing", reader.missing());
    }));
  }
  if (const auto& faults = reader.faults(); faults.count() != 0) {
    return evidence.add(sdk::Evidence(kMainStatistic).undefined(given, given - faults.count(), faults.reason()));
  }
  if (!pool.is_finite()) {
    return evidence.add(sdk::Evidence(kMainStatistic).undefined(given, pool.count() - 1, "sums of weights and squares leave the range of a double"));
  }
  const auto result = pool.result();
  evidence.add(sdk::Evidence(kMainStatistic)
                   .value(result.estimate)
                   .ci(result.ci_low, result.ci_high)
                   .p_value(result.p_value)
                   .detail([&](sdk::Object& detail) { set_detail(detail, analysis, result); }));
  add_heterogeneity(evidence, analysis, result);
}

}  // namespace ophamin::synthesis
