// SPDX-License-Identifier: Apache-2.0
//
// Which cell, coefficient and repetition each cycle of a sweep has.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <ophamin/sdk.hpp>

namespace ophamin::dynamics {

namespace sdk = ophamin::sdk;

/// A number as in a parameter file: `0.05`.
std::string shortest(double number);

/// Repetition by repetition, in each of them cell by cell, at each coefficient.
class SweepDesign {
 public:
  /// Throws OPH_INVALID_ARGUMENT for cells or coefficients that occur twice, a cell that is null, a coefficient that is not finite,
  /// and more than 10^9 cycles.
  SweepDesign(std::vector<sdk::Scalar> cells, std::vector<double> coefficients, std::uint64_t repetitions);

  std::uint64_t cycles() const noexcept { return repetitions_ * per_repetition(); }
  std::uint64_t per_repetition() const noexcept { return cells_.size() * coefficients_.size(); }
  std::uint64_t repetitions() const noexcept { return repetitions_; }

  std::uint64_t repetition(std::uint64_t cycle) const noexcept { return cycle / per_repetition(); }
  const std::string& cell(std::uint64_t cycle) const noexcept { return texts_[cell_index(cycle)]; }
  double coefficient(std::uint64_t cycle) const noexcept { return coefficients_[cycle % coefficients_.size()]; }

  /// What the substrate is to be told for a cycle, under the names that it has for cell and coefficient.
  sdk::Arguments parameters(std::uint64_t cycle, std::string_view cell_name, std::string_view coefficient_name) const;

 private:
  std::size_t cell_index(std::uint64_t cycle) const noexcept { return cycle / coefficients_.size() % cells_.size(); }

  std::vector<sdk::Scalar> cells_;
  std::vector<std::string> texts_;
  std::vector<double> coefficients_;
  std::uint64_t repetitions_;
};

}  // namespace ophamin::dynamics
