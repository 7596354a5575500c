// SPDX-License-Identifier: Apache-2.0
//
// O.drift: where a stream changes, by one of five detectors.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <ophamin/sdk.hpp>

#include "drift_series.hpp"

namespace ophamin::observability {

/// On a stream: events `drift` and `warning`.
class Drift {
 public:
  enum class DetectorKind { kAdwin, kKswin, kPageHinkley, kDdm, kEddm };

  /// Options of the detectors have no default here: each detector has its own, and refuses what is not its own.
  struct Params {
    DetectorKind detector = DetectorKind::kAdwin;
    std::optional<double> delta{};
    std::optional<std::uint64_t> clock{};
    std::optional<std::uint32_t> max_buckets{};
    std::optional<std::uint64_t> min_window_length{};
    std::optional<std::uint64_t> grace_period{};
    std::optional<double> alpha{};
    std::optional<std::uint64_t> window_size{};
    std::optional<std::uint64_t> stat_size{};
    std::optional<std::uint64_t> min_instances{};
    std::optional<double> threshold{};
    std::optional<PageHinkley::Mode> mode{};
    std::optional<std::uint64_t> warm_start{};
    std::optional<double> warning_threshold{};
    std::optional<double> drift_threshold{};
    std::optional<double> beta{};
    std::uint64_t list_limit = 10'000;
  };

  static constexpr sdk::PillarInfo kInfo{
      .name = "O.drift",
      .summary = "concept drift in a stream: adwin, kswin, page_hinkley, ddm or eddm",
      .library = "ophamin.observability",
      .library_version = OPHAMIN_PLUGIN_VERSION,
      .method = "ADWIN with an exponential histogram; KSWIN with exact p-values; two-sided Page-Hinkley with fading; DDM; EDDM; each "
                "starts afresh after a drift",
      .citation = "A. Bifet and R. Gavalda, SDM 2007; C. Raab, M. Heusinger and F.-M. Schleif, Neurocomputing 416 (2020); E. S. Page, "
                  "Biometrika 41 (1954); J. Gama et al., SBIA 2004; M. Baena-Garcia et al., IWKDDS 2006"};
  static constexpr sdk::Role kRoles[] = {
      {.name = "value", .help = "the observations in their order; for ddm and eddm 1 is an error and 0 none"}};
  static constexpr auto kParameters = sdk::parameters(
      sdk::param("detector", &Params::detector)
          .help("adwin, kswin and page_hinkley take numbers, ddm and eddm take 0 and 1")
          .choices({{"adwin", DetectorKind::kAdwin},
                    {"kswin", DetectorKind::kKswin},
                    {"page_hinkley", DetectorKind::kPageHinkley},
                    {"ddm", DetectorKind::kDdm},
                    {"eddm", DetectorKind::kEddm}}),
      sdk::param("delta", &Params::delta)
          .help("adwin: bound of false alarms, below 1 [0.002]; page_hinkley: allowed deviation, units of the data [0.005]")
          .at_least(0),
      sdk::param("clock", &Params::clock).help("adwin: observations between checks [32]").at_least(1),
      sdk::param("max_buckets", &Params::max_buckets)
          .help("adwin: buckets of one size; more are slower and finer [5]")
          .range(1, Adwin::kMostBuckets),
      sdk::param("min_window_length", &Params::min_window_length)
          .help("adwin: least observations on either side of a change [5]")
          .range(1, 1e9),
      sdk::param("grace_period", &Params::grace_period).help("adwin: windows up to this length are not checked [10]").at_most(1e9),
      sdk::param("alpha", &Params::alpha)
          .help("kswin: level of each test [0.005]; page_hinkley: fading of the sums [0.9999]; eddm: warning level [0.95]")
          .range(0, 1),
      sdk::param("window_size", &Params::window_size)
          .help("kswin: observations in the window, at least twice stat_size [100]")
          .range(2, Kswin::kLargestWindow),
      sdk::param("stat_size", &Params::stat_size).help("kswin: the newest observations, tested against as many older ones [30]").at_least(1),
      sdk::param("min_instances", &Params::min_instances).help("page_hinkley: observations before the first judgement [30]").at_least(1),
      sdk::param("threshold", &Params::threshold)
          .help("page_hinkley: cumulative deviation that is a drift, in units of the data [50]")
          .at_least(0),
      sdk::param("mode", &Params::mode)
          .help("page_hinkley: changes of the mean to look for [both]")
          .choices({{"both", PageHinkley::Mode::kBoth}, {"up", PageHinkley::Mode::kUp}, {"down", PageHinkley::Mode::kDown}}),
      sdk::param("warm_start", &Params::warm_start).help("ddm, eddm: observations (eddm: and errors) without a judgement [30]").at_most(1e9),
      sdk::param("warning_threshold", &Params::warning_threshold)
          .help("ddm: standard deviations above the best error rate that are a warning [2]")
          .above(0),
      sdk::param("drift_threshold", &Params::drift_threshold)
          .help("ddm: standard deviations above the best error rate that are a drift [3]")
          .above(0),
      sdk::param("beta", &Params::beta).help("eddm: drift level, at most alpha [0.9]").range(0, 1),
      sdk::param("list_limit", &Params::list_limit).help("most indices that a list in the detail holds; counts are always complete"));

  Drift(const sdk::Host& host, const Params& params);

  void compute(const sdk::Table& table, sdk::EvidenceSink& evidence);

  void begin() { stream_ = series(); }
  void update(const sdk::Table& rows, sdk::Events& events);
  void finish(sdk::EvidenceSink& evidence) { report(stream_, evidence); }

 private:
  DriftSeries series() const { return DriftSeries(make_detector(params_, seed_), static_cast<std::size_t>(params_.list_limit)); }
  static DriftDetector make_detector(const Params& params, std::uint64_t seed);
  void report(const DriftSeries& series, sdk::EvidenceSink& evidence) const;

  Params params_;
  std::uint64_t seed_;
  DriftSeries stream_;
};

}  // namespace ophamin::observability
