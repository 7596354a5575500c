// SPDX-License-Identifier: Apache-2.0
#include "design.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace ophamin::effects {
namespace {

const std::string& name_of(const Experiments& data, const Variable& variable) {
  return variable.is_factor ? data.factors[variable.index].name : data.covariates[variable.index].name;
}

std::vector<Variable> variables_of(const Experiments& data) {
  std::vector<Variable> all;
  for (std::size_t f = 0; f < data.factors.size(); ++f) all.push_back({true, f});
  for (std::size_t c = 0; c < data.covariates.size(); ++c) all.push_back({false, c});
  return all;
}

std::set<Variable> as_set(const Term& term) { return {term.variables.begin(), term.variables.end()}; }

// The variables of `a:b`. A name may hold a `:` itself: the longest name that fits goes first.
std::vector<Variable> parse_term(const Experiments& data, const std::string& text) {
  const auto all = variables_of(data);
  std::vector<Variable> found;
  std::string_view rest = text;
  while (true) {
    const Variable* best = nullptr;
    for (const auto& variable : all) {
      const std::string_view name = name_of(data, variable);
      const bool fits = rest.starts_with(name) && (rest.size() == name.size() || rest[name.size()] == ':');
      if (fits && (best == nullptr || name.size() > name_of(data, *best).size())) best = &variable;
    }
    if (best == nullptr) {
      std::vector<std::string> names;
      for (const auto& variable : all) names.push_back(name_of(data, variable));
      throw sdk::invalid_argument("`terms`: expected names of columns with the role `factor` or `x`, joined by `:` (" + quoted_list(names) +
                                  "), found `" + text + "`");
    }
    if (std::find(found.begin(), found.end(), *best) != found.end()) {
      throw sdk::invalid_argument("`terms`: `" + text + "` names `" + name_of(data, *best) + "` twice; give each variable once");
    }
    found.push_back(*best);
    const auto size = name_of(data, *best).size();
    if (rest.size() == size) return found;
    rest.remove_prefix(size + 1);
  }
}

void check_margins(const Experiments& data, const std::vector<Term>& terms) {
  std::set<std::set<Variable>> there;
  for (const auto& term : terms) {
    if (!there.insert(as_set(term)).second) throw sdk::invalid_argument("`terms`: `" + term.name + "` is there twice; give it once");
  }
  for (const auto& term : terms) {
    if (term.variables.size() < 2) continue;
    for (const auto& variable : term.variables) {
      std::vector<Variable> margin;
      std::copy_if(term.variables.begin(), term.variables.end(), std::back_inserter(margin), [&](const auto& v) { return v != variable; });
      if (there.contains({margin.begin(), margin.end()})) continue;
      throw sdk::invalid_argument("`terms`: the product `" + term.name + "` needs `" + make_term(data, margin).name + "` beside it; add that term");
    }
  }
}

std::string plain_part(const Factor& factor, std::uint32_t level) { return factor.name + '[' + factor.levels[level] + ']'; }
std::string patsy_part(std::size_t index, const Factor& factor, std::uint32_t level) {
  return "C(E" + std::to_string(index) + ")[T." + factor.levels[level] + ']';
}

}  // namespace

Term make_term(const Experiments& data, std::vector<Variable> variables) {
  Term term;
  for (const auto& variable : variables) term.name += (term.name.empty() ? "" : ":") + name_of(data, variable);
  term.variables = std::move(variables);
  return term;
}

bool Term::contains(const Term& other) const {
  const auto mine = as_set(*this);
  const auto theirs = as_set(other);
  return std::includes(mine.begin(), mine.end(), theirs.begin(), theirs.end());
}

double DesignColumn::value(const Experiments& data, std::size_t unit, const std::vector<double>& center,
                           const std::vector<double>& scale) const {
  for (const auto& [factor, level] : indicators) {
    if (data.factors[factor].of_unit[unit] != level) return 0.0;
  }
  double product = 1.0;
  for (const auto c : covariates) product *= (data.covariates[c].of_unit[unit] - center[c]) * scale[c];
  return product;
}

