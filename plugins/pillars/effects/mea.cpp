// SPDX-License-Identifier: Apache-2.0
#include "mea.hpp"

#include <cmath>
#include <string_view>

#include "common/distributions.hpp"
#include "common/eigen_version.hpp"
#include "mea_evidence.hpp"
#include "welch.hpp"

namespace ophamin::effects {
namespace {

// The units for which `given` holds, and how to say it.
struct Stratum {
  std::vector<Assignment> given;
  std::vector<std::uint8_t> chosen;  // of each unit; empty: all
  std::string text;

  bool fixes(std::size_t factor) const {
    for (const auto& assignment : given) {
      if (assignment.factor == factor) return true;
    }
    return false;
  }
  bool is_empty() const {
    for (const auto flag : chosen) {
      if (flag != 0) return false;
    }
    return !given.empty();
  }
};

Stratum stratum_of(const Experiments& data, const std::vector<std::string>& given) {
  Stratum out;
  if (given.empty()) return out;
  out.chosen.assign(data.units(), 1);
  for (const auto& text : given) {
    const auto assignment = data.parse("given", text);
    const auto& factor = data.factors[assignment.factor];
    const auto level = factor.find(assignment.level);
    for (std::size_t unit = 0; unit < data.units(); ++unit) {
      if (!level || factor.of_unit[unit] != *level) out.chosen[unit] = 0;
    }
    out.text += (out.text.empty() ? "" : ", ") + text;
    out.given.push_back(assignment);
  }
  return out;
}

void set_stratum(sdk::Object& detail, const Experiments& data, const Stratum& stratum) {
  if (stratum.given.empty()) return;
  detail.set("stratum", [&](sdk::Object& inner) {
    for (const auto& assignment : stratum.given) inner.set(data.factors[assignment.factor].name, assignment.level);
  });
}

void add_contrast(sdk::EvidenceSink& evidence, const Experiments& data, const Factor& factor, std::size_t level,
                  const std::vector<Arm>& all, const Stratum& stratum, double confidence) {
  const auto& treated = all[level];
  const auto& control = all.front();
  const auto set_arms = [&](sdk::Object& detail) {
    detail.set("experiment", factor.name).set("variant", factor.levels[level]).set("baseline", factor.levels.front());
    detail.set("n_treatment", treated.units).set("n_control", control.units);
    set_stratum(detail, data, stratum);
  };
  auto row = sdk::Evidence(factor.name + "[" + factor.levels[level] + "]");
  const auto fewest = std::min(treated.units, control.units);
  if (fewest < 2) {
    const auto& name = treated.units == fewest ? factor.levels[level] : factor.levels.front();
    row.undefined(2, fewest,
                  stratum.is_empty() ? "the stratum " + stratum.text + " is empty" : "a variance needs two units in each arm: too few in " + name);
    return evidence.add(row.detail(set_arms));
  }
  const auto contrast = welch(treated, control, confidence);
  row.value(contrast.effect).ci(contrast.ci_low, contrast.ci_high);
  if (!std::isnan(contrast.p_value)) row.p_value(contrast.p_value);
  evidence.add(row.detail([&](sdk::Object& detail) {
    set_arms(detail);
    detail.set("effect", contrast.effect).set("se", contrast.error).set("t_stat", contrast.t);
    detail.set("df", contrast.error == 0.0 ? std::nullopt : std::optional(contrast.df)).set("p_value", contrast.p_value);
    detail.set("ci_low", contrast.ci_low).set("ci_high", contrast.ci_high).set("confidence", confidence);
    detail.set("zero_variance", contrast.error == 0.0).set("missing", data.missing);
  }));
}

}  // namespace

std::string Mea::library_version() { return pillars::eigen_version(); }

Mea::Mea(const Params& params) : params_(params) {
  if ((params.analysis == Analysis::kConditional) == params.given.empty()) {
    throw sdk::invalid_argument(params.given.empty() ? "analysis conditional needs a stratum: set `given` to one or more FACTOR=LEVEL"
                                                     : "`given` goes with analysis conditional: drop it, or set `analysis`");
  }
  if (params.analysis != Analysis::kJoint && !params.terms.empty()) {
    throw sdk::invalid_argument("`terms` goes with analysis joint: drop it, or set `analysis`");
  }
}

void Mea::compute(const sdk::Table& table, sdk::EvidenceSink& evidence) {
  const bool is_linear = params_.analysis == Analysis::kInteraction || params_.analysis == Analysis::kJoint;
  const auto factors = table.all("factor").size();
  if (params_.analysis == Analysis::kJoint && factors + table.all("x").size() == 0) {
    throw sdk::missing_role("analysis joint needs columns with the role `factor` or `x`");
  }
  const std::size_t needed = params_.analysis == Analysis::kJoint ? 0 : params_.analysis == Analysis::kInteraction ? 2 : 1;
  if (factors < needed) {
    throw sdk::missing_role(needed == 1 ? "marginal and conditional effects need a column with the role `factor`"
                                        : "analysis interaction needs two columns with the role `factor`");
  }
  const auto order = params_.level_order.value_or(is_linear ? LevelOrder::kText : LevelOrder::kFirstSeen);
  const auto data = read_experiments(table, order, params_.baseline);
  switch (params_.analysis) {
    case Analysis::kInteraction: return interactions(data, evidence);
    case Analysis::kJoint: return joint(data, evidence);
    default: return contrasts(data, evidence);
  }
}

void Mea::contrasts(const Experiments& data, sdk::EvidenceSink& evidence) const {
  const std::string_view statistic = params_.analysis == Analysis::kMarginal ? "marginal_effect" : "conditional_effect";
  if (data.units() == 0) return evidence.add(sdk::Evidence(statistic).undefined(4, 0, "no complete row"));
  if (data.not_finite != 0) {
    return evidence.add(sdk::Evidence(statistic).undefined(data.units(), data.units() - data.not_finite, "numbers that are not finite"));
  }
  const auto stratum = stratum_of(data, params_.given);
  bool has_rows = false;
  for (std::size_t f = 0; f < data.factors.size(); ++f) {
    const auto& factor = data.factors[f];
    if (stratum.fixes(f)) continue;
    has_rows = true;
    if (factor.levels.size() < 2) {
      evidence.add(sdk::Evidence(factor.name).undefined(2, factor.levels.size(), factor.name + " has one level, " + factor.levels.front()));
      continue;
    }
    const auto all = arms(data.outcome, factor.of_unit, factor.levels.size(), stratum.chosen);
    for (std::size_t level = 1; level < factor.levels.size(); ++level) {
      add_contrast(evidence, data, factor, level, all, stratum, params_.confidence);
    }
  }
  if (!has_rows) {
    throw sdk::missing_role("`given` fixes every factor: give another column with the role `factor`, whose effect is asked for");
  }
}

void Mea::interactions(const Experiments& data, sdk::EvidenceSink& evidence) const {
  for (std::size_t a = 0; a < data.factors.size(); ++a) {
    for (std::size_t b = a + 1; b < data.factors.size(); ++b) {
      const std::vector<Term> terms{make_term(data, {{true, a}}), make_term(data, {{true, b}}), make_term(data, {{true, a}, {true, b}})};
      const auto outcome = fit_linear(data, terms, params_.names, RankDeficient::kRefuse);
      add_interaction(evidence, data, terms, outcome, params_.confidence);
    }
  }
}

void Mea::joint(const Experiments& data, sdk::EvidenceSink& evidence) const {
  auto terms = params_.terms.empty() ? default_terms(data, params_.include_interactions) : parse_terms(data, params_.terms);
  const auto outcome = fit_linear(data, std::move(terms), params_.names, params_.rank_deficient);
  add_joint(evidence, data, outcome, params_.confidence);
}

}  // namespace ophamin::effects
