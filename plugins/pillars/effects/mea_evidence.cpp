// SPDX-License-Identifier: Apache-2.0
#include "mea_evidence.hpp"

#include <cmath>
#include <numbers>
#include <optional>

#include "common/distributions.hpp"

namespace ophamin::effects {
namespace {

// A term against the error of the whole model.
struct FTest {
  double f;
  double p_value;
};
std::optional<FTest> f_test(double squares, std::uint64_t df, const LinearFit& fit) {
  if (df == 0) return std::nullopt;
  const auto df1 = static_cast<double>(df);
  const auto df2 = static_cast<double>(fit.residual_df);
  const double f = squares / df1 / (fit.residual / df2);
  return FTest{f, pillars::f_above(f, df1, df2)};
}

void add_refusal(sdk::EvidenceSink& evidence, sdk::Evidence row, const Experiments& data, const NoLinearFit& no) {
  evidence.add(row.undefined(no.needed, no.found, no.reason).detail([&](sdk::Object& detail) {
    detail.set("n_obs", data.units()).set("missing", data.missing).set("saturated", no.is_saturated);
    detail.set("empty_cells", [&](sdk::Object& terms) {
      for (const auto& [term, cells] : no.empty) terms.set(term, cells);
    });
  }));
}

template <class Member>
void set_tests(sdk::Object& table, std::string_view name, const LinearFit& fit, Member member) {
  table.set(name, [&](sdk::Array& list) {
    for (const auto& term : fit.terms) {
      const auto test = f_test(term.squares, term.df, fit);
      list.add(test ? std::optional(member(*test)) : std::nullopt);
    }
  });
}

void set_anova(sdk::Object& detail, const LinearFit& fit) {
  detail.set("anova_type2", [&](sdk::Object& table) {
    const auto column = [&](std::string_view name, auto member) {
      table.set(name, [&](sdk::Array& list) {
        for (const auto& term : fit.terms) list.add(member(term));
      });
    };
    column("term", [](const TermTest& t) { return t.term; });
    column("ss", [](const TermTest& t) { return t.squares; });
    column("df", [](const TermTest& t) { return t.df; });
    set_tests(table, "f", fit, [](const FTest& test) { return test.f; });
    set_tests(table, "p", fit, [](const FTest& test) { return test.p_value; });
    column("partial_eta_squared", [&](const TermTest& t) { return t.squares / (t.squares + fit.residual); });
    table.set("residual_ss", fit.residual).set("residual_df", fit.residual_df);
  });
}

struct TTest {
  double t;
  double p_value;
  double ci_low, ci_high;
};
std::optional<TTest> t_test(const Coefficient& coefficient, const LinearFit& fit, double confidence) {
  if (!(coefficient.error > 0.0)) return std::nullopt;
  const auto df = static_cast<double>(fit.residual_df);
  const double half = pillars::t_interval(df, confidence) * coefficient.error;
  const double t = coefficient.estimate / coefficient.error;
  return TTest{t, pillars::t_two_sided(t, df), coefficient.estimate - half, coefficient.estimate + half};
}

void set_joint(sdk::Object& detail, const Experiments& data, const LinearFit& fit, const std::optional<FTest>& overall,
               double confidence) {
  const auto n = static_cast<double>(data.units());
  const auto df = static_cast<double>(fit.residual_df);
  detail.set("n_obs", data.units()).set("missing", data.missing).set("rank", fit.rank);
  detail.set("coefficients", [&](sdk::Array& list) {
    for (const auto& coefficient : fit.coefficients) {
      list.add([&](sdk::Object& item) {
        const auto test = t_test(coefficient, fit, confidence);
        const auto of = [&](auto member) { return test ? std::optional((*test).*member) : std::nullopt; };
        item.set("name", coefficient.name).set("estimate", coefficient.estimate).set("se", coefficient.error);
        item.set("t_stat", of(&TTest::t)).set("p_value", of(&TTest::p_value));
        item.set("ci_low", of(&TTest::ci_low)).set("ci_high", of(&TTest::ci_high));
      });
    }
  });
  set_anova(detail, fit);
  detail.set("sigma2", fit.residual / df).set("r_squared", fit.model / fit.total);
  detail.set("adj_r_squared", 1.0 - fit.residual / df / (fit.total / (n - 1.0)));
  detail.set("f_statistic", overall ? std::optional(overall->f) : std::nullopt);
  detail.set("f_p", overall ? std::optional(overall->p_value) : std::nullopt).set("df_model", fit.rank - 1).set("df_resid", fit.residual_df);
  detail.set("loglik", -0.5 * n * (1.0 + std::log(2.0 * std::numbers::pi * fit.residual / n))).set("confidence", confidence);
  if (!fit.rank_deficiency.empty()) detail.set("rank_deficiency", fit.rank_deficiency).set("solution", "minimum_norm");
}

}  // namespace

void add_interaction(sdk::EvidenceSink& evidence, const Experiments& data, const std::vector<Term>& terms,
                     const std::variant<LinearFit, NoLinearFit>& outcome, double confidence) {
  auto row = sdk::Evidence("interaction[" + terms[2].name + "]");
  if (const auto* no = std::get_if<NoLinearFit>(&outcome)) return add_refusal(evidence, row, data, *no);
  const auto& fit = std::get<LinearFit>(outcome);
  const auto& product = fit.terms.back();
  const auto test = f_test(product.squares, product.df, fit);
  evidence.add(row.value(test->f).p_value(test->p_value).detail([&](sdk::Object& detail) {
    detail.set("exp_a", terms[0].name).set("exp_b", terms[1].name).set("f_stat", test->f).set("p_value", test->p_value);
    detail.set("df_num", product.df).set("df_den", fit.residual_df).set("n_obs", data.units()).set("missing", data.missing);
    detail.set("alpha", 1.0 - confidence).set("significant", test->p_value < 1.0 - confidence);
    set_anova(detail, fit);
  }));
}

void add_joint(sdk::EvidenceSink& evidence, const Experiments& data, const std::variant<LinearFit, NoLinearFit>& outcome,
               double confidence) {
  auto row = sdk::Evidence("f_statistic");
  if (const auto* no = std::get_if<NoLinearFit>(&outcome)) return add_refusal(evidence, row, data, *no);
  const auto& fit = std::get<LinearFit>(outcome);
  const auto overall = f_test(fit.model, fit.rank - 1, fit);
  if (overall) {
    row.value(overall->f).p_value(overall->p_value);
  } else {
    row.undefined(1, 0, "the model says no more than the mean");
  }
  evidence.add(row.detail([&](sdk::Object& detail) { set_joint(detail, data, fit, overall, confidence); }));
  evidence.add(sdk::Evidence("r_squared").value(fit.model / fit.total));
  for (const auto& coefficient : fit.coefficients) {
    auto item = sdk::Evidence(coefficient.name).value(coefficient.estimate);
    if (const auto test = t_test(coefficient, fit, confidence)) item.ci(test->ci_low, test->ci_high).p_value(test->p_value);
    evidence.add(item);
  }
  for (const auto& term : fit.terms) {
    auto item = sdk::Evidence("anova[" + term.term + "]");
    if (const auto test = f_test(term.squares, term.df, fit)) {
      item.value(test->f).p_value(test->p_value).effect_size(term.squares / (term.squares + fit.residual));
    } else {
      item.undefined(1, 0, "the term says nothing that the others do not say");
    }
    evidence.add(item);
  }
}

}  // namespace ophamin::effects
