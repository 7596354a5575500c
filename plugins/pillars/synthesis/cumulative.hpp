// SPDX-License-Identifier: Apache-2.0
//
// Cumulative meta-analysis: what the studies so far say, after each of them.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "tau_squared.hpp"
#include "weighted_pool.hpp"

namespace ophamin::synthesis {

enum class Interval {
  kNormal,             ///< the variance of the estimate is taken for known
  kHartungKnapp,       ///< Student's t, and a variance from the residuals; J. Hartung and G. Knapp, Stat. Med. 20 (2001) 1771-1782
  kHartungKnappAdHoc,  ///< the same, never narrower than by the known variance; G. Knapp and J. Hartung, Stat. Med. 22 (2003) 2693-2710
};

struct Settings {
  bool random_effects = true;
  Tau2Method tau2_method = Tau2Method::kDerSimonianLaird;
  std::optional<std::uint64_t> tau2_fixed_after{};
  double confidence = 0.95;
  Interval interval = Interval::kNormal;
};

/// Of the first k studies; k is at least 1.
struct Result {
  std::uint64_t k = 0;
  double estimate = 0.0;
  double variance = 0.0;  ///< of the estimate
  double ci_low = 0.0, ci_high = 0.0;
  double test = 0.0;     ///< estimate / standard error: normal, or Student's t with k - 1 degrees of freedom
  double p_value = 1.0;  ///< two-sided
  double tau2 = 0.0;     ///< 0 of the fixed-effect model and of one study
  double q = 0.0;        ///< Cochran's Q
  double i_squared = 0.0;  ///< percent

  double ci_width() const noexcept { return ci_high - ci_low; }
  /// 1 above 0, -1 below, 0 if the interval holds 0 or touches it.
  int conclusion() const noexcept { return ci_low > 0.0 ? 1 : ci_high < 0.0 ? -1 : 0; }
};

/// Takes the studies one by one. With the fixed-effect model, and once tau squared is frozen, no study is kept and a result costs the
/// same however many there are; before, the studies are kept, and a result takes time in proportion to their number.
class Cumulative {
 public:
  explicit Cumulative(const Settings& settings);

  /// Makes room, so that nothing is allocated while studies are added.
  void reserve(std::size_t studies);

  /// `effect` and 1 / `variance` are finite, `variance` is positive.
  void add(double effect, double variance);

  std::uint64_t count() const noexcept { return fixed_.count(); }
  /// How many studies are kept.
  std::size_t kept() const noexcept { return effects_.size(); }
  /// False once a sum has left the range of doubles: then there are no results.
  bool is_finite() const noexcept { return fixed_.is_finite() && frozen_.is_finite(); }
  /// The number of studies at which tau squared was frozen.
  std::optional<std::uint64_t> frozen_at() const noexcept { return frozen_at_; }
  /// The estimate of the fixed-effect model, and its variance.
  double fixed_estimate() const noexcept { return origin_ + fixed_.estimate(); }
  double fixed_variance() const noexcept { return 1.0 / fixed_.weight(); }

  /// Of all studies so far, at least one.
  Result result() const;

  /// Where the effect of another study would lie: the estimate and both variances, Student's t with k - 2 degrees of freedom.
  /// J. P. T. Higgins, S. G. Thompson and D. J. Spiegelhalter, J. R. Stat. Soc. A 172 (2009) 137-159. At least three studies.
  struct Prediction {
    double low;
    double high;
  };
  Prediction prediction(const Result& result) const;

  /// Q profiles, while the studies are kept; at least two.
  std::optional<Tau2Interval> tau2_interval() const;

 private:
  Studies studies() const noexcept { return {effects_, variances_}; }
  bool keeps_studies() const noexcept { return settings_.random_effects && !frozen_at_; }
  double current_tau2() const;
  void freeze();

  Settings settings_;
  double normal_;            // half-width of the normal interval, in standard errors
  double origin_ = 0.0;      // the first effect; all others are told from it
  RunningPool fixed_;
  RunningPool frozen_;       // with the frozen tau squared
  double frozen_tau2_ = 0.0;
  std::optional<std::uint64_t> frozen_at_;
  std::vector<double> effects_, variances_;
};

}  // namespace ophamin::synthesis
