// SPDX-License-Identifier: Apache-2.0
#include "mixed_effects.hpp"

#include <cmath>
#include <string_view>

#include "common/distributions.hpp"
#include "common/eigen_version.hpp"

namespace ophamin::effects {
namespace {

constexpr std::string_view kMainStatistic = "icc";

std::string_view name_of(DegreesOfFreedom method) noexcept {
  switch (method) {
    case DegreesOfFreedom::kKenwardRoger: return "kenward_roger";
    case DegreesOfFreedom::kResidual: return "residual";
    case DegreesOfFreedom::kSatterthwaite: break;
  }
  return "satterthwaite";
}

// Student's test of a fixed effect, if there are degrees of freedom.
struct Test {
  double t;
  double p_value;
  double ci_low, ci_high;
};
std::optional<Test> test(const FixedEffect& effect, double confidence) {
  if (!(effect.df > 0.0) || !(effect.adjusted > 0.0)) return std::nullopt;
  const double t = effect.estimate / effect.adjusted;
  const double half = pillars::t_interval(effect.df, confidence) * effect.adjusted;
  return Test{t, pillars::t_two_sided(t, effect.df), effect.estimate - half, effect.estimate + half};
}

template <class Items, class Member>
void set_list(sdk::Object& detail, std::string_view name, const Items& items, Member member) {
  detail.set(name, [&](sdk::Array& list) {
    for (const auto& item : items) list.add(member(item));
  });
}

void set_ratio(sdk::Object& detail, std::string_view name, const LikelihoodRatio& ratio) {
  detail.set(name, [&](sdk::Object& inner) { inner.set("statistic", ratio.statistic).set("p_value", ratio.p_value); });
}

void set_detail(sdk::Object& detail, const Panel& panel, const MixedFit& fit, const MixedOptions& options) {
  std::vector<std::optional<Test>> tests;
  for (const auto& effect : fit.fixed) tests.push_back(test(effect, options.confidence));
  const auto of_test = [&](std::string_view name, auto member) {
    set_list(detail, name, tests, [&](const auto& t) { return t ? std::optional(member(*t)) : std::nullopt; });
  };

  detail.set("method", options.reml ? "reml" : "ml").set("feature_names", fit.names);
  set_list(detail, "fixed_effects", fit.fixed, [](const FixedEffect& e) { return e.estimate; });
  set_list(detail, "fixed_effects_se", fit.fixed, [](const FixedEffect& e) { return e.error; });
  detail.set("sigma_u2", fit.sigma_u2).set("sigma_e2", fit.sigma_e2).set("icc", fit.icc);
  detail.set("icc_ci", std::vector<double>{fit.icc_low, fit.icc_high});
  detail.set("loglik", fit.loglik).set("singular", fit.is_singular).set("converged", true);
  detail.set("n_obs", panel.rows()).set("n_groups", panel.groups()).set("missing", panel.missing());
  detail.set("group_size_min", fit.smallest_group).set("group_size_max", fit.largest_group);
  detail.set("confidence", options.confidence).set("df_method", name_of(fit.df_method));
  set_list(detail, "df", fit.fixed, [](const FixedEffect& e) { return std::isfinite(e.df) ? std::optional(e.df) : std::nullopt; });
  set_list(detail, "test_se", fit.fixed, [](const FixedEffect& e) { return e.adjusted; });
  of_test("t", [](const Test& t) { return t.t; });
  of_test("p_value", [](const Test& t) { return t.p_value; });
  of_test("ci_low", [](const Test& t) { return t.ci_low; });
  of_test("ci_high", [](const Test& t) { return t.ci_high; });
  set_ratio(detail, "random_effect_test", fit.random_effect);
  if (options.likelihood_ratio) {
    detail.set("likelihood_ratio", [&](sdk::Object& ratios) {
      for (std::size_t j = 0; j < fit.names.size(); ++j) {
        if (fit.without[j]) set_ratio(ratios, fit.names[j], *fit.without[j]);
      }
    });
  }
  if (options.center_and_scale) detail.set("x_mean", fit.x_mean).set("x_std", fit.x_std);
  if (options.random_effects == 0) return;
  const auto& effects = fit.random_effects;
  detail.set("random_effects", [&](sdk::Object& lists) {
    lists.set("group", [&](sdk::Array& labels) {
      for (std::size_t g = 0; g < effects.estimate.size(); ++g) labels.add(panel.group_label(g));
    });
    lists.set("estimate", effects.estimate).set("sd", effects.deviation);
  });
}

void add_fit(sdk::EvidenceSink& evidence, const Panel& panel, const MixedFit& fit, const MixedOptions& options) {
  evidence.add(sdk::Evidence(kMainStatistic).value(fit.icc).ci(fit.icc_low, fit.icc_high).detail([&](sdk::Object& detail) {
    set_detail(detail, panel, fit, options);
  }));
  evidence.add(sdk::Evidence("sigma_u2").value(fit.sigma_u2).p_value(fit.random_effect.p_value));
  evidence.add(sdk::Evidence("sigma_e2").value(fit.sigma_e2));
  evidence.add(sdk::Evidence("loglik").value(fit.loglik));
  for (std::size_t j = 0; j < fit.names.size(); ++j) {
    auto row = sdk::Evidence("beta[" + fit.names[j] + "]").value(fit.fixed[j].estimate);
    if (const auto tested = test(fit.fixed[j], options.confidence)) row.ci(tested->ci_low, tested->ci_high).p_value(tested->p_value);
    evidence.add(row);
  }
}

}  // namespace

std::string MixedEffects::library_version() { return pillars::eigen_version(); }

MixedEffects::MixedEffects(const Params& params) : params_(params) {
  if (!params.reml && params.degrees_of_freedom == DegreesOfFreedom::kKenwardRoger) {
    throw sdk::invalid_argument("Kenward and Roger's degrees of freedom need a REML fit: set `reml`, or take satterthwaite");
  }
}

void MixedEffects::compute(const sdk::Table& table, sdk::EvidenceSink& evidence) {
  const Panel panel(table);
  const auto outcome = fit_mixed(panel, params_);
  if (const auto* fit = std::get_if<MixedFit>(&outcome)) return add_fit(evidence, panel, *fit, params_);
  const auto& no = std::get<NotFitted>(outcome);
  evidence.add(sdk::Evidence(kMainStatistic).undefined(no.needed, no.found, no.reason).detail([&](sdk::Object& detail) {
    detail.set("n_obs", panel.rows()).set("n_groups", panel.groups()).set("missing", panel.missing());
  }));
}

}  // namespace ophamin::effects
