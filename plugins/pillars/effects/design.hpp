// SPDX-License-Identifier: Apache-2.0
//
// The columns of a linear model with treatment coding: an intercept, indicators of every level but the baseline, covariates,
// and products.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "experiments.hpp"

namespace ophamin::effects {

enum class ColumnNames {
  kPlain,  ///< `intercept`, `a[x]`, `a[x]:b[y]`
  kPatsy,  ///< `Intercept`, `C(E0)[T.x]`, `C(E0)[T.x]:C(E1)[T.y]`, factors numbered as they stand in the table
};

/// A factor (by index) or, with `is_factor` false, a covariate.
struct Variable {
  bool is_factor = true;
  std::size_t index = 0;
  auto operator<=>(const Variable&) const = default;
};

struct Term {
  std::string name;                  ///< `a`, `a:b`
  std::vector<Variable> variables;   ///< as they stand in the name, each once

  bool contains(const Term& other) const;
};

/// A column: a product of covariates and of indicators. The intercept has neither.
struct DesignColumn {
  static constexpr std::size_t kIntercept = static_cast<std::size_t>(-1);

  std::string name;
  std::size_t term = kIntercept;
  std::vector<std::size_t> covariates;                             ///< ascending
  std::vector<std::pair<std::size_t, std::uint32_t>> indicators;  ///< factor and level, by ascending factor

  double value(const Experiments& data, std::size_t unit, const std::vector<double>& center, const std::vector<double>& scale) const;
};

struct Design {
  std::vector<Term> terms;
  std::vector<DesignColumn> columns;  ///< the intercept first, then term by term; the first variable varies fastest
};

/// The product of variables, each given once.
Term make_term(const Experiments& data, std::vector<Variable> variables);

/// All factors, then all covariates; then, if asked for, the product of each pair of factors.
std::vector<Term> default_terms(const Experiments& data, bool with_interactions);

/// From texts like `a` and `a:b`. Throws OPH_INVALID_ARGUMENT: a name that is no factor and no covariate, a term or a variable twice, a
/// product without what it is a product of.
std::vector<Term> parse_terms(const Experiments& data, const std::vector<std::string>& texts);

/// How many columns the terms have, the intercept included.
double count_columns(const Experiments& data, const std::vector<Term>& terms);

Design make_design(const Experiments& data, std::vector<Term> terms, ColumnNames names);

/// For each product of factors alone the combinations of levels that no unit has, as `q:v`.
struct EmptyCells {
  std::string term;
  std::vector<std::string> cells;
};
std::vector<EmptyCells> empty_cells(const Experiments& data, const std::vector<Term>& terms);

}  // namespace ophamin::effects
