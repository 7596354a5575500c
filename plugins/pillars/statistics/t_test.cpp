// SPDX-License-Identifier: Apache-2.0
#include "t_test.hpp"

#include <cmath>
#include <variant>

#include "moments.hpp"

namespace ophamin::statistics {
namespace {

struct Fit {
  double difference = 0.0;
  double error = 0.0;
  double df = 0.0;
  double cohen_d = 0.0;  ///< over the pooled deviation, or over that of the differences
};

constexpr const char* kNoVariance = "the values do not vary";
constexpr const char* kTooLarge = "squares of the values are too large for a double";

std::variant<Fit, NoAnswer> finish(const Fit& fit) {
  if (fit.error == 0.0) return NoAnswer{2, 1, kNoVariance};
  if (!std::isfinite(fit.error) || !std::isfinite(fit.difference)) return NoAnswer{1, 0, kTooLarge};
  return fit;
}

std::variant<Fit, NoAnswer> welch(const Moments& x, const Moments& y) {
  if (x.n < 2 || y.n < 2) return NoAnswer{2, std::min(x.n, y.n), "each sample needs two values to have a variance"};
  const double from_x = x.variance() / x.count();
  const double from_y = y.variance() / y.count();
  Fit fit;
  fit.difference = mean_difference(x, y);
  fit.error = std::sqrt(from_x + from_y);
  // Shares of the sum: their squares neither overflow nor vanish.
  const double share = from_x / (from_x + from_y);
  fit.df = 1.0 / (share * share / (x.count() - 1.0) + (1.0 - share) * (1.0 - share) / (y.count() - 1.0));
  fit.cohen_d = fit.difference / std::sqrt((x.squares + y.squares) / (x.count() + y.count() - 2.0));
  return finish(fit);
}

std::variant<Fit, NoAnswer> student(const Moments& x, const Moments& y) {
  if (x.n == 0 || y.n == 0) return NoAnswer{1, 0, "a sample has no value"};
  if (x.n + y.n < 3) return NoAnswer{3, x.n + y.n, "two values have no variance about two means"};
  Fit fit;
  fit.df = x.count() + y.count() - 2.0;
  fit.difference = mean_difference(x, y);
  const double sd = std::sqrt((x.squares + y.squares) / fit.df);
  fit.error = sd * std::sqrt(1.0 / x.count() + 1.0 / y.count());
  fit.cohen_d = fit.difference / sd;
  return finish(fit);
}

std::variant<Fit, NoAnswer> paired(const Moments& differences) {
  if (differences.n < 2) return NoAnswer{2, differences.n, "one pair has no variance"};
  Fit fit;
  fit.df = differences.count() - 1.0;
  fit.difference = differences.mean();
  fit.error = differences.sd() / std::sqrt(differences.count());
  fit.cohen_d = fit.difference / differences.sd();
  return finish(fit);
}

void set_sample(sdk::Object& detail, std::string_view suffix, const Moments& m) {
  const auto key = [&](std::string_view name) { return std::string(name) + std::string(suffix); };
  detail.set(key("n_"), m.n);
  detail.set(key("mean_"), m.n >= 1 ? std::optional(m.mean()) : std::nullopt);
  detail.set(key("sd_"), m.n >= 2 ? std::optional(m.sd()) : std::nullopt);
}

std::string_view name_of(TTest::Kind kind) {
  switch (kind) {
    case TTest::Kind::kWelch: return "welch";
    case TTest::Kind::kStudent: return "student";
    default: return "paired";
  }
}

}  // namespace

void TTest::compute(const sdk::Table& table, sdk::EvidenceSink& evidence) {
  TwoSamples samples;
  if (params_.kind == Kind::kPaired) {
    auto pairs = read_pairs(table);
    samples.missing = pairs.missing;
    samples.x = {std::string(table.role("x").name()), std::move(pairs.x)};
    samples.y = {std::string(table.role("y").name()), std::move(pairs.y)};
  } else {
    samples = read_two_samples(table);
  }
  const auto bad = unless_finite(samples.x.values, samples.y.values);
  Moments x, y;
  std::variant<Fit, NoAnswer> outcome;
  if (bad) {
    outcome = *bad;
  } else {
    x = moments(samples.x.values);
    y = moments(samples.y.values);
    switch (params_.kind) {
      case Kind::kWelch: outcome = welch(x, y); break;
      case Kind::kStudent: outcome = student(x, y); break;
      case Kind::kPaired: {
        std::vector<double> differences(samples.x.size());
        for (std::size_t i = 0; i < differences.size(); ++i) differences[i] = samples.x.values[i] - samples.y.values[i];
        outcome = paired(moments(differences));
        break;
      }
    }
  }

  const auto set_inputs = [&](sdk::Object& detail) {
    detail.set("kind", name_of(params_.kind)).set("x", samples.x.name).set("y", samples.y.name);
    if (bad) {
      detail.set("n_x", samples.x.size()).set("n_y", samples.y.size());
    } else {
      set_sample(detail, "x", x);
      set_sample(detail, "y", y);
    }
    detail.set("missing", samples.missing).set("mu", params_.mu);
    detail.set("alternative", statistics::name_of(params_.alternative)).set("level", params_.level);
  };
  if (const auto* no = std::get_if<NoAnswer>(&outcome)) {
    evidence.add(undefined_row("mean_difference", *no).detail(set_inputs));
    return;
  }
  const auto& fit = std::get<Fit>(outcome);
  const double t = (fit.difference - params_.mu) / fit.error;
  const double p = t_p_value(t, fit.df, params_.alternative);
  const double half = pillars::t_interval(fit.df, params_.level) * fit.error;
  const double low = fit.difference - half;
  const double high = fit.difference + half;
  evidence.add(sdk::Evidence("mean_difference")
                   .value(fit.difference)
                   .ci(low, high)
                   .p_value(p)
                   .effect_size(fit.cohen_d)
                   .detail([&](sdk::Object& detail) {
                     detail.set("mean_difference", fit.difference).set("se", fit.error).set("statistic", t).set("df", fit.df);
                     detail.set("p_value", p).set("ci_low", low).set("ci_high", high).set("cohen_d", fit.cohen_d);
                     set_inputs(detail);
                   }));
  evidence.add(sdk::Evidence("t").value(t).p_value(p));
}

}  // namespace ophamin::statistics
