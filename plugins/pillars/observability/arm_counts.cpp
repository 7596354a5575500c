// SPDX-License-Identifier: Apache-2.0
#include "arm_counts.hpp"

#include <algorithm>
#include <cmath>

namespace ophamin::observability {
namespace {

constexpr double kWholeNumbersEnd = 9007199254740992.0;  // 2^53: beyond it a double does not tell neighbours apart

[[noreturn]] void refuse(const sdk::Column& column, std::uint64_t row, const std::string& expected, const std::string& found) {
  throw sdk::invalid_argument("column `" + std::string(column.name()) + "` row " + std::to_string(row) + ": expected " + expected +
                              ", found " + found);
}

std::uint64_t count_at(const sdk::Column& column, std::size_t i, std::uint64_t row) {
  if (column.type() == OPH_INT) {
    const auto count = column.integers()[i];
    if (count < 0) refuse(column, row, "a count, at least 0", std::to_string(count));
    return static_cast<std::uint64_t>(count);
  }
  const double count = column.doubles()[i];
  if (!(count >= 0.0 && count <= kWholeNumbersEnd && count == std::floor(count))) {
    refuse(column, row, "a count, a whole number of at least 0", std::to_string(count));
  }
  return static_cast<std::uint64_t>(count);
}

template <class T>
T& at(std::vector<T>& values, std::size_t index) {
  if (index >= values.size()) values.resize(index + 1);
  return values[index];
}

void add_units(std::vector<ArmCounts::Cell>& cells, std::size_t arm, std::uint64_t count) {
  auto& cell = at(cells, arm);
  cell.has_row = true;
  if (__builtin_add_overflow(cell.units, count, &cell.units)) throw sdk::invalid_argument("the counts add up to more than 2^64 units");
}

std::string list(const LabelBook& labels) {
  std::string text;
  for (std::size_t i = 0; i < labels.size(); ++i) text += (i == 0 ? "`" : ", `") + labels[i] + '`';
  return text;
}

}  // namespace

ArmCounts::ArmCounts(std::span<const std::string> declared) : declared_(declared.size()), whole_(declared.size()) {
  for (const auto& arm : declared) arms_.number(arm);
}

void ArmCounts::add(const sdk::Table& rows) {
  const auto arm_column = rows.role("arm");
  const auto count_column = rows.find("count");
  const auto ratio_column = rows.find("expected_ratio");
  const auto segment_column = rows.find("segment");
  are_counts_ = are_counts_ || count_column.has_value();
  const auto lacks = [](const std::optional<sdk::Column>& column, std::size_t i) { return column && !column->has(i); };

  for (std::size_t i = 0; i < rows.rows(); ++i) {
    const auto row = rows_++;
    if (!arm_column.has(i) || lacks(count_column, i) || lacks(ratio_column, i) || lacks(segment_column, i)) {
      ++missing_;
      continue;
    }
    const auto arm = arms_.number(arm_column, i);
    if (declared_ != 0 && arm >= declared_) {
      LabelBook known;
      for (std::size_t a = 0; a < declared_; ++a) known.number(arms_[a]);
      refuse(arm_column, row, "one of the arms " + list(known), '`' + arms_[arm] + '`');
    }
    const auto count = count_column ? count_at(*count_column, i, row) : 1;
    add_units(whole_, arm, count);
    if (segment_column) add_units(at(by_segment_, segments_.number(*segment_column, i)), arm, count);
    if (ratio_column) {
      const double ratio = ratio_column->number(i);
      auto& known = at(ratios_, arm);
      if (!(ratio >= 0.0 && std::isfinite(ratio))) refuse(*ratio_column, row, "a finite ratio, at least 0", std::to_string(ratio));
      if (known && *known != ratio) {
        refuse(*ratio_column, row, "the ratio of the arm's other rows, " + std::to_string(*known), std::to_string(ratio));
      }
      known = ratio;
    }
  }
}

}  // namespace ophamin::observability
