// SPDX-License-Identifier: Apache-2.0
//
// stats.proportion: a share with Wilson's interval.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <ophamin/sdk.hpp>

namespace ophamin::statistics {

/// Wilson's score interval of `successes` of `trials` (at least 1) at a two-sided `level`.
struct Wilson {
  double center;
  double low;
  double high;
};
Wilson wilson(std::uint64_t successes, std::uint64_t trials, double level);

/// Rows are trials (role `success`), or groups of trials (roles `successes` and `trials`).
class Proportion {
 public:
  struct Params {
    double level = 0.95;
  };

  static constexpr sdk::PillarInfo kInfo{
      .name = "stats.proportion",
      .summary = "share of successes with Wilson's score interval",
      .library = "boost.math",
      .method = "Wilson score interval without continuity correction",
      .citation = "E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927) 209-212"};
  static constexpr sdk::Role kRoles[] = {
      {.name = "success", .help = "one trial a row: 1 or true for a success, 0 or false else",
       .types = sdk::kBooleans | sdk::kIntegers | sdk::kNumbers, .arity = sdk::Arity::kOptional},
      {.name = "successes", .help = "instead of `success`: successes among the row's trials", .types = sdk::kIntegers,
       .arity = sdk::Arity::kOptional},
      {.name = "trials", .help = "goes with `successes`: the row's trials", .types = sdk::kIntegers, .arity = sdk::Arity::kOptional}};
  static constexpr auto kParameters = sdk::parameters(
      sdk::param("level", &Params::level).help("confidence level of the two-sided interval").open_interval(0, 1));

  static std::string library_version();

  explicit Proportion(const Params& params) : params_(params) {}

  void compute(const sdk::Table& table, sdk::EvidenceSink& evidence);

  void begin() { counts_ = {}; }
  void update(const sdk::Table& rows, sdk::Events& events);
  void finish(sdk::EvidenceSink& evidence);

 private:
  struct Counts {
    std::uint64_t successes = 0;
    std::uint64_t trials = 0;
    std::uint64_t missing = 0;

    void add(const sdk::Table& rows);
    void add_trials(const sdk::Column& success);
    void add_groups(const sdk::Column& successes, const sdk::Column& trials);
  };

  void report(const Counts& counts, sdk::EvidenceSink& evidence) const;

  Params params_;
  Counts counts_;
};

}  // namespace ophamin::statistics
