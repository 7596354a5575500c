// SPDX-License-Identifier: Apache-2.0
//
// diagnostics.anticipatory: does a system's world model see its failures coming?
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <ophamin/sdk.hpp>

#include "../common/eigen_version.hpp"
#include "../common/flags.hpp"
#include "../common/least_squares.hpp"

namespace ophamin::diagnostics {

/// A least-squares world model predicts y from x, with a conformal interval. An assessed row is predicted to fail only if its
/// failure is known; it is observed as a known failure, as an anomaly if y lies outside the interval, else as a success.
class Anticipatory {
 public:
  struct Params {
    double confidence_level = 0.9;
    std::optional<std::uint64_t> calibration_rows{};
    double calibration_fraction = 0.4;
    double gap_alert = 0.25;
    std::uint64_t list_limit = 10'000;
  };

  static constexpr sdk::PillarInfo kInfo{
      .name = "diagnostics.anticipatory",
      .summary = "gap between a world model's conformal prediction and what is observed",
      .library = "eigen",
      .method = "least squares with a split conformal interval; beta-binomial test of exchangeability",
      .citation = "H. Papadopoulos et al., ECML 2002; J. Lei et al., JASA 113 (2018) 1094-1111; V. Vovk, ACML 2012"};
  static constexpr sdk::Role kRoles[] = {
      {.name = "y", .help = "the outcome, in the order of time"},
      {.name = "x", .help = "features that predict it", .arity = sdk::Arity::kMany},
      {.name = "calibration", .help = "true where a row calibrates the model, false where it is assessed", .types = pillars::kFlags,
       .arity = sdk::Arity::kOptional},
      {.name = "known_failure", .help = "true where the failure is known without the model", .types = pillars::kFlags,
       .arity = sdk::Arity::kOptional}};
  static constexpr auto kParameters = sdk::parameters(
      sdk::param("confidence_level", &Params::confidence_level).help("share of outcomes that the interval has to hold").open_interval(0, 1),
      sdk::param("calibration_rows", &Params::calibration_rows)
          .help("this many first rows calibrate; a third, at least 8, if neither this nor the role is given")
          .at_least(1),
      sdk::param("calibration_fraction", &Params::calibration_fraction)
          .help("share of the calibration rows whose residuals make the interval; the others fit the model")
          .open_interval(0, 1),
      sdk::param("gap_alert", &Params::gap_alert).help("a world model gap above this is an alert, and so is any missed failure").range(0, 1),
      sdk::param("list_limit", &Params::list_limit).help("most rows that the detail lists as anomalies"));

  static std::string library_version() { return pillars::eigen_version(); }

  Anticipatory(const sdk::Host& host, const Params& params) : host_(host), params_(params) {}

  void compute(const sdk::Table& table, sdk::EvidenceSink& evidence);

 private:
  struct Data;
  struct Report;

  Data read(const sdk::Table& table) const;
  void add(const Data& data, const Report& report, sdk::EvidenceSink& evidence) const;

  sdk::Host host_;
  Params params_;
};

}  // namespace ophamin::diagnostics
