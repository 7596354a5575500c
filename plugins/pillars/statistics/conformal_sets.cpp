// SPDX-License-Identifier: Apache-2.0
#include "conformal_sets.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "conformal_rank.hpp"

namespace ophamin::statistics {
namespace {

// The place of a row's class among the columns of probabilities.
std::size_t class_of(const sdk::Column& label, const std::vector<sdk::Column>& probabilities, std::size_t row) {
  if (label.type() == OPH_TEXT) {
    const auto at = std::find_if(probabilities.begin(), probabilities.end(), [&](const auto& p) { return p.name() == label.text(row); });
    if (at != probabilities.end()) return static_cast<std::size_t>(at - probabilities.begin());
  } else if (const auto place = label.integers()[row]; place >= 0 && static_cast<std::uint64_t>(place) < probabilities.size()) {
    return static_cast<std::size_t>(place);
  }
  throw sdk::invalid_argument("column `" + std::string(label.name()) + "` row " + std::to_string(row) +
                              ": expected the name of a column of probabilities or a place from 0 to " +
                              std::to_string(probabilities.size() - 1) + ", found " + pillars::label_text(label, row));
}

double probability_at(const sdk::Column& column, std::size_t row) {
  const double p = column.number(row);
  if (p >= 0.0 && p <= 1.0) return p;
  throw sdk::invalid_argument("column `" + std::string(column.name()) + "` row " + std::to_string(row) +
                              ": expected a probability from 0 to 1, found " + pillars::number_text(p));
}

}  // namespace

void ConformalSets::compute(const sdk::Table& table, sdk::EvidenceSink& evidence) {
  const auto label = table.role("label");
  const auto probabilities = table.all("probability");
  const CalibrationRows rows(table, label);
  std::vector<double> scores;
  std::vector<std::size_t> fresh;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (!std::all_of(probabilities.begin(), probabilities.end(), [row](const auto& p) { return p.has(row); })) continue;
    if (rows.calibrates(row)) {
      scores.push_back(1.0 - probability_at(probabilities[class_of(label, probabilities, row)], row));
    } else if (rows.is_new(row)) {
      fresh.push_back(row);
    }
  }
  const auto missing = table.rows() - scores.size() - fresh.size();
  if (add_without_quantile(evidence, scores.size(), 0)) return;
  const auto found = conformal_quantile(scores, params_.alpha);

  const auto holds = [&](std::size_t row, std::size_t place) { return 1.0 - probability_at(probabilities[place], row) <= found.quantile; };
  std::uint64_t with_label = 0;
  std::uint64_t covered = 0;
  std::uint64_t members = 0;
  for (const auto row : fresh) {
    for (std::size_t place = 0; place < probabilities.size(); ++place) members += holds(row, place) ? 1 : 0;
    if (!label.has(row)) continue;
    ++with_label;
    covered += holds(row, class_of(label, probabilities, row)) ? 1 : 0;
  }
  const auto share = [](std::uint64_t count, std::uint64_t of) {
    return of == 0 ? std::nullopt : std::optional(static_cast<double>(count) / static_cast<double>(of));
  };
  const auto mean_size = share(members, fresh.size());
  const auto coverage = share(covered, with_label);
  evidence.add(sdk::Evidence("quantile").value(found.quantile).detail([&](sdk::Object& detail) {
    detail.set("n", found.n).set("k", found.k).set("level", found.level()).set("quantile", found.quantile).set("alpha", params_.alpha);
    detail.set("missing", missing).set("new_rows", fresh.size()).set("with_outcome", with_label);
    detail.set("covered", covered).set("coverage", coverage).set("mean_size", mean_size);
    detail.set("classes", [&](sdk::Array& names) {
      for (const auto& column : probabilities) names.add(column.name());
    });
    detail.set("sets", [&](sdk::Array& list) {
      for (std::size_t i = 0; i < std::min<std::size_t>(fresh.size(), params_.list_limit); ++i) {
        list.add([&](sdk::Array& set) {
          for (std::size_t place = 0; place < probabilities.size(); ++place) {
            if (holds(fresh[i], place)) set.add(place);
          }
        });
      }
    });
  }));
  auto size = sdk::Evidence("mean_size");
  evidence.add(mean_size ? size.value(*mean_size) : size.undefined(1, 0, "no new row"));
  auto held = sdk::Evidence("coverage");
  evidence.add(coverage ? held.value(*coverage) : held.undefined(1, 0, "no new row with a label"));
}

}  // namespace ophamin::statistics
