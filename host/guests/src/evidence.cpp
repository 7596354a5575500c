// SPDX-License-Identifier: Apache-2.0
#include <ophamin/guests/evidence.hpp>

#include <cmath>
#include <deque>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include <ophamin/guests/json_bridge.hpp>
#include <ophamin/guests/text.hpp>
#include <ophamin/registry/parameters.hpp>

namespace ophamin::guests {

using records::CrossCheck;
using records::Json;
using records::JsonObject;

namespace {

constexpr std::size_t kMostRows = 10'000;

std::optional<CrossCheck> cross_check_of(oph_cross_check_t value) {
  switch (value) {
    case OPH_CHECK_NONE: return CrossCheck::kNotApplicable;
    case OPH_CHECK_PASSED: return CrossCheck::kPassed;
    case OPH_CHECK_SKIPPED: return CrossCheck::kSkipped;
    case OPH_CHECK_FAILED: return CrossCheck::kFailed;
    default: return std::nullopt;
  }
}

oph_cross_check_t to_abi(CrossCheck value) {
  switch (value) {
    case CrossCheck::kPassed: return OPH_CHECK_PASSED;
    case CrossCheck::kSkipped: return OPH_CHECK_SKIPPED;
    case CrossCheck::kFailed: return OPH_CHECK_FAILED;
    case CrossCheck::kNotApplicable: break;
  }
  return OPH_CHECK_NONE;
}

/// What is wrong with the numbers of a row; empty when nothing is.
std::string numbers_fault(const oph_evidence_t& row) {
  const bool undefined = (row.flags & OPH_EVIDENCE_UNDEFINED) != 0;
  if (!undefined && std::isnan(row.value)) return "a value that is NaN without OPH_EVIDENCE_UNDEFINED";
  if (undefined && row.needed == 0 && row.reason.size == 0) return "OPH_EVIDENCE_UNDEFINED without a count or a reason";
  if ((row.flags & OPH_EVIDENCE_CI) != 0 && !(row.ci_low <= row.ci_high)) {
    return fmt::format("an interval whose ends are {} and {}", row.ci_low, row.ci_high);
  }
  if ((row.flags & OPH_EVIDENCE_P_VALUE) != 0 && !(row.p_value >= 0.0 && row.p_value <= 1.0)) {
    return fmt::format("a p-value of {}", row.p_value);
  }
  return {};
}

}  // namespace

Attribution attribution_of_pillar(const registry::Component& pillar) {
  return {pillar.name, pillar.meta("library"), pillar.meta("library_version")};
}

Attribution attribution_of_scenario(const registry::Component& scenario, std::string_view aspect) {
  return {aspect.empty() ? scenario.name : fmt::format("{}.{}", scenario.name, aspect), scenario.plugin->id,
          scenario.plugin->version};
}

EvidenceCollector::EvidenceCollector(Guest& guest) : guest_(&guest), detail_(guest) {
  sink_.struct_size = OPH_SIZEOF(oph_evidence_sink_t, add);
  sink_.context = this;
  sink_.add = [](void* context, const oph_evidence_t* row, const oph_writer_t** detail) noexcept {
    auto& self = *static_cast<EvidenceCollector*>(context);
    return guarded(*self.guest_, [&] { return self.add(self.attribution_, row, detail); });
  };
}

const oph_evidence_sink_t* EvidenceCollector::sink(Attribution attribution) {
  attribution_ = std::move(attribution);
  return &sink_;
}

oph_status_t EvidenceCollector::add(const Attribution& attribution, const oph_evidence_t* row,
                                    const oph_writer_t** detail) {
  if (guest_->has_broken()) return OPH_MISUSE;
  if (row == nullptr || !OPH_HAS(row, oph_evidence_t, reason)) {
    return guest_->broke("OPH-ABI-2", "a row of evidence that is null or smaller than version 1.0's");
  }
  if (rows_.size() >= kMostRows) return guest_->broke("", fmt::format("more than {} rows of evidence", kMostRows), OPH_LIMIT);
  if (row->statistic.size == 0) return guest_->broke("OPH-ABI-7", "a row of evidence without the name of its statistic");
  for (const auto text : {row->statistic, row->reason}) {
    if (auto fault = text_fault(text); !fault.empty()) return guest_->broke("OPH-ABI-6", "a row of evidence: " + fault);
  }
  const auto cross_check = cross_check_of(row->cross_check);
  if (!cross_check) return guest_->broke("OPH-ABI-6", fmt::format("the cross-check {}, which the ABI does not know", row->cross_check));
  if (auto fault = numbers_fault(*row); !fault.empty()) {
    return guest_->broke("OPH-ABI-7", fmt::format("the statistic '{}': {}", view(row->statistic), fault));
  }
  close_detail();

  EvidenceRow result;
  auto& evidence = result.evidence;
  evidence.pillar = attribution.pillar;
  evidence.library = attribution.library;
  evidence.library_version = attribution.library_version;
  evidence.statistic_name = view(row->statistic);
  evidence.statistic_value = row->value;
  evidence.cross_check = *cross_check;
  if ((row->flags & OPH_EVIDENCE_EFFECT_SIZE) != 0) evidence.effect_size = row->effect_size;
  if ((row->flags & OPH_EVIDENCE_CI) != 0) {
    evidence.ci_low = row->ci_low;
    evidence.ci_high = row->ci_high;
  }
  if ((row->flags & OPH_EVIDENCE_P_VALUE) != 0) evidence.p_value = row->p_value;
  if ((row->flags & OPH_EVIDENCE_UNDEFINED) != 0) {
    evidence.statistic_value = std::numeric_limits<double>::quiet_NaN();
    result.undefined = Undefined{row->needed, row->found, std::string(view(row->reason))};
  }
  rows_.push_back(std::move(result));
  if (detail != nullptr) {
    *detail = detail_.open_object();
    detail_open_ = true;
  }
  return OPH_OK;
}

void EvidenceCollector::close_detail() {
  if (!detail_open_) return;
  detail_open_ = false;
  rows_.back().evidence.detail = detail_.take_object();
}

std::vector<EvidenceRow> EvidenceCollector::take() {
  close_detail();
  for (auto& row : rows_) {
    if (!row.undefined) continue;
    row.evidence.detail.set("undefined", Json(JsonObject{{"needed", Json(row.undefined->needed)},
                                                         {"found", Json(row.undefined->found)},
                                                         {"reason", Json(row.undefined->reason)}}));
  }
  return std::exchange(rows_, {});
}

struct LentResults::Views {
  std::deque<registry::ValueTree> details;
  std::vector<oph_evidence_t> evidence;
  std::vector<oph_result_t> results;
  std::vector<const oph_result_t*> items;
};

LentResults::LentResults(std::uint64_t id, std::vector<EvidenceRow> rows)
    : rows_(std::move(rows)), views_(std::make_unique<Views>()) {
  views_->evidence.reserve(rows_.size());
  views_->results.reserve(rows_.size());
  for (const auto& row : rows_) {
    const auto& source = row.evidence;
    oph_evidence_t evidence{};
    evidence.struct_size = OPH_SIZEOF(oph_evidence_t, reason);
    evidence.statistic = lend(source.statistic_name);
    evidence.cross_check = to_abi(source.cross_check);
    evidence.value = source.statistic_value;
    if (source.effect_size) {
      evidence.flags |= OPH_EVIDENCE_EFFECT_SIZE;
      evidence.effect_size = *source.effect_size;
    }
    if (source.ci_low && source.ci_high) {
      evidence.flags |= OPH_EVIDENCE_CI;
      evidence.ci_low = *source.ci_low;
      evidence.ci_high = *source.ci_high;
    }
    if (source.p_value) {
      evidence.flags |= OPH_EVIDENCE_P_VALUE;
      evidence.p_value = *source.p_value;
    }
    if (row.undefined) {
      evidence.flags |= OPH_EVIDENCE_UNDEFINED;
      evidence.needed = row.undefined->needed;
      evidence.found = row.undefined->found;
      evidence.reason = lend(row.undefined->reason);
    }
    views_->evidence.push_back(evidence);

    boost::json::object detail;
    for (const auto& member : source.detail) detail[member.key] = to_boost(member.value);
    std::vector<registry::ParameterProblem> unrepresentable;  // Depth and size were limited when the detail was written.
    const auto& tree = views_->details.emplace_back(registry::ValueTree::build(detail, unrepresentable));
    oph_result_t result{};
    result.struct_size = OPH_SIZEOF(oph_result_t, library_version);
    result.evidence = &views_->evidence.back();
    result.detail = tree.get();
    result.pillar = lend(source.pillar);
    result.library = lend(source.library);
    result.library_version = lend(source.library_version);
    views_->results.push_back(result);
    views_->items.push_back(&views_->results.back());
  }
  table_.struct_size = OPH_SIZEOF(oph_results_t, items);
  table_.id = id;
  table_.count = views_->items.size();
  table_.items = views_->items.data();
}

LentResults::~LentResults() = default;

}  // namespace ophamin::guests
