// SPDX-License-Identifier: Apache-2.0
#include <ophamin/comparing/correction.hpp>

#include <algorithm>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/markdown.hpp>
#include <ophamin/records/number_text.hpp>

namespace ophamin::comparing {
namespace {

using diagnostics::Diagnostic;
using diagnostics::Error;
using diagnostics::ErrorCode;

constexpr std::string_view kValidated = "VALIDATED";
constexpr std::string_view kInconclusive = "INCONCLUSIVE";

std::vector<std::size_t> ascending(std::span<const double> p_values) {
  std::vector<std::size_t> order(p_values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t left, std::size_t right) { return p_values[left] < p_values[right]; });
  return order;
}

void check_inputs(std::span<const ClaimInput> claims, double alpha) {
  std::vector<Diagnostic> problems;
  if (!(alpha > 0.0 && alpha <= 1.0))
    problems.push_back({.code = ErrorCode::kRecordValueError,
                        .message = "alpha is not usable",
                        .expected = "a number above 0 and at most 1",
                        .found = records::pyfloat(alpha)});
  for (std::size_t i = 0; i < claims.size(); ++i) {
    const ClaimInput& claim = claims[i];
    const std::string label = claim.claim_id.empty() ? fmt::format("claim {} of the family", i) : fmt::format("claim {}", claim.claim_id);
    if (claim.claim_id.empty())
      problems.push_back({.code = ErrorCode::kRecordValueError, .message = fmt::format("{} has no id", label)});
    if (claim.verdict.empty())
      problems.push_back({.code = ErrorCode::kRecordValueError, .message = fmt::format("{} has no verdict", label)});
    if (claim.p_value && !(*claim.p_value >= 0.0 && *claim.p_value <= 1.0))
      problems.push_back({.code = ErrorCode::kRecordValueError,
                          .message = fmt::format("the p-value of {} is none", label),
                          .expected = "a number from 0 to 1",
                          .found = records::pyfloat(*claim.p_value)});
  }
  if (!problems.empty()) throw Error(std::move(problems));
}

records::Json optional_number(const std::optional<double>& number) {
  return number ? records::Json(*number) : records::Json(nullptr);
}

}  // namespace

std::string_view to_string(CorrectionMethod method) noexcept {
  switch (method) {
    case CorrectionMethod::kHolm: return "holm";
    case CorrectionMethod::kBenjaminiHochberg: return "bh";
    case CorrectionMethod::kNone: return "none";
  }
  return "none";
}

CorrectionMethod parse_correction_method(std::string_view text) {
  for (const CorrectionMethod method : {CorrectionMethod::kHolm, CorrectionMethod::kBenjaminiHochberg, CorrectionMethod::kNone})
    if (text == to_string(method)) return method;
  throw Error(Diagnostic{.code = ErrorCode::kUsageError,
                         .message = fmt::format("there is no correction method '{}'", text),
                         .expected = "holm, bh or none"});
}

std::vector<double> adjust(std::span<const double> p_values, CorrectionMethod method) {
  std::vector<double> adjusted(p_values.begin(), p_values.end());
  if (method == CorrectionMethod::kNone) return adjusted;
  const std::vector<std::size_t> order = ascending(p_values);
  const std::size_t m = order.size();
  if (method == CorrectionMethod::kHolm) {
    double previous = 0.0;
    for (std::size_t j = 0; j < m; ++j) {
      const double p = p_values[order[j]];
      previous = std::min(1.0, std::max({static_cast<double>(m - j) * p, previous, p}));
      adjusted[order[j]] = previous;
    }
    return adjusted;
  }
  double next = 1.0;
  for (std::size_t j = m; j-- > 0;) {
    const double p = p_values[order[j]];
    // m >= j, but rounding can take p m / m one step below p.
    next = std::min(next, std::max(p, p * static_cast<double>(m) / static_cast<double>(j + 1)));
    adjusted[order[j]] = next;
  }
  return adjusted;
}

CorrectedFamily correct(std::span<const ClaimInput> claims, CorrectionMethod method, double alpha) {
  check_inputs(claims, alpha);
  std::vector<double> p_values;
  for (const ClaimInput& claim : claims)
    if (claim.p_value) p_values.push_back(*claim.p_value);
  const std::vector<double> adjusted = adjust(p_values, method);

  CorrectedFamily family{.method = method, .alpha = alpha, .family_size = claims.size(), .n_with_p_value = p_values.size()};
  family.results.reserve(claims.size());
  std::size_t next = 0;
  for (const ClaimInput& claim : claims) {
    CorrectedClaim result{.claim_id = claim.claim_id,
                          .raw_verdict = claim.verdict,
                          .corrected_verdict = claim.verdict,
                          .raw_p_value = claim.p_value};
    if (claim.p_value) {
      result.corrected_p_value = adjusted[next++];
      result.significant = *result.corrected_p_value <= alpha;
      if (result.significant) ++family.n_rejections;
      if (method != CorrectionMethod::kNone && !result.significant && claim.verdict == kValidated)
        result.corrected_verdict = kInconclusive;
    }
    family.results.push_back(std::move(result));
  }
  return family;
}

records::JsonObject to_json(const CorrectedFamily& family) {
  records::JsonArray results;
  for (const CorrectedClaim& claim : family.results)
    results.push_back(records::JsonObject{{"claim_id", claim.claim_id},
                                          {"raw_verdict", claim.raw_verdict},
                                          {"corrected_verdict", claim.corrected_verdict},
                                          {"raw_p_value", optional_number(claim.raw_p_value)},
                                          {"corrected_p_value", optional_number(claim.corrected_p_value)},
                                          {"method", to_string(family.method)},
                                          {"alpha", family.alpha},
                                          {"family_size", family.family_size},
                                          {"significant_after_correction", claim.significant}});
  return {{"method", to_string(family.method)},
          {"alpha", family.alpha},
          {"family_size", family.family_size},
          {"n_with_p_value", family.n_with_p_value},
          {"n_rejections", family.n_rejections},
          {"results", std::move(results)}};
}

std::string to_markdown(const CorrectedFamily& family) {
  std::string text = fmt::format("Method `{}`, alpha {}: {} claim(s), {} with a p-value, {} significant after correction.\n",
                                 to_string(family.method), records::format_g(family.alpha, 6), family.family_size,
                                 family.n_with_p_value, family.n_rejections);
  if (family.n_with_p_value == 0) return text;
  text += "\n| Claim | p | Adjusted p | Verdict | After correction |\n|---|---|---|---|---|\n";
  for (const CorrectedClaim& claim : family.results) {
    if (!claim.raw_p_value) continue;
    text += fmt::format("| `{}` | {} | {} | {} | {} |\n", records::markdown_cell(claim.claim_id.substr(0, 12)),
                        records::format_g(*claim.raw_p_value, 4), records::format_g(*claim.corrected_p_value, 4),
                        records::markdown_cell(claim.raw_verdict),
                        claim.demoted() ? fmt::format("**{}**", records::markdown_cell(claim.corrected_verdict))
                                        : records::markdown_cell(claim.corrected_verdict));
  }
  return text;
}

}  // namespace ophamin::comparing
