// SPDX-License-Identifier: Apache-2.0
//
// Contrasts of two arms without the assumption of equal variances.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace ophamin::effects {

/// One arm of an experiment.
struct Arm {
  std::uint64_t units = 0;
  double origin = 0.0;    ///< its first outcome
  double shift = 0.0;     ///< mean - origin, so that a difference of means loses nothing to a common offset
  double variance = 0.0;  ///< of the sample; 0 of fewer than two units
};

/// The arms of a factor with `levels` levels. A unit counts where `chosen` is not 0; an empty `chosen` takes all. In two passes, so that
/// offsets lose no digits.
std::vector<Arm> arms(std::span<const double> outcome, std::span<const std::uint32_t> level, std::size_t levels,
                      std::span<const std::uint8_t> chosen);

struct Contrast {
  double effect = 0.0;   ///< mean of the treated arm - mean of the control arm
  double error = 0.0;    ///< standard error
  double t = 0.0;        ///< infinite, or no number, where `error` is 0
  double df = 0.0;       ///< B. L. Welch, Biometrika 34 (1947) 28-35; no number where `error` is 0
  double p_value = 0.0;  ///< two-sided; no number where `t` is none
  double ci_low = 0.0, ci_high = 0.0;
};

/// Both arms have two units or more.
Contrast welch(const Arm& treated, const Arm& control, double confidence);

}  // namespace ophamin::effects
