// SPDX-License-Identifier: Apache-2.0
//
// stats.t_test: do two means differ?
#pragma once

#include <string>

#include <ophamin/sdk.hpp>

#include "../common/boost_version.hpp"
#include "alternative.hpp"
#include "samples.hpp"

namespace ophamin::statistics {

class TTest {
 public:
  enum class Kind { kWelch, kStudent, kPaired };

  struct Params {
    Kind kind = Kind::kWelch;
    Alternative alternative = Alternative::kTwoSided;
    double mu = 0.0;
    double level = 0.95;
  };

  static constexpr sdk::PillarInfo kInfo{
      .name = "stats.t_test",
      .summary = "difference of two means by Welch's, Student's or the paired t test",
      .library = "boost.math",
      .method = "two-pass sums from the first value; Satterthwaite's degrees of freedom, or a pooled variance, or differences in pairs",
      .citation = "Student, Biometrika 6 (1908) 1-25; B. L. Welch, Biometrika 34 (1947) 28-35"};
  static constexpr auto kRoles = kTwoSampleRoles;
  static constexpr auto kParameters = sdk::parameters(
      sdk::param("kind", &Params::kind)
          .help("welch: the variances may differ; student: they are the same; paired: x and y of a row belong together")
          .choices({{"welch", Kind::kWelch}, {"student", Kind::kStudent}, {"paired", Kind::kPaired}}),
      sdk::param("alternative", &Params::alternative)
          .help("what the p-value looks for: any difference, or x less or greater than y")
          .choices({{"two_sided", Alternative::kTwoSided}, {"less", Alternative::kLess}, {"greater", Alternative::kGreater}}),
      sdk::param("mu", &Params::mu).help("the difference of the means under the null hypothesis"),
      sdk::param("level", &Params::level).help("confidence level of the two-sided interval").open_interval(0, 1));

  static std::string library_version() { return pillars::boost_version(); }

  explicit TTest(const Params& params) : params_(params) {}

  void compute(const sdk::Table& table, sdk::EvidenceSink& evidence);

 private:
  Params params_;
};

}  // namespace ophamin::statistics
