// SPDX-License-Identifier: Apache-2.0
#include "drift.hpp"

#include <string>

#include "../common/foreign_options.hpp"
#include "../common/not_finite.hpp"

namespace ophamin::observability {
namespace {

constexpr std::string_view kMainStatistic = "n_drifts";
constexpr std::string_view kDetectorNames[] = {"adwin", "kswin", "page_hinkley", "ddm", "eddm"};
constexpr std::string_view kModeNames[] = {"both", "up", "down"};

constexpr unsigned bit(Drift::DetectorKind kind) { return 1u << static_cast<unsigned>(kind); }
std::string_view name_of(Drift::DetectorKind kind) { return kDetectorNames[static_cast<std::size_t>(kind)]; }

// Every option that belongs to other detectors, at once.
void refuse_foreign_options(const Drift::Params& p) {
  using enum Drift::DetectorKind;
  const pillars::VariantOption options[] = {
      {"delta", p.delta.has_value(), bit(kAdwin) | bit(kPageHinkley)},
      {"clock", p.clock.has_value(), bit(kAdwin)},
      {"max_buckets", p.max_buckets.has_value(), bit(kAdwin)},
      {"min_window_length", p.min_window_length.has_value(), bit(kAdwin)},
      {"grace_period", p.grace_period.has_value(), bit(kAdwin)},
      {"alpha", p.alpha.has_value(), bit(kKswin) | bit(kPageHinkley) | bit(kEddm)},
      {"window_size", p.window_size.has_value(), bit(kKswin)},
      {"stat_size", p.stat_size.has_value(), bit(kKswin)},
      {"min_instances", p.min_instances.has_value(), bit(kPageHinkley)},
      {"threshold", p.threshold.has_value(), bit(kPageHinkley)},
      {"mode", p.mode.has_value(), bit(kPageHinkley)},
      {"warm_start", p.warm_start.has_value(), bit(kDdm) | bit(kEddm)},
      {"warning_threshold", p.warning_threshold.has_value(), bit(kDdm)},
      {"drift_threshold", p.drift_threshold.has_value(), bit(kDdm)},
      {"beta", p.beta.has_value(), bit(kEddm)}};
  pillars::refuse_foreign_options("detector", kDetectorNames, static_cast<std::size_t>(p.detector), options);
}

Adwin::Options adwin_options(const Drift::Params& p) {
  Adwin::Options o;
  o.delta = p.delta.value_or(o.delta);
  o.clock = p.clock.value_or(o.clock);
  o.max_buckets = p.max_buckets.value_or(o.max_buckets);
  o.min_window_length = p.min_window_length.value_or(o.min_window_length);
  o.grace_period = p.grace_period.value_or(o.grace_period);
  if (!(o.delta > 0.0 && o.delta < 1.0)) {
    throw sdk::invalid_argument("`delta` of adwin: expected more than 0 and less than 1, found " + std::to_string(o.delta));
  }
  return o;
}

Kswin::Options kswin_options(const Drift::Params& p) {
  Kswin::Options o;
  o.alpha = p.alpha.value_or(o.alpha);
  o.window_size = static_cast<std::size_t>(p.window_size.value_or(o.window_size));
  o.stat_size = static_cast<std::size_t>(p.stat_size.value_or(o.stat_size));
  if (o.window_size / 2 < o.stat_size) {
    throw sdk::invalid_argument("kswin draws as many older observations as there are newest ones: expected `window_size` of at least "
                                "twice `stat_size`, found " +
                                std::to_string(o.window_size) + " and " + std::to_string(o.stat_size));
  }
  return o;
}

PageHinkley::Options page_hinkley_options(const Drift::Params& p) {
  PageHinkley::Options o;
  o.min_instances = p.min_instances.value_or(o.min_instances);
  o.delta = p.delta.value_or(o.delta);
  o.threshold = p.threshold.value_or(o.threshold);
  o.alpha = p.alpha.value_or(o.alpha);
  o.mode = p.mode.value_or(o.mode);
  return o;
}

Ddm::Options ddm_options(const Drift::Params& p) {
  Ddm::Options o;
  o.warm_start = p.warm_start.value_or(o.warm_start);
  o.warning_threshold = p.warning_threshold.value_or(o.warning_threshold);
  o.drift_threshold = p.drift_threshold.value_or(o.drift_threshold);
  return o;
}

Eddm::Options eddm_options(const Drift::Params& p) {
  Eddm::Options o;
  o.warm_start = p.warm_start.value_or(o.warm_start);
  o.alpha = p.alpha.value_or(o.alpha);
  o.beta = p.beta.value_or(o.beta);
  if (o.alpha < o.beta) {
    throw sdk::invalid_argument("the warning level of eddm comes before its drift level: expected `alpha` of at least `beta`, found " +
                                std::to_string(o.alpha) + " and " + std::to_string(o.beta));
  }
  return o;
}

void set_options(sdk::Object& to, const Drift::Params& params, const DriftSeries& series) {
  using enum Drift::DetectorKind;
  switch (params.detector) {
    case kAdwin: {
      const auto o = adwin_options(params);
      to.set("delta", o.delta).set("clock", o.clock).set("max_buckets", o.max_buckets);
      to.set("min_window_length", o.min_window_length).set("grace_period", o.grace_period);
      break;
    }
    case kKswin: {
      const auto o = kswin_options(params);
      to.set("alpha", o.alpha).set("window_size", o.window_size).set("stat_size", o.stat_size);
      to.set("smallest_d", std::get<Kswin>(series.detector()).smallest_d());
      break;
    }
    case kPageHinkley: {
      const auto o = page_hinkley_options(params);
      to.set("min_instances", o.min_instances).set("delta", o.delta).set("threshold", o.threshold).set("alpha", o.alpha);
      to.set("mode", kModeNames[static_cast<std::size_t>(o.mode)]);
      break;
    }
    case kDdm: {
      const auto o = ddm_options(params);
      to.set("warm_start", o.warm_start).set("warning_threshold", o.warning_threshold).set("drift_threshold", o.drift_threshold);
      break;
    }
    case kEddm: {
      const auto o = eddm_options(params);
      to.set("warm_start", o.warm_start).set("alpha", o.alpha).set("beta", o.beta);
      break;
    }
  }
}

}  // namespace

DriftDetector Drift::make_detector(const Params& params, std::uint64_t seed) {
  refuse_foreign_options(params);
  switch (params.detector) {
    case DetectorKind::kKswin: return Kswin(kswin_options(params), seed);
    case DetectorKind::kPageHinkley: return PageHinkley(page_hinkley_options(params));
    case DetectorKind::kDdm: return Ddm(ddm_options(params));
    case DetectorKind::kEddm: return Eddm(eddm_options(params));
    default: return Adwin(adwin_options(params));
  }
}

Drift::Drift(const sdk::Host& host, const Params& params) : params_(params), seed_(host.seed("kswin")), stream_(series()) {}

void Drift::compute(const sdk::Table& table, sdk::EvidenceSink& evidence) {
  auto whole = series();
  whole.add(table.role("value"), {});
  report(whole, evidence);
}

void Drift::update(const sdk::Table& rows, sdk::Events& events) {
  stream_.add(rows.role("value"), [&](std::uint64_t row, double x, Signal signal) {
    if (signal.drift) events.emit(row, "drift", x);
    if (signal.warning) events.emit(row, "warning", x);
  });
}

void Drift::report(const DriftSeries& series, sdk::EvidenceSink& evidence) const {
  const auto observations = series.observations();
  auto main = sdk::Evidence(kMainStatistic);
  if (series.not_finite() != 0) {
    evidence.add(pillars::not_finite(main, observations, series.not_finite(), "the detector's state would mean nothing any more"));
    return;
  }
  if (observations < series.needed()) {
    evidence.add(main.undefined(series.needed(), observations,
                                std::string(name_of(params_.detector)) + " cannot find a drift in fewer observations"));
    return;
  }
  const auto& changes = series.change_points();
  const auto& warnings = series.warning_points();
  const bool has_drifted = changes.count() != 0;
  evidence.add(main.value(static_cast<double>(changes.count())).detail([&](sdk::Object& detail) {
    detail.set("detector", name_of(params_.detector)).set("n_observations", observations).set("missing", series.missing());
    detail.set("n_drifts", changes.count()).set("drift_detected", has_drifted).set("change_points", changes.kept());
    detail.set("n_warnings", warnings.count()).set("warning_points", warnings.kept());
    detail.set("options", [&](sdk::Object& options) { set_options(options, params_, series); });
  }));
  evidence.add(sdk::Evidence("drift_detected").value(has_drifted ? 1.0 : 0.0));
  if (series.is_binary()) evidence.add(sdk::Evidence("n_warnings").value(static_cast<double>(warnings.count())));
}

}  // namespace ophamin::observability
