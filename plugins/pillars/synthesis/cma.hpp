// SPDX-License-Identifier: Apache-2.0
//
// I.cma: cumulative meta-analysis.
#pragma once

#include <string>

#include <ophamin/sdk.hpp>

#include "analysis.hpp"

namespace ophamin::synthesis {

/// A row is a study, in the order in which studies came in. While tau squared is estimated anew at each step, a stream keeps its
/// studies, and no more of them than `study_limit`.
class Cma {
 public:
  using Params = Options;

  static constexpr sdk::PillarInfo kInfo{
      .name = "I.cma",
      .summary = "cumulative meta-analysis: fixed and random effects, pooled anew with each study",
      .library = "boost.math",
      .method = "inverse-variance pooling; tau squared by DerSimonian-Laird (not below 0), Paule-Mandel or REML; Q-profile interval of "
                "tau squared; normal or Hartung-Knapp interval; prediction interval",
      .citation = "J. Lau et al., Cumulative meta-analysis of therapeutic trials, NEJM 327 (1992) 248-254; R. DerSimonian and N. Laird, "
                  "Control. Clin. Trials 7 (1986) 177-188"};
  static constexpr sdk::Role kRoles[] = {
      {.name = "effect", .help = "the effect that each study found", .arity = sdk::Arity::kOptional},
      {.name = "variance", .help = "its sampling variance (the squared standard error)", .arity = sdk::Arity::kOptional},
      {.name = "a", .help = "instead of effect and variance: events of the treated arm", .arity = sdk::Arity::kOptional},
      {.name = "b", .help = "goes with a: the others of the treated arm", .arity = sdk::Arity::kOptional},
      {.name = "c", .help = "goes with a: events of the control arm", .arity = sdk::Arity::kOptional},
      {.name = "d", .help = "goes with a: the others of the control arm", .arity = sdk::Arity::kOptional}};
  static constexpr auto kParameters = sdk::parameters(
      sdk::param("random_effects", &Params::random_effects).help("true: studies differ by a variance tau squared; false: they share one effect"),
      sdk::param("tau2_fixed_after", &Params::tau2_fixed_after)
          .help("freeze tau squared after this many studies (2 at the least); else it is estimated anew with each")
          .at_least(1),
      sdk::param("confidence", &Params::confidence).help("confidence level of the two-sided intervals").open_interval(0, 1),
      sdk::param("tau2_method", &Params::tau2_method)
          .help("estimator of tau squared")
          .choices({{"dersimonian_laird", Tau2Method::kDerSimonianLaird},
                    {"paule_mandel", Tau2Method::kPauleMandel},
                    {"reml", Tau2Method::kReml}}),
      sdk::param("interval", &Params::interval)
          .help("normal; or hartung_knapp: Student's t with a variance from the residuals; or that, never narrower than normal's")
          .choices({{"normal", Interval::kNormal},
                    {"hartung_knapp", Interval::kHartungKnapp},
                    {"hartung_knapp_ad_hoc", Interval::kHartungKnappAdHoc}}),
      sdk::param("measure", &Params::measure)
          .help("effect that counts a, b, c, d are turned into; 0.5 is added to the cells of a table with a zero")
          .choices({{"log_risk_ratio", Measure::kLogRiskRatio},
                    {"log_odds_ratio", Measure::kLogOddsRatio},
                    {"risk_difference", Measure::kRiskDifference}}),
      sdk::param("trajectory", &Params::trajectory).help("false: only the result of all studies, not the one after each"),
      sdk::param("list_limit", &Params::list_limit).help("most entries that a list in the detail holds; the first ones are kept"),
      sdk::param("study_limit", &Params::study_limit)
          .help("most studies that a stream keeps while tau squared is estimated anew; one more is an error")
          .at_least(2));

  static std::string library_version();

  Cma(const sdk::Host& host, const Params& params);

  void compute(const sdk::Table& table, sdk::EvidenceSink& evidence);

  void begin();
  /// Events: `significant`, `not_significant` at the study that changed the conclusion; the value is the estimate.
  void update(const sdk::Table& rows, sdk::Events& events);
  void finish(sdk::EvidenceSink& evidence);

 private:
  // `events` null: a table, not a stream.
  void add(const sdk::Table& rows, sdk::Events* events);

  sdk::Host host_;
  Params params_;
  Analysis analysis_;
};

}  // namespace ophamin::synthesis
