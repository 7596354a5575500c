// SPDX-License-Identifier: Apache-2.0
#include "coupling_table.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <tuple>

#include "../common/flags.hpp"
#include "../common/labels.hpp"

namespace ophamin::diagnostics {
namespace {

constexpr auto kNone = pillars::Labels::kNone;

// How each cycle ended.
class Ends {
 public:
  Ends(const sdk::Table& table, const CollapseSignal& signal)
      : signal_(signal), collapsed_(table.find("collapsed")), success_(table.find("success")), halt_mode_(table.find("halt_mode")) {
    if (collapsed_ && !success_ && !halt_mode_) return;
    if (collapsed_) throw sdk::invalid_argument("`collapsed` says all: drop the columns with the roles `success` and `halt_mode`");
    if (!success_ && !halt_mode_) {
      throw sdk::missing_role("expected a column with the role `collapsed`, or one with the role `success` or `halt_mode`, or both of these");
    }
  }

  /// None where nothing says it, or the cycle is left out.
  std::optional<bool> collapsed(std::size_t row) const {
    if (collapsed_) return collapsed_->has(row) ? std::optional(pillars::flag_at(*collapsed_, row)) : std::nullopt;
    if (success_) {
      if (!success_->has(row)) return std::nullopt;
      if (!pillars::flag_at(*success_, row)) {
        return signal_.failed_cycles == FailedCycles::kCollapse ? std::optional(true) : std::nullopt;
      }
    }
    if (!halt_mode_ || !halt_mode_->has(row)) return success_ ? std::optional(false) : std::nullopt;
    const auto& modes = signal_.halt_modes;
    return std::find(modes.begin(), modes.end(), halt_mode_->text(row)) != modes.end();
  }

 private:
  const CollapseSignal& signal_;
  std::optional<sdk::Column> collapsed_, success_, halt_mode_;
};

// The place of each coefficient among the distinct ones.
std::vector<std::uint32_t> ranks(const sdk::Column& column, const pillars::Labels& labels, std::vector<double>& sorted) {
  std::vector<std::uint32_t> order(labels.count());
  std::iota(order.begin(), order.end(), 0u);
  const auto value = [&](std::uint32_t label) { return column.doubles()[labels.first_rows[label]] + 0.0; };
  std::sort(order.begin(), order.end(), [&](auto a, auto b) { return value(a) < value(b); });
  std::vector<std::uint32_t> rank(order.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    rank[order[i]] = i;
    sorted.push_back(value(order[i]));
  }
  return rank;
}

}  // namespace

std::string_view verdict_name(Verdict verdict) noexcept {
  switch (verdict) {
    case Verdict::kIntrinsicExploration: return "intrinsic_exploration";
    case Verdict::kMiscalibratedBoundaryLogic: return "miscalibrated_boundary_logic";
    default: return "no_collapse";
  }
}

std::optional<Verdict> judge(std::span<const Repetitions> at_coefficients, double persist_threshold) {
  bool collapses = false;
  bool persists = false;
  bool unknown = false;
  for (const auto& repetitions : at_coefficients) {
    const auto rate = repetitions.rate();
    if (!rate) {
      unknown = true;
    } else {
      (*rate >= persist_threshold ? collapses : persists) = true;
    }
  }
  if (collapses && persists) return Verdict::kMiscalibratedBoundaryLogic;
  if (unknown) return std::nullopt;
  return collapses ? Verdict::kIntrinsicExploration : Verdict::kNoCollapse;
}

CouplingTable read_coupling(const sdk::Table& table, const CollapseSignal& signal) {
  const auto cell = table.role("cell");
  const auto coefficient = table.role("coefficient");
  const auto repetition = table.find("repetition");
  const Ends ends(table, signal);
  CouplingTable out;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    out.not_finite += coefficient.has(row) && !std::isfinite(coefficient.doubles()[row]) ? 1 : 0;
  }
  if (out.not_finite != 0) return out;

  const auto cells = pillars::number_labels(cell);
  const auto coefficients = pillars::number_labels(coefficient);
  const auto repetitions = repetition ? pillars::number_labels(*repetition) : pillars::Labels{};
  for (const auto row : cells.first_rows) out.cells.push_back(pillars::label_text(cell, row));
  const auto rank = ranks(coefficient, coefficients, out.coefficients);
  out.counts.resize(cells.count() * coefficients.count());
  std::map<std::tuple<std::size_t, std::uint32_t>, std::size_t> seen;  // where a repetition of a cell and coefficient is
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const bool labelled = cells.of_row[row] != kNone && coefficients.of_row[row] != kNone && (!repetition || repetitions.of_row[row] != kNone);
    const auto collapsed = labelled ? ends.collapsed(row) : std::nullopt;
    if (!collapsed) {
      ++out.missing;
      continue;
    }
    const auto place = cells.of_row[row] * coefficients.count() + rank[coefficients.of_row[row]];
    if (repetition) {
      const auto [at, is_new] = seen.try_emplace({place, repetitions.of_row[row]}, row);
      if (!is_new) {
        throw sdk::invalid_argument("row " + std::to_string(row) + ": expected each repetition of a cell and coefficient once, found that of row " +
                                    std::to_string(at->second) + " again");
      }
    }
    ++out.counts[place].n;
    out.counts[place].collapses += *collapsed ? 1 : 0;
  }
  return out;
}

}  // namespace ophamin::diagnostics
