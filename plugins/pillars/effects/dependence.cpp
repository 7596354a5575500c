// SPDX-License-Identifier: Apache-2.0
#include "dependence.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace ophamin::effects {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
constexpr double kRelative = 1e-11;   // what is left of a column that says nothing new
constexpr double kRounding = 16.0;    // roundings in each of its numbers
constexpr double kPrinted = 1e-8;     // terms below this share of the column are left out of its text
constexpr int kDigits = 6;

std::string number(double x) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, x, std::chars_format::general, kDigits).ptr};
}

struct Term {
  double coefficient;
  std::string name;  // empty for a constant
};

std::string combination(const std::vector<Term>& terms) {
  std::string text;
  for (const auto& [coefficient, name] : terms) {
    const bool is_first = text.empty();
    if (is_first) {
      if (coefficient < 0.0) text += '-';
    } else {
      text += coefficient < 0.0 ? " - " : " + ";
    }
    const auto figure = number(std::fabs(coefficient));
    if (name.empty()) {
      text += figure;
    } else {
      text += figure == "1" ? name : figure + name;
    }
  }
  return text.empty() ? "0" : text;
}

// `column` = sum of coefficients[k] * columns[basis[k]], all centred and scaled: said in the units of the table.
std::string describe(const ColumnScale& column, const VectorXd& coefficients, const std::vector<std::size_t>& basis,
                     const std::vector<ColumnScale>& columns, const std::vector<double>& norms, double norm) {
  const double small = std::max(kPrinted * norm, kRounding * kEpsilon * column.magnitude);
  std::vector<Term> terms;
  double constant = column.center;
  const ColumnScale* intercept = nullptr;
  for (std::size_t k = 0; k < basis.size(); ++k) {
    const auto& other = columns[basis[k]];
    const double share = coefficients[static_cast<Index>(k)];
    if (other.is_constant) {
      intercept = &other;
      constant += share / column.factor;
      continue;
    }
    if (std::fabs(share) * norms[basis[k]] <= small) continue;
    const double coefficient = share * other.factor / column.factor;
    constant -= coefficient * other.center;
    terms.push_back({coefficient, other.name});
  }
  if (intercept != nullptr && terms.empty()) {
    return constant == 0.0 ? column.name + " is 0 throughout" : column.name + " is a multiple of the intercept";
  }
  if (terms.empty()) return column.name + " is 0 throughout";
  if (intercept != nullptr && std::fabs(constant) * column.factor > small) terms.push_back({constant, ""});
  return column.name + " = " + combination(terms);
}

}  // namespace

std::vector<Dependence> find_dependences(const MatrixXd& r, const std::vector<ColumnScale>& columns) {
  const auto p = columns.size();
  std::vector<Dependence> found;
  std::vector<std::size_t> basis;
  std::vector<double> norms(p, 0.0);
  MatrixXd q(r.rows(), static_cast<Index>(p));       // orthonormal, of the columns in `basis`
  MatrixXd triangle = MatrixXd::Zero(static_cast<Index>(p), static_cast<Index>(p));
  for (std::size_t j = 0; j < p; ++j) {
    VectorXd rest = r.col(static_cast<Index>(j));
    norms[j] = rest.norm();
    const auto rank = static_cast<Index>(basis.size());
    // Gram-Schmidt, twice: once leaves rounding of the size of the column in what is left.
    VectorXd shares = VectorXd::Zero(rank);
    for (int pass = 0; pass < 2; ++pass) {
      const VectorXd more = q.leftCols(rank).transpose() * rest;
      rest -= q.leftCols(rank) * more;
      shares += more;
    }
    const VectorXd coefficients = triangle.topLeftCorner(rank, rank).triangularView<Eigen::Upper>().solve(shares);
    double rounding = columns[j].magnitude;
    for (Index k = 0; k < rank; ++k) rounding += std::fabs(coefficients[k]) * columns[basis[static_cast<std::size_t>(k)]].magnitude;
    const double left = rest.norm();
    if (left <= std::max(kRelative * norms[j], kRounding * kEpsilon * rounding)) {
      found.push_back({j, describe(columns[j], coefficients, basis, columns, norms, norms[j])});
      continue;
    }
    q.col(rank) = rest / left;
    triangle.col(rank).head(rank) = shares;
    triangle(rank, rank) = left;
    basis.push_back(j);
  }
  return found;
}

std::string join(const std::vector<Dependence>& dependences) {
  std::string text;
  for (const auto& dependence : dependences) text += (text.empty() ? "" : "; ") + dependence.text;
  return text;
}

}  // namespace ophamin::effects
