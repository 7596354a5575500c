// SPDX-License-Identifier: Apache-2.0
//
// Units that took part in several experiments at once: an outcome, a label for each experiment, and covariates.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <ophamin/sdk.hpp>

namespace ophamin::effects {

enum class LevelOrder {
  kFirstSeen,  ///< as labels appear in the table
  kText,       ///< labels sorted as texts: "10" comes before "2"
};

/// An experiment: the label of each unit.
struct Factor {
  std::string name;
  std::vector<std::string> levels;     ///< the first one is the baseline
  std::vector<std::uint32_t> of_unit;  ///< index into `levels`

  std::optional<std::uint32_t> find(std::string_view level) const;
};

struct Covariate {
  std::string name;
  std::vector<double> of_unit;
};

/// `factor=level`, as manifests write it.
struct Assignment {
  std::size_t factor;
  std::string level;
};

struct Experiments {
  std::vector<double> outcome;
  std::vector<Factor> factors;
  std::vector<Covariate> covariates;
  std::size_t missing = 0;     ///< rows with a missing cell, left out
  std::size_t not_finite = 0;  ///< units with a number that is infinite or none

  std::size_t units() const noexcept { return outcome.size(); }

  /// Throws OPH_INVALID_ARGUMENT for a text without `=` and for a factor that is not there. The level need not be one.
  Assignment parse(std::string_view parameter, std::string_view text) const;
};

/// Roles `y`, `factor` (any number) and `x` (any number). `baselines`: `factor=level` texts; the level comes first. Throws
/// OPH_INVALID_ARGUMENT for a baseline that no unit has.
Experiments read_experiments(const sdk::Table& table, LevelOrder order, const std::vector<std::string>& baselines);

/// "a", "b" and "c", at most ten of them.
std::string quoted_list(const std::vector<std::string>& names);

}  // namespace ophamin::effects
