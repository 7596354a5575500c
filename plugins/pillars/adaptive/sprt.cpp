// SPDX-License-Identifier: Apache-2.0
#include "sprt.hpp"

#include <string>
#include <string_view>

#include "../common/foreign_options.hpp"
#include "sprt_evidence.hpp"

namespace ophamin::adaptive {
namespace {

constexpr unsigned kMixture = 1u << 0;
constexpr unsigned kGaussian = 1u << 1;
constexpr unsigned kBernoulli = 1u << 2;

void refuse_foreign(const Sprt::Params& p) {
  const pillars::VariantOption options[] = {
      {"beta", p.beta.has_value(), kGaussian | kBernoulli}, {"mu0", p.mu0.has_value(), kMixture | kGaussian},
      {"mu1", p.mu1.has_value(), kGaussian},                {"sigma", p.sigma.has_value(), kMixture | kGaussian},
      {"tau2", p.tau2.has_value(), kMixture},               {"p0", p.p0.has_value(), kBernoulli},
      {"p1", p.p1.has_value(), kBernoulli}};
  pillars::refuse_foreign_options("test", kTestNames, static_cast<std::size_t>(p.test), options);
}

double given(const std::optional<double>& value, std::string_view name, std::string_view test) {
  if (value) return *value;
  throw sdk::invalid_argument("test " + std::string(test) + " needs `" + std::string(name) + "`: expected a value, found none");
}

void demand_difference(double h0, double h1, std::string_view names) {
  if (h0 != h1) return;
  throw sdk::invalid_argument("the hypotheses are the same: expected different " + std::string(names) + ", found twice " +
                              std::to_string(h0));
}

WaldBounds bounds_of(const TestOptions& options) {
  if (options.alpha + options.beta >= 1.0) {
    throw sdk::invalid_argument("alpha + beta >= 1 puts the lower bound above the upper one: expected a sum below 1, found " +
                                std::to_string(options.alpha + options.beta));
  }
  return WaldBounds::of(options.alpha, options.beta);
}

SequentialTest make_test(const Sprt::Params& params) {
  refuse_foreign(params);
  const auto o = options_of(params);
  switch (params.test) {
    case Sprt::TestKind::kGaussian: {
      const double mu1 = given(params.mu1, "mu1", "gaussian");
      demand_difference(o.mu0, mu1, "`mu0` and `mu1`");
      return GaussianTest(o.mu0, mu1, o.sigma, bounds_of(o));
    }
    case Sprt::TestKind::kBernoulli: {
      const double p0 = given(params.p0, "p0", "bernoulli");
      const double p1 = given(params.p1, "p1", "bernoulli");
      demand_difference(p0, p1, "`p0` and `p1`");
      return BernoulliTest(p0, p1, bounds_of(o));
    }
    default: return MixtureTest(o.mu0, o.sigma, o.tau2, o.alpha);
  }
}

}  // namespace

Sprt::Sprt(const Params& params) : params_(params), test_(make_test(params)), stream_(test_) {}

void Sprt::compute(const sdk::Table& table, sdk::EvidenceSink& evidence) {
  SequentialSeries whole(test_);
  whole.add(table.role("value"), {});
  add_evidence(evidence, params_, whole);
}

void Sprt::update(const sdk::Table& rows, sdk::Events& events) {
  stream_.add(rows.role("value"), [&](std::uint64_t row, double x, Decision decision) { events.emit(row, name_of(decision), x); });
}

void Sprt::finish(sdk::EvidenceSink& evidence) { add_evidence(evidence, params_, stream_); }

}  // namespace ophamin::adaptive
