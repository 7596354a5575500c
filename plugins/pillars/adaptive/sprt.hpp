// SPDX-License-Identifier: Apache-2.0
//
// A.sprt: sequential tests, valid although one looks after every observation.
#pragma once

#include <cstdint>
#include <optional>

#include <ophamin/sdk.hpp>

#include "sequential_series.hpp"

namespace ophamin::adaptive {

/// On a stream: events `accept_h1`, `accept_h0`, `reject_h0`, and `continue` when a decision is taken back. Nothing stops at a
/// decision: the test goes on, and the first decision is kept beside the present one.
class Sprt {
 public:
  enum class TestKind { kMixture, kGaussian, kBernoulli };

  /// Options of the tests have no default here: each test has its own, and refuses what is not its own.
  struct Params {
    TestKind test = TestKind::kMixture;
    double alpha = 0.05;
    std::optional<double> beta{};
    std::optional<double> mu0{};
    std::optional<double> mu1{};
    std::optional<double> sigma{};
    std::optional<double> tau2{};
    std::optional<double> p0{};
    std::optional<double> p1{};
  };

  static constexpr sdk::PillarInfo kInfo{
      .name = "A.sprt",
      .summary = "sequential tests: mixture with an always valid p-value, Gaussian and Bernoulli",
      .library = "ophamin.adaptive",
      .library_version = OPHAMIN_PLUGIN_VERSION,
      .method = "Wald's sequential probability ratio test; mixture sequential probability ratio test; in logarithms",
      .citation = "A. Wald, Ann. Math. Stat. 16 (1945) 117-186; H. Robbins, Ann. Math. Stat. 41 (1970) 1397-1409; R. Johari, P. Koomen, "
                  "L. Pekelis and D. Walsh, KDD 2017, 1517-1525"};
  static constexpr sdk::Role kRoles[] = {{.name = "value", .help = "the observations in their order; for test bernoulli 0 and 1"}};
  static constexpr auto kParameters = sdk::parameters(
      sdk::param("test", &Params::test)
          .help("mixture: mean = mu0 against any other; gaussian: mean = mu0 against mu1; bernoulli: share = p0 against p1")
          .choices({{"mixture", TestKind::kMixture}, {"gaussian", TestKind::kGaussian}, {"bernoulli", TestKind::kBernoulli}}),
      sdk::param("alpha", &Params::alpha).help("probability of deciding against a true H0").open_interval(0, 1),
      sdk::param("beta", &Params::beta)
          .help("gaussian, bernoulli: probability of deciding against a true H1; alpha + beta is below 1 [0.2]")
          .open_interval(0, 1),
      sdk::param("mu0", &Params::mu0).help("mixture, gaussian: mean under H0, units of the data [0]"),
      sdk::param("mu1", &Params::mu1).help("gaussian: mean under H1, units of the data; has to be given"),
      sdk::param("sigma", &Params::sigma).help("mixture, gaussian: known standard deviation, units of the data [1]").above(0),
      sdk::param("tau2", &Params::tau2).help("mixture: variance of the means under H1, around mu0 [1]").above(0),
      sdk::param("p0", &Params::p0).help("bernoulli: share of ones under H0; has to be given").open_interval(0, 1),
      sdk::param("p1", &Params::p1).help("bernoulli: share of ones under H1; has to be given").open_interval(0, 1));

  explicit Sprt(const Params& params);

  void compute(const sdk::Table& table, sdk::EvidenceSink& evidence);

  void begin() { stream_ = SequentialSeries(test_); }
  void update(const sdk::Table& rows, sdk::Events& events);
  void finish(sdk::EvidenceSink& evidence);

 private:
  Params params_;
  SequentialTest test_;  ///< without an observation
  SequentialSeries stream_;
};

}  // namespace ophamin::adaptive
