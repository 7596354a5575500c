// SPDX-License-Identifier: Apache-2.0
//
// Ordinary least squares of a design, with tests of its terms.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "design.hpp"

namespace ophamin::effects {

/// What to do about columns that others already say.
enum class RankDeficient {
  kRefuse,
  kMinimumNorm,  ///< of all coefficients that fit equally well, those with the least sum of squares
};

struct Coefficient {
  std::string name;
  double estimate = 0.0;
  double error = 0.0;  ///< standard error
};

/// The drop in the residual sum of squares when a term joins all terms that do not contain it (type II).
struct TermTest {
  std::string term;
  double squares = 0.0;
  std::uint64_t df = 0;  ///< 0 if it says nothing that those do not say
};

struct LinearFit {
  std::vector<Coefficient> coefficients;  ///< in the units of the table
  std::vector<TermTest> terms;
  std::uint64_t rank = 0;
  std::uint64_t residual_df = 0;  ///< at least 1
  double residual = 0.0;          ///< sum of squares, positive
  double total = 0.0;             ///< sum of squares about the mean
  double model = 0.0;             ///< total - residual, summed up by itself
  std::string rank_deficiency;    ///< empty of full rank; else which column says what
};

/// A model that has no answer: what it would need, what there was, and why.
struct NoLinearFit {
  std::uint64_t needed = 0;
  std::uint64_t found = 0;
  std::string reason;
  bool is_saturated = false;
  std::vector<EmptyCells> empty{};
};

/// One pass over the units (a second one to say which columns depend on which); covariates and the outcome are centred, and
/// columns are factorised by QR. More than 500 columns throw OPH_LIMIT.
std::variant<LinearFit, NoLinearFit> fit_linear(const Experiments& data, std::vector<Term> terms, ColumnNames names,
                                                RankDeficient rank_deficient);

}  // namespace ophamin::effects
