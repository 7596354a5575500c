// SPDX-License-Identifier: Apache-2.0
#include "study_reader.hpp"

#include <cmath>
#include <initializer_list>
#include <iterator>

namespace ophamin::synthesis {
namespace {

constexpr std::string_view kCountRoles[] = {"a", "b", "c", "d"};

}  // namespace

StudyReader::Source StudyReader::source_of(const sdk::Table& table) {
  Source source;
  source.columns[0] = table.find("effect");
  source.columns[1] = table.find("variance");
  std::size_t counts = 0;
  for (const auto role : kCountRoles) counts += table.find(role) ? 1 : 0;
  if (source.columns[0] && source.columns[1] && counts == 0) return source;
  if (!source.columns[0] && !source.columns[1] && counts == std::size(kCountRoles)) {
    for (std::size_t i = 0; i < std::size(kCountRoles); ++i) source.columns[i] = table.find(kCountRoles[i]);
    source.is_counts = is_counts_ = true;
    return source;
  }
  throw sdk::missing_role("expected two columns with the roles `effect` and `variance`, or four with the roles `a`, `b`, `c` and `d`");
}

std::optional<EffectSize> StudyReader::fault(std::uint64_t row, std::string_view reason) {
  faults_.add(row, reason);
  return std::nullopt;
}

std::optional<EffectSize> StudyReader::from_effect(const Source& source, std::size_t i, std::uint64_t row) {
  const EffectSize study{source.columns[0]->number(i), source.columns[1]->number(i)};
  if (!std::isfinite(study.effect)) return fault(row, "an effect that is not finite");
  if (!std::isfinite(study.variance)) return fault(row, "a variance that is not finite");
  if (study.variance < 0.0) return fault(row, "a negative variance");
  if (!std::isfinite(1.0 / study.variance)) return fault(row, "a study with variance 0 has infinite weight");
  return study;
}

std::optional<EffectSize> StudyReader::from_counts(const Source& source, std::size_t i, std::uint64_t row) {
  const Table2x2 table{source.columns[0]->number(i), source.columns[1]->number(i), source.columns[2]->number(i), source.columns[3]->number(i)};
  for (const double count : {table.a, table.b, table.c, table.d}) {
    if (!std::isfinite(count) || count < 0.0) return fault(row, "a count that is negative or not finite");
  }
  if (table.a + table.b == 0.0 || table.c + table.d == 0.0) return fault(row, "an arm without anybody");
  return effect_size(measure_, table);
}

}  // namespace ophamin::synthesis
