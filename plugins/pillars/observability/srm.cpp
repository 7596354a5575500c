// SPDX-License-Identifier: Apache-2.0
#include "srm.hpp"

#include <algorithm>
#include <cmath>

#include "../common/boost_version.hpp"
#include "goodness_of_fit.hpp"

namespace ophamin::observability {
namespace {

// The counts of all arms, those without a row as 0.
std::vector<std::uint64_t> units(std::span<const ArmCounts::Cell> cells, std::size_t arms) {
  std::vector<std::uint64_t> all(arms);
  for (std::size_t arm = 0; arm < cells.size(); ++arm) all[arm] = cells[arm].units;
  return all;
}

void add_absent(std::string& text, std::span<const ArmCounts::Cell> cells, const LabelBook& arms, std::string_view where) {
  for (std::size_t arm = 0; arm < arms.size(); ++arm) {
    if (arm < cells.size() && cells[arm].has_row) continue;
    if (!text.empty()) text += ", ";
    text += '`' + arms[arm] + '`' + std::string(where);
  }
}

// In a table of counts an arm that got nothing has a count of 0, and says so: no row means that nobody counted.
void demand_every_count(const ArmCounts& counts) {
  if (!counts.are_counts()) return;
  std::string absent;
  add_absent(absent, counts.whole(), counts.arms(), "");
  for (std::size_t i = 0; absent.empty() && i < counts.segments().size(); ++i) {
    add_absent(absent, counts.segment(i), counts.arms(), " in segment `" + counts.segments()[i] + '`');
  }
  if (!absent.empty()) {
    throw sdk::invalid_argument("expected a count for each arm" + std::string(counts.segments().size() == 0 ? "" : " and segment") +
                                ", found none for " + absent + "; give a row with the count 0 where there was no unit");
  }
}

class Report {
 public:
  Report(const LabelBook& arms, double alpha, std::size_t limit) : arms_(arms), alpha_(alpha), limit_(limit) {}

  bool is_mismatch(const GoodnessOfFit& fit) const { return fit.undefined.empty() && fit.pvalue < alpha_; }

  void write(sdk::Object& to, const GoodnessOfFit& fit, std::span<const std::uint64_t> observed) const {
    if (fit.undefined.empty()) {
      to.set("chi2", fit.chi2).set("pvalue", fit.pvalue).set("dof", fit.dof).set("is_mismatch", is_mismatch(fit));
    } else {
      to.set("undefined", fit.undefined).set("needed", fit.needed).set("found", fit.found);
    }
    to.set("alpha", alpha_).set("total", fit.total);
    to.set("observed", [&](sdk::Object& by_arm) { each_arm([&](std::size_t arm) { by_arm.set(arms_[arm], observed[arm]); }); });
    to.set("expected", [&](sdk::Object& by_arm) { each_arm([&](std::size_t arm) { by_arm.set(arms_[arm], fit.expected[arm]); }); });
  }

 private:
  template <class Body>
  void each_arm(Body body) const {
    for (std::size_t arm = 0; arm < std::min(arms_.size(), limit_); ++arm) body(arm);
  }

