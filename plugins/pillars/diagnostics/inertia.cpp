// SPDX-License-Identifier: Apache-2.0
#include "inertia.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace ophamin::diagnostics {
namespace {

constexpr std::string_view kInertia = "inertia_index";
constexpr std::string_view kRejection = "defensive_rejection_rate";
constexpr std::string_view kAdaptation = "bayesian_adaptation_rate";
constexpr std::string_view kBalance = "balance";

// A cell that has a value and is not below 0; `rows_before` came in earlier parts of a stream.
double amount_at(const sdk::Column& column, std::size_t row, std::uint64_t rows_before) {
  const double amount = column.number(row);
  if (amount < 0.0) {
    throw sdk::invalid_argument("column `" + std::string(column.name()) + "` row " + std::to_string(rows_before + row) +
                                ": expected a number of at least 0, found " + pillars::number_text(amount));
  }
  return amount;
}

}  // namespace

void Inertia::EventCounts::add(const sdk::Table& table) {
  const auto expected = table.role("expected_shift");
  const auto observed = table.role("observed_shift");
  const auto accepted = table.find("accepted");
  const auto evidence = table.find("evidence_strength");
  for (std::size_t row = 0; row < table.rows(); ++row) {
    // Who does not say what was accepted has accepted all that was shown.
    if (accepted ? accepted->has(row) : expected.has(row) && observed.has(row)) {
      ++judged;
      rejected += accepted && !pillars::flag_at(*accepted, row) ? 1 : 0;
    }
    if (evidence && evidence->has(row)) {
      const double x = amount_at(*evidence, row, rows);
      std::isfinite(x) ? strength.add(x) : void(++not_finite);
    }
    if (!expected.has(row) || !observed.has(row)) {
      ++incomplete;
      continue;
    }
    const double wanted = amount_at(expected, row, rows);
    const double came = amount_at(observed, row, rows);
    if (!std::isfinite(wanted) || !std::isfinite(came)) {
      ++not_finite;
    } else if (wanted > 0.0) {
      adaptation.add(came >= wanted ? 1.0 : came / wanted);
      shortfall.add(came >= wanted ? 0.0 : (wanted - came) / wanted);
    }
  }
  rows += table.rows();
}

void Inertia::compute(const sdk::Table& table, sdk::EvidenceSink& evidence) {
  EventCounts events;
  events.add(table);
  report(events, evidence);
}

void Inertia::update(const sdk::Table& rows, sdk::Events&) { events_.add(rows); }

void Inertia::finish(sdk::EvidenceSink& evidence) { report(events_, evidence); }

void Inertia::report(const EventCounts& events, sdk::EvidenceSink& evidence) const {
  if (events.not_finite != 0) {
    const auto reason = std::to_string(events.not_finite) + (events.not_finite == 1 ? " shift or strength is" : " shifts or strengths are") +
                        " not finite";
    for (const auto name : {kInertia, kRejection, kAdaptation, kBalance}) {
      evidence.add(sdk::Evidence(name).undefined(events.rows, events.rows - std::min(events.rows, events.not_finite), reason));
    }
    return;
  }
  std::optional<double> adaptation, inertia, rejection;
  if (events.adaptation.n != 0) {
    adaptation = events.adaptation.mean;
    inertia = events.shortfall.mean;
  }
  if (events.judged != 0) rejection = static_cast<double>(events.rejected) / static_cast<double>(events.judged);
  const auto balance = adaptation && rejection ? std::optional(*adaptation - *rejection) : std::nullopt;
  // Either figure alone can make it stagnant; that it is not takes both.
  const auto reaches = [&](const std::optional<double>& figure) { return figure && *figure >= params_.stagnant_threshold; };
  std::optional<bool> stagnant;
  if (reaches(inertia) || reaches(rejection)) {
    stagnant = true;
  } else if (inertia && rejection) {
    stagnant = false;
  }

  const auto row = [](std::string_view name, const std::optional<double>& figure, std::string_view reason) {
    auto made = sdk::Evidence(name);
    return figure ? made.value(*figure) : made.undefined(1, 0, reason);
  };
  constexpr std::string_view kNoShift = "no event with an expected shift above 0";
  constexpr std::string_view kNoJudgement = "no event that was accepted or rejected";
  evidence.add(row(kInertia, inertia, kNoShift).detail([&](sdk::Object& detail) {
    detail.set("n", events.rows).set("n_shifts", events.adaptation.n).set("n_judged", events.judged).set("rejected", events.rejected);
    detail.set("incomplete", events.incomplete);
    detail.set("adaptation", adaptation).set("inertia_index", inertia).set("defensive_rejection_rate", rejection);
    detail.set("bayesian_adaptation_rate", adaptation).set("balance", balance).set("stagnant", stagnant);
    detail.set("stagnant_threshold", params_.stagnant_threshold);
    detail.set("mean_evidence_strength", events.strength.n != 0 ? std::optional(events.strength.mean) : std::nullopt);
  }));
  evidence.add(row(kRejection, rejection, kNoJudgement));
  evidence.add(row(kAdaptation, adaptation, kNoShift));
  evidence.add(row(kBalance, balance, adaptation ? kNoJudgement : kNoShift));
}

}  // namespace ophamin::diagnostics
