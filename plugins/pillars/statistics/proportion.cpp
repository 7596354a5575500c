// SPDX-License-Identifier: Apache-2.0
#include "proportion.hpp"

#include "../common/boost_version.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>

namespace ophamin::statistics {
namespace {

// Counts the ones of cells that are 0 or 1.
template <class Cell>
std::uint64_t count_ones(std::span<const Cell> cells, const sdk::Column& column) {
  std::uint64_t ones = 0;
  for (std::size_t row = 0; row < cells.size(); ++row) {
    if (!column.has(row)) continue;
    if (cells[row] != Cell{0} && cells[row] != Cell{1}) {
      throw sdk::invalid_argument("column `" + std::string(column.name()) + "` row " + std::to_string(row) +
                                  ": expected 0 or 1, found " + std::to_string(cells[row]));
    }
    ones += cells[row] == Cell{1} ? 1 : 0;
  }
  return ones;
}

}  // namespace

Wilson wilson(std::uint64_t successes, std::uint64_t trials, double level) {
  // The upper tail, not 1 - tail: exact also for levels next to 1.
  const double z = boost::math::quantile(boost::math::complement(boost::math::normal_distribution<double>(), (1.0 - level) / 2.0));
  const auto n = static_cast<double>(trials);
  const auto k = static_cast<double>(successes);
  const auto misses = static_cast<double>(trials - successes);
  const double z2 = z * z;
  const double center = (k + z2 / 2.0) / (n + z2);
  const double half = z * std::sqrt(k * misses / n + z2 / 4.0) / (n + z2);
  // The product of the two bounds is k^2 / (n (n + z^2)): the lower one without cancellation. At the ends the bound is the end
  // itself, and rounding must not leave [0, 1].
  const double upper = center + half;
  const double low = (k / n) * (k / (n + z2)) / upper;
  const double high = successes == trials ? 1.0 : std::min(1.0, upper);
  return {center, low, high};
}

std::string Proportion::library_version() { return pillars::boost_version(); }

void Proportion::Counts::add_trials(const sdk::Column& success) {
  const auto missed = success.missing();
  missing += missed;
  trials += success.size() - missed;
  switch (success.type()) {
    case OPH_BOOL: successes += count_ones(success.booleans(), success); break;
    case OPH_INT: successes += count_ones(success.integers(), success); break;
    default: successes += count_ones(success.doubles(), success); break;
  }
}

void Proportion::Counts::add_groups(const sdk::Column& hit_column, const sdk::Column& trial_column) {
  const auto hits = hit_column.integers();
  const auto tries = trial_column.integers();
  for (std::size_t row = 0; row < hits.size(); ++row) {
    if (!hit_column.has(row) || !trial_column.has(row)) {
      ++missing;
      continue;
    }
    if (hits[row] < 0 || hits[row] > tries[row]) {
      throw sdk::invalid_argument("row " + std::to_string(row) + ": expected 0 <= successes <= trials, found " +
                                  std::to_string(hits[row]) + " of " + std::to_string(tries[row]));
    }
    successes += static_cast<std::uint64_t>(hits[row]);
    trials += static_cast<std::uint64_t>(tries[row]);
  }
}

void Proportion::Counts::add(const sdk::Table& rows) {
  const auto success = rows.find("success");
  const auto successes_column = rows.find("successes");
  const auto trials_column = rows.find("trials");
  if (success && !successes_column && !trials_column) {
    add_trials(*success);
  } else if (!success && successes_column && trials_column) {
    add_groups(*successes_column, *trials_column);
  } else {
    throw sdk::missing_role("expected a column with the role `success`, or two with the roles `successes` and `trials`");
  }
}

void Proportion::compute(const sdk::Table& table, sdk::EvidenceSink& evidence) {
  Counts counts;
  counts.add(table);
  report(counts, evidence);
}

void Proportion::update(const sdk::Table& rows, sdk::Events&) { counts_.add(rows); }

void Proportion::finish(sdk::EvidenceSink& evidence) { report(counts_, evidence); }

void Proportion::report(const Counts& counts, sdk::EvidenceSink& evidence) const {
  auto row = sdk::Evidence("proportion");
  std::optional<double> center;
  if (counts.trials == 0) {
    row.undefined(1, 0, "no trial");
  } else {
    const auto interval = wilson(counts.successes, counts.trials, params_.level);
    row.value(static_cast<double>(counts.successes) / static_cast<double>(counts.trials)).ci(interval.low, interval.high);
    center = interval.center;
  }
  evidence.add(row.detail([&](sdk::Object& detail) {
    detail.set("successes", counts.successes).set("trials", counts.trials).set("missing", counts.missing);
    detail.set("level", params_.level).set("center", center).set("ci_method", "wilson");
  }));
}

}  // namespace ophamin::statistics
