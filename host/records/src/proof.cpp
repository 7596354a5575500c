// SPDX-License-Identifier: Apache-2.0
#include <ophamin/records/proof.hpp>

#include <array>

#include <fmt/format.h>
#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/digest.hpp>
#include <ophamin/records/number_text.hpp>

#include "enum_text.hpp"

namespace ophamin::records {
namespace {

constexpr std::array<std::string_view, 5> kComparators{">=", "<=", ">", "<", "=="};
constexpr std::array<std::string_view, 3> kOutcomes{"VALIDATED", "REFUTED", "INCONCLUSIVE"};
constexpr std::array<std::string_view, 4> kCrossChecks{"passed", "skipped", "failed", "n/a"};

}  // namespace

std::string_view to_string(Comparator comparator) noexcept { return enum_text(kComparators, comparator); }
std::string_view to_string(Outcome outcome) noexcept { return enum_text(kOutcomes, outcome); }
std::string_view to_string(CrossCheck cross_check) noexcept { return enum_text(kCrossChecks, cross_check); }

Comparator parse_comparator(std::string_view text) {
  return parse_enum<Comparator>(kComparators, text, "comparator", {});
}

Outcome parse_outcome(std::string_view text) { return parse_enum<Outcome>(kOutcomes, text, "outcome", {}); }

CrossCheck parse_cross_check(std::string_view text) {
  return parse_enum<CrossCheck>(kCrossChecks, text, "cross_check", "put prose into 'detail'");
}

bool Threshold::decide(double observed) const noexcept {
  switch (comparator) {
    case Comparator::kAtLeast: return observed >= value;
    case Comparator::kAtMost: return observed <= value;
    case Comparator::kGreater: return observed > value;
    case Comparator::kLess: return observed < value;
    case Comparator::kEqual: return observed == value;
  }
  return false;
}

std::string Threshold::describe() const {
  std::string text = fmt::format("{} {} {}", metric, to_string(comparator), pyfloat(value));
  if (!units.empty()) text += " " + units;
  return text;
}

Verdict Verdict::decide(double observed, const Threshold& threshold, bool inconclusive, std::string reasoning) {
  Verdict verdict;
  verdict.observed_value = observed;
  verdict.threshold = threshold;
  verdict.reasoning = std::move(reasoning);
  if (inconclusive) {
    verdict.outcome = Outcome::kInconclusive;
    if (verdict.reasoning.empty()) verdict.reasoning = "the evidence is not sufficient to decide either way";
    return verdict;
  }
  const bool satisfied = threshold.decide(observed);
  verdict.outcome = satisfied ? Outcome::kValidated : Outcome::kRefuted;
  if (verdict.reasoning.empty()) {
    verdict.reasoning = fmt::format("observed {} {} the pre-registered threshold ({})", format_g(observed, 6),
                                    satisfied ? "satisfies" : "does not satisfy", threshold.describe());
  }
  return verdict;
}

std::string EmpiricalProofRecord::canonical_body() const { return canonical(body()); }

std::string EmpiricalProofRecord::id() const { return sha256_hex(canonical_body()); }

void EmpiricalProofRecord::sign(const SigningKey& key) { signature = key.sign(canonical_body()); }

bool EmpiricalProofRecord::verify(const SigningKey& key) const {
  return !signature.empty() && key.verify(canonical_body(), signature);
}

}  // namespace ophamin::records