  const LabelBook& arms_;
  double alpha_;
  std::size_t limit_;
};

struct SegmentFit {
  std::size_t number;
  std::vector<std::uint64_t> observed;
  GoodnessOfFit fit;
};

void write_segments(sdk::Object& to, const std::vector<SegmentFit>& fits, const LabelBook& names, const Report& report,
                    const std::vector<const SegmentFit*>& mismatches, std::size_t limit) {
  to.set("segments", fits.size()).set("segments_mismatched", mismatches.size());
  to.set("segmented_check", [&](sdk::Object& by_segment) {
    for (std::size_t i = 0; i < std::min(limit, fits.size()); ++i) {
      by_segment.set(names[fits[i].number], [&](sdk::Object& result) { report.write(result, fits[i].fit, fits[i].observed); });
    }
  });
  to.set("diagnose", [&](sdk::Array& list) {
    for (std::size_t i = 0; i < std::min(limit, mismatches.size()); ++i) {
      list.add([&](sdk::Object& result) {
        result.set("segment", names[mismatches[i]->number]);
        report.write(result, mismatches[i]->fit, mismatches[i]->observed);
      });
    }
  });
}

}  // namespace

std::string Srm::library_version() { return pillars::boost_version(); }

Srm::Srm(const Params& params) : params_(params), stream_(params.arms) {
  if (stream_.arms().size() != params.arms.size()) throw sdk::invalid_argument("`arms`: expected each label once, found one twice");
  if (!params.ratios.empty() && params.ratios.size() != params.arms.size()) {
    throw sdk::invalid_argument("`ratios` go with `arms`: expected one for each of the " + std::to_string(params.arms.size()) +
                                " arms, found " + std::to_string(params.ratios.size()));
  }
  if (!params.ratios.empty() && std::none_of(params.ratios.begin(), params.ratios.end(), [](double ratio) { return ratio > 0.0; })) {
    throw sdk::invalid_argument("`ratios`: expected at least one more than 0, found none");
  }
}

std::vector<double> Srm::ratios_of(const ArmCounts& counts) const {
  const auto arms = counts.arms().size();
  if (counts.ratios().empty()) return params_.ratios.empty() ? std::vector<double>(arms, 1.0) : params_.ratios;
  if (!params_.ratios.empty()) {
    throw sdk::invalid_argument("the planned ratios are given twice: drop the parameter `ratios`, or the column with the role "
                                "`expected_ratio`");
  }
  std::vector<double> ratios;
  for (std::size_t arm = 0; arm < arms; ++arm) {
    if (arm >= counts.ratios().size() || !counts.ratios()[arm]) {
      throw sdk::invalid_argument("expected a ratio for each arm, found none for `" + counts.arms()[arm] + "`");
    }
    ratios.push_back(*counts.ratios()[arm]);
  }
  if (std::none_of(ratios.begin(), ratios.end(), [](double ratio) { return ratio > 0.0; })) {
    throw sdk::invalid_argument("`expected_ratio`: expected at least one more than 0, found none");
  }
  return ratios;
}

void Srm::compute(const sdk::Table& table, sdk::EvidenceSink& evidence) {
  ArmCounts counts(params_.arms);
  counts.add(table);
  report(counts, evidence);
}

void Srm::report(const ArmCounts& counts, sdk::EvidenceSink& evidence) const {
  const auto arms = counts.arms().size();
  if (arms == 0) {
    evidence.add(sdk::Evidence("chi2").undefined(1, 0, "no unit"));
    return;
  }
  demand_every_count(counts);
  const auto ratios = ratios_of(counts);
  const auto limit = static_cast<std::size_t>(params_.list_limit);
  const Report result(counts.arms(), params_.alpha, limit);
  const auto observed = units(counts.whole(), arms);
  const auto fit = goodness_of_fit(observed, ratios);

  const auto segments = counts.segments().size();
  std::vector<SegmentFit> fits;
  fits.reserve(segments);
  std::vector<const SegmentFit*> mismatches;
  for (std::size_t i = 0; i < segments; ++i) {
    auto cells = units(counts.segment(i), arms);
    auto of_segment = goodness_of_fit(cells, ratios);
    fits.push_back({i, std::move(cells), std::move(of_segment)});
    if (result.is_mismatch(fits.back().fit)) mismatches.push_back(&fits.back());
  }
  std::stable_sort(mismatches.begin(), mismatches.end(),
                   [](const SegmentFit* a, const SegmentFit* b) { return a->fit.pvalue < b->fit.pvalue; });

  auto main = sdk::Evidence("chi2");
  if (fit.undefined.empty()) {
    main.value(fit.chi2).p_value(fit.pvalue);
    // Cohen's w, the share of the deviation that does not grow with the sample.
    if (std::isfinite(fit.chi2)) main.effect_size(std::sqrt(fit.chi2 / static_cast<double>(fit.total)));
  } else {
    main.undefined(fit.needed, fit.found, fit.undefined);
  }
  evidence.add(main.detail([&](sdk::Object& detail) {
    result.write(detail, fit, observed);
    detail.set("missing", counts.missing());
    if (segments != 0) write_segments(detail, fits, counts.segments(), result, mismatches, limit);
  }));
  if (fit.undefined.empty()) {
    evidence.add(sdk::Evidence("pvalue").value(fit.pvalue));
    evidence.add(sdk::Evidence("is_mismatch").value(result.is_mismatch(fit) ? 1.0 : 0.0));
  }
  if (segments != 0) evidence.add(sdk::Evidence("segments_mismatched").value(static_cast<double>(mismatches.size())));
}

}  // namespace ophamin::observability
