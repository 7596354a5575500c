// SPDX-License-Identifier: Apache-2.0
//
// How often cells collapse at each coefficient.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <ophamin/sdk.hpp>

namespace ophamin::diagnostics {

/// Repetitions of one cell at one coefficient.
struct Repetitions {
  std::uint64_t n = 0;
  std::uint64_t collapses = 0;

  std::optional<double> rate() const noexcept {
    return n == 0 ? std::nullopt : std::optional(static_cast<double>(collapses) / static_cast<double>(n));
  }
};

enum class Verdict {
  kIntrinsicExploration,         ///< collapses at every coefficient
  kMiscalibratedBoundaryLogic,   ///< at some of them
  kNoCollapse,                   ///< at none
};
std::string_view verdict_name(Verdict verdict) noexcept;

/// Of the rates at each coefficient, one of which may be missing. None where a missing one could change it. At least one.
std::optional<Verdict> judge(std::span<const Repetitions> at_coefficients, double persist_threshold);

/// Cells in the order in which they first appear, coefficients in ascending order.
struct CouplingTable {
  std::vector<std::string> cells;
  std::vector<double> coefficients;
  std::vector<Repetitions> counts;  ///< cell by cell
  std::uint64_t missing = 0;        ///< rows that lack a cell, a coefficient, or how the cycle ended
  std::uint64_t not_finite = 0;     ///< coefficients

  std::span<const Repetitions> of_cell(std::size_t cell) const {
    return std::span(counts).subspan(cell * coefficients.size(), coefficients.size());
  }
};

/// How a cycle that failed counts.
enum class FailedCycles { kCollapse, kLeftOut };

/// What makes a cycle a collapse, where no column says it.
struct CollapseSignal {
  FailedCycles failed_cycles = FailedCycles::kCollapse;
  std::vector<std::string> halt_modes{};
};

/// Reads the roles cell, coefficient, and collapsed, or success and halt_mode; repetition, if given, tells the rows of a cell and
/// coefficient apart. Throws OPH_MISSING_ROLE, and OPH_INVALID_ARGUMENT for a repetition that is there twice.
CouplingTable read_coupling(const sdk::Table& table, const CollapseSignal& signal);

}  // namespace ophamin::diagnostics