std::vector<Term> default_terms(const Experiments& data, bool with_interactions) {
  std::vector<Term> terms;
  for (const auto& variable : variables_of(data)) terms.push_back(make_term(data, {variable}));
  if (!with_interactions) return terms;
  for (std::size_t a = 0; a < data.factors.size(); ++a) {
    for (std::size_t b = a + 1; b < data.factors.size(); ++b) terms.push_back(make_term(data, {{true, a}, {true, b}}));
  }
  return terms;
}

std::vector<Term> parse_terms(const Experiments& data, const std::vector<std::string>& texts) {
  std::vector<Term> terms;
  for (const auto& text : texts) terms.push_back(make_term(data, parse_term(data, text)));
  check_margins(data, terms);
  return terms;
}

double count_columns(const Experiments& data, const std::vector<Term>& terms) {
  double count = 1.0;
  for (const auto& term : terms) {
    double product = 1.0;
    for (const auto& variable : term.variables) {
      if (variable.is_factor) product *= static_cast<double>(data.factors[variable.index].levels.size()) - 1.0;
    }
    count += product;
  }
  return count;
}

Design make_design(const Experiments& data, std::vector<Term> terms, ColumnNames names) {
  const bool is_plain = names == ColumnNames::kPlain;
  Design design;
  auto& intercept = design.columns.emplace_back();
  intercept.name = is_plain ? "intercept" : "Intercept";
  for (std::size_t t = 0; t < terms.size(); ++t) {
    // Variables one after the other, each new one varying slower than those before.
    std::vector<DesignColumn> columns(1);
    columns.front().term = t;
    for (const auto& variable : terms[t].variables) {
      std::vector<DesignColumn> product;
      const auto append = [&](const std::string& part, auto change) {
        for (const auto& before : columns) {
          auto& column = product.emplace_back(before);
          column.name += (before.name.empty() ? "" : ":") + part;
          change(column);
        }
      };
      if (variable.is_factor) {
        const auto& factor = data.factors[variable.index];
        for (std::uint32_t level = 1; level < factor.levels.size(); ++level) {
          append(is_plain ? plain_part(factor, level) : patsy_part(variable.index, factor, level),
                 [&](DesignColumn& column) { column.indicators.emplace_back(variable.index, level); });
        }
      } else {
        append(data.covariates[variable.index].name, [&](DesignColumn& column) { column.covariates.push_back(variable.index); });
      }
      columns = std::move(product);
    }
    for (auto& column : columns) {
      std::sort(column.indicators.begin(), column.indicators.end());
      std::sort(column.covariates.begin(), column.covariates.end());
      design.columns.push_back(std::move(column));
    }
  }
  design.terms = std::move(terms);
  return design;
}

std::vector<EmptyCells> empty_cells(const Experiments& data, const std::vector<Term>& terms) {
  std::vector<EmptyCells> out;
  for (const auto& term : terms) {
    const bool is_of_factors = std::all_of(term.variables.begin(), term.variables.end(), [](const Variable& v) { return v.is_factor; });
    if (term.variables.size() < 2 || !is_of_factors) continue;
    std::vector<const Factor*> factors;
    std::size_t cells = 1;
    for (const auto& variable : term.variables) {
      factors.push_back(&data.factors[variable.index]);
      cells *= factors.back()->levels.size();
    }
    std::vector<bool> is_there(cells, false);
    for (std::size_t unit = 0; unit < data.units(); ++unit) {
      std::size_t cell = 0;
      for (const auto* factor : factors) cell = cell * factor->levels.size() + factor->of_unit[unit];
      is_there[cell] = true;
    }
    EmptyCells empty{term.name, {}};
    for (std::size_t cell = 0; cell < cells; ++cell) {
      if (is_there[cell]) continue;
      std::string name;
      std::size_t rest = cell;
      for (auto factor = factors.rbegin(); factor != factors.rend(); ++factor) {
        const auto levels = (*factor)->levels.size();
        name = (*factor)->levels[rest % levels] + (name.empty() ? "" : ":" + name);
        rest /= levels;
      }
      empty.cells.push_back(name);
    }
    if (!empty.cells.empty()) out.push_back(std::move(empty));
  }
  return out;
}

}  // namespace ophamin::effects
