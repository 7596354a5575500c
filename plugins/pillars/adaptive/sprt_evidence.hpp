// SPDX-License-Identifier: Apache-2.0
//
// The rows of evidence of A.sprt: the statistic, whose detail holds the state of the test, then figures of their own.
#pragma once

#include <string_view>

#include <ophamin/sdk.hpp>

#include "sequential_series.hpp"
#include "sprt.hpp"

namespace ophamin::adaptive {

/// In the order of Sprt::TestKind.
inline constexpr std::string_view kTestNames[] = {"mixture", "gaussian", "bernoulli"};

/// The options of the tests, defaults filled in.
struct TestOptions {
  double alpha = 0.05;
  double beta = 0.2;
  double mu0 = 0.0;
  double sigma = 1.0;
  double tau2 = 1.0;
};
TestOptions options_of(const Sprt::Params& params) noexcept;

void add_evidence(sdk::EvidenceSink& evidence, const Sprt::Params& params, const SequentialSeries& series);

}  // namespace ophamin::adaptive
