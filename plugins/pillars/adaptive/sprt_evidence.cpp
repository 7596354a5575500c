// SPDX-License-Identifier: Apache-2.0
#include "sprt_evidence.hpp"

#include <cmath>
#include <string>

#include "../common/not_finite.hpp"

namespace ophamin::adaptive {
namespace {

void set_options(sdk::Object& to, const Sprt::Params& params) {
  const auto o = options_of(params);
  to.set("alpha", o.alpha);
  switch (params.test) {
    case Sprt::TestKind::kMixture: to.set("mu0", o.mu0).set("sigma", o.sigma).set("tau2", o.tau2); break;
    case Sprt::TestKind::kGaussian: to.set("beta", o.beta).set("mu0", o.mu0).set("mu1", params.mu1).set("sigma", o.sigma); break;
    case Sprt::TestKind::kBernoulli: to.set("beta", o.beta).set("p0", params.p0).set("p1", params.p1); break;
  }
}

// What every test's state holds, around what only some have.
template <class Own>
void set_state(sdk::Object& to, const Sprt::Params& params, const SequentialSeries& series, Own own) {
  to.set("test", kTestNames[static_cast<std::size_t>(params.test)]).set("n", series.observations());
  own(to);
  to.set("decision", name_of(series.decision())).set("terminated", series.decision() != Decision::kContinue);
  const auto& stop = series.stop();
  to.set("stop_n", stop ? std::optional(stop->observation) : std::nullopt);
  to.set("stop_row", stop ? std::optional(stop->row) : std::nullopt);
  to.set("stop_decision", name_of(stop ? stop->decision : Decision::kContinue));
  to.set("missing", series.missing());
  to.set("options", [&](sdk::Object& options) { set_options(options, params); });
}

void add_common(sdk::EvidenceSink& evidence, const SequentialSeries& series) {
  evidence.add(sdk::Evidence("terminated").value(series.decision() != Decision::kContinue ? 1.0 : 0.0));
  if (series.stop()) evidence.add(sdk::Evidence("stop_n").value(static_cast<double>(series.stop()->observation)));
}

void add_mixture(sdk::EvidenceSink& evidence, const Sprt::Params& params, const SequentialSeries& series, const MixtureTest& test) {
  const double log_ratio = test.statistic();
  evidence.add(sdk::Evidence("always_valid_pvalue").value(test.p_value()).p_value(test.p_value()).detail([&](sdk::Object& detail) {
    set_state(detail, params, series, [&](sdk::Object& state) {
      // The ratios themselves may be beyond the numbers; their logarithms are not.
      state.set("mixture_lr", std::exp(log_ratio)).set("running_max_lr", std::exp(test.largest()));
      state.set("log_mixture_lr", log_ratio).set("log_running_max_lr", test.largest());
      state.set("always_valid_pvalue", test.p_value());
    });
  }));
  evidence.add(sdk::Evidence("log_mixture_lr").value(log_ratio));
  add_common(evidence, series);
}

void add_wald(sdk::EvidenceSink& evidence, const Sprt::Params& params, const SequentialSeries& series, double llr) {
  const auto o = options_of(params);
  const auto bounds = WaldBounds::of(o.alpha, o.beta);
  evidence.add(sdk::Evidence("llr").value(llr).detail([&](sdk::Object& detail) {
    set_state(detail, params, series,
              [&](sdk::Object& state) { state.set("llr", llr).set("upper", bounds.upper).set("lower", bounds.lower); });
  }));
  add_common(evidence, series);
}

}  // namespace

TestOptions options_of(const Sprt::Params& params) noexcept {
  const TestOptions d;
  return {params.alpha, params.beta.value_or(d.beta), params.mu0.value_or(d.mu0), params.sigma.value_or(d.sigma),
          params.tau2.value_or(d.tau2)};
}

void add_evidence(sdk::EvidenceSink& evidence, const Sprt::Params& params, const SequentialSeries& series) {
  const auto observations = series.observations();
  auto main = sdk::Evidence(params.test == Sprt::TestKind::kMixture ? "always_valid_pvalue" : "llr");
  if (series.not_finite() != 0) {
    evidence.add(pillars::not_finite(main, observations, series.not_finite(), "no likelihood ratio"));
  } else if (series.overflowed()) {
    evidence.add(main.undefined(observations, observations, "the likelihood ratio is beyond the numbers; scale the values"));
  } else if (observations == 0) {
    evidence.add(main.undefined(1, 0, "no observation"));
  } else if (const auto* mixture = std::get_if<MixtureTest>(&series.test())) {
    add_mixture(evidence, params, series, *mixture);
  } else {
    add_wald(evidence, params, series, std::visit([](const auto& test) { return test.statistic(); }, series.test()));
  }
}

}  // namespace ophamin::adaptive
