// SPDX-License-Identifier: Apache-2.0
#include "linear_model.hpp"

#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <set>

#include "dependence.hpp"
#include "design_matrix.hpp"

namespace ophamin::effects {
namespace {

constexpr double kMostColumns = 500.0;
constexpr double kRounding = 16.0 * std::numeric_limits<double>::epsilon();

// Columns of `r` in the given order that depend on none before them.
std::vector<Index> independent(const Factorised& factorised, const std::vector<Index>& order) {
  Matrix chosen(factorised.r.rows(), static_cast<Index>(order.size()));
  std::vector<ColumnScale> columns;
  for (std::size_t k = 0; k < order.size(); ++k) {
    chosen.col(static_cast<Index>(k)) = factorised.r.col(order[k]);
    columns.push_back(factorised.columns[static_cast<std::size_t>(order[k])]);
  }
  std::set<std::size_t> dependent;
  for (const auto& dependence : find_dependences(chosen, columns)) dependent.insert(dependence.column);
  std::vector<Index> kept;
  for (std::size_t k = 0; k < order.size(); ++k) {
    if (!dependent.contains(k)) kept.push_back(order[k]);
  }
  return kept;
}

// What the outcome has along each of the columns, one after the other, and what is left of it at the end.
Vector projections(const Matrix& r, const std::vector<Index>& columns) {
  Matrix chosen(r.rows(), static_cast<Index>(columns.size()) + 1);
  for (std::size_t k = 0; k < columns.size(); ++k) chosen.col(static_cast<Index>(k)) = r.col(columns[k]);
  chosen.rightCols(1) = r.rightCols(1);
  const Eigen::HouseholderQR<Matrix> qr(chosen);
  return qr.matrixQR().rightCols(1).topRows(static_cast<Index>(columns.size()) + 1);
}

std::vector<TermTest> test_terms(const Design& design, const Factorised& factorised) {
  std::vector<TermTest> out;
  for (std::size_t t = 0; t < design.terms.size(); ++t) {
    std::vector<Index> order, mine;
    for (std::size_t j = 0; j < design.columns.size(); ++j) {
      const auto term = design.columns[j].term;
      if (term == t) {
        mine.push_back(static_cast<Index>(j));
      } else if (term == DesignColumn::kIntercept || !design.terms[term].contains(design.terms[t])) {
        order.push_back(static_cast<Index>(j));
      }
    }
    const auto before = order.size();
    order.insert(order.end(), mine.begin(), mine.end());
    const std::set<Index> others(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(before));
    const auto kept = independent(factorised, order);
    const auto along = projections(factorised.r, kept);
    TermTest test{design.terms[t].name, 0.0, 0};
    for (std::size_t k = 0; k < kept.size(); ++k) {
      if (others.contains(kept[k])) continue;
      const double part = along[static_cast<Index>(k)];
      test.squares += part * part;
      ++test.df;
    }
    out.push_back(test);
  }
  return out;
}

// Why the columns are not independent, in words of the table.
std::string explain(const Experiments& data, const Design& design, const std::vector<Dependence>& dependences,
                    const std::vector<EmptyCells>& empty) {
  std::string text;
  const auto say = [&](const std::string& sentence) { text += (text.empty() ? "" : "; ") + sentence; };
  std::set<std::string> explained;
  for (const auto& [term, cells] : empty) {
    constexpr std::size_t kMost = 10;
    std::string list;
    for (std::size_t i = 0; i < std::min(cells.size(), kMost); ++i) list += (i == 0 ? "" : ", ") + cells[i];
    if (cells.size() > kMost) list += " and " + std::to_string(cells.size() - kMost) + " more";
    const bool is_one = cells.size() == 1;
    say((is_one ? "cell " : "cells ") + list + (is_one ? " is" : " are") + " empty, the interaction cannot be estimated");
    explained.insert(term);
  }
  // Products of centred covariates are other columns than products of covariates: the words need the latter.
  std::vector<Dependence> in_table;
  bool is_asked = false;
  for (const auto& dependence : dependences) {
    const auto& column = design.columns[dependence.column];
    if (column.term != DesignColumn::kIntercept && explained.contains(design.terms[column.term].name)) continue;
    if (!is_asked) {
      const auto raw = factorise(data, design, Units::plain(data));
      in_table = find_dependences(raw.r, raw.columns);
      is_asked = true;
    }
    const auto same = std::find_if(in_table.begin(), in_table.end(), [&](const Dependence& d) { return d.column == dependence.column; });
    say(same != in_table.end() ? same->text : dependence.text);
  }
  return text;
}

struct Solution {
  Vector estimate;    // in the units of the table
  Vector leverage;    // squared standard errors over the residual variance
};

Solution solve(const Design& design, const Factorised& factorised, const Units& units) {
  const auto p = static_cast<Index>(design.columns.size());
  const auto r = factorised.r.topLeftCorner(p, p).triangularView<Eigen::Upper>();
  const Matrix table = to_table(design, units);
  Solution out;
  out.estimate = table * r.solve(factorised.r.col(p).head(p)) / units.outcome_scale;
  out.estimate[0] += units.outcome_center;
  const Matrix contrasts = r.transpose().solve(table.transpose());
  out.leverage = contrasts.colwise().squaredNorm().transpose();
  return out;
}

// With the columns as they stand in the table: the least norm depends on them.
Solution solve_minimum_norm(const Experiments& data, const Design& design, Index rank) {
  const auto p = static_cast<Index>(design.columns.size());
  const auto raw = factorise(data, design, Units::plain(data));
  const Matrix x = raw.r.leftCols(p);
  // The rank is known; a threshold that gives it lies between two pivots.
  const Vector pivots = Eigen::ColPivHouseholderQR<Matrix>(x).matrixQR().diagonal().cwiseAbs();
  Eigen::CompleteOrthogonalDecomposition<Matrix> decomposition;
  decomposition.setThreshold(std::sqrt(std::max(pivots[rank], std::numeric_limits<double>::min()) * pivots[rank - 1]) / pivots[0]);
  decomposition.compute(x);
  const Matrix inverse = decomposition.pseudoInverse();
  return {inverse * raw.r.col(p), inverse.rowwise().squaredNorm()};
}

}  // namespace

std::variant<LinearFit, NoLinearFit> fit_linear(const Experiments& data, std::vector<Term> terms, ColumnNames names,
                                                RankDeficient rank_deficient) {
  const auto n = data.units();
  if (n == 0) return NoLinearFit{.needed = 2, .found = 0, .reason = "no complete row"};
  if (data.not_finite != 0) {
    return NoLinearFit{.needed = n, .found = n - data.not_finite,
                       .reason = std::to_string(data.not_finite) + (data.not_finite == 1 ? " row holds" : " rows hold") + " a number that is not finite"};
  }
  for (const auto& term : terms) {
    for (const auto& variable : term.variables) {
      if (!variable.is_factor || data.factors[variable.index].levels.size() >= 2) continue;
      const auto& factor = data.factors[variable.index];
      return NoLinearFit{.needed = 2, .found = factor.levels.size(), .reason = factor.name + " has one level, " + factor.levels.front()};
    }
  }
  const double count = count_columns(data, terms);
  const auto saturated = [&](std::uint64_t needed) {
    return NoLinearFit{.needed = needed, .found = n, .reason = "saturated: the model has as many coefficients as there are rows, or more",
                       .is_saturated = true};
  };
  const bool refuses = rank_deficient == RankDeficient::kRefuse;
  if (count > kMostColumns) {
    const auto columns = static_cast<std::uint64_t>(std::min(count, 9e15));
    if (refuses && columns >= n) return saturated(columns + 1);
    throw sdk::Failure(OPH_LIMIT, "the design has " + std::to_string(columns) +
                                      " columns, more than 500: give fewer terms, or factors with fewer levels");
  }

  const auto design = make_design(data, std::move(terms), names);
  const auto p = design.columns.size();
  const auto units = Units::centred(data);
  const auto factorised = factorise(data, design, units);
  if (!factorised.r.allFinite()) return NoLinearFit{.needed = n, .found = 0, .reason = "sums of squares leave the range of a double"};
  const auto dependences = find_dependences(factorised.r, factorised.columns);
  const auto empty = empty_cells(data, design.terms);
  const auto deficiency = dependences.empty() ? std::string{} : explain(data, design, dependences, empty);
  const auto rank = p - dependences.size();
  const bool is_refused = refuses && !dependences.empty();
  // Fewer rows than columns make columns depend on each other, too; that is not what there is to say.
  if (is_refused && (n > p || !empty.empty())) {
    return NoLinearFit{.needed = p, .found = rank, .reason = deficiency, .empty = empty};
  }
  if (const auto least = (is_refused ? p : rank) + 1; n < least) return saturated(least);

  std::vector<Index> all(p);
  for (std::size_t j = 0; j < p; ++j) all[j] = static_cast<Index>(j);
  const auto kept = independent(factorised, all);
  const auto along = projections(factorised.r, kept);
  const double root = along[static_cast<Index>(kept.size())];
  if (std::fabs(root) <= kRounding * factorised.outcome_magnitude) {
    return NoLinearFit{.needed = n, .found = 0, .reason = "the model fits every row: no error is left to test against"};
  }
  const double unit2 = units.outcome_scale * units.outcome_scale;
  LinearFit out;
  out.rank = rank;
  out.rank_deficiency = deficiency;
  out.residual_df = n - rank;
  out.residual = root * root / unit2;
  for (std::size_t k = 1; k < kept.size(); ++k) out.model += along[static_cast<Index>(k)] * along[static_cast<Index>(k)] / unit2;
  out.total = out.model + out.residual;
  out.terms = test_terms(design, factorised);
  for (auto& term : out.terms) term.squares /= unit2;

  const auto solution =
      dependences.empty() ? solve(design, factorised, units) : solve_minimum_norm(data, design, static_cast<Index>(rank));
  const double variance = out.residual / static_cast<double>(out.residual_df);
  for (std::size_t j = 0; j < p; ++j) {
    const auto at = static_cast<Index>(j);
    out.coefficients.push_back({design.columns[j].name, solution.estimate[at], std::sqrt(variance * solution.leverage[at])});
  }
  return out;
}

}  // namespace ophamin::effects
