// SPDX-License-Identifier: Apache-2.0
//
// Correction for asking many questions at once: with twenty claims, one p-value below 0.05 is expected by chance alone.
// A VALIDATED claim that does not stand after correction becomes INCONCLUSIVE; nothing is ever promoted.
//
//   p              0.01  0.04  0.03  0.005
//   Holm           0.03  0.06  0.06  0.02     family-wise error rate
//   Benjamini-H.   0.02  0.04  0.04  0.02     false discovery rate
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <ophamin/records/json.hpp>

namespace ophamin::comparing {

enum class CorrectionMethod : std::uint8_t { kHolm, kBenjaminiHochberg, kNone };

/// "holm", "bh", "none".
std::string_view to_string(CorrectionMethod method) noexcept;
/// Throws diagnostics::Error (kUsageError) that names the methods there are.
CorrectionMethod parse_correction_method(std::string_view text);

/// One claim before correction.
struct ClaimInput {
  std::string claim_id{};
  std::string verdict{};
  std::optional<double> p_value{};  ///< nothing: the claim rests on no test, and keeps its verdict
};

/// One claim after correction.
struct CorrectedClaim {
  std::string claim_id{};
  std::string raw_verdict{};
  std::string corrected_verdict{};
  std::optional<double> raw_p_value{};
  std::optional<double> corrected_p_value{};
  bool significant = false;  ///< corrected_p_value <= alpha

  bool demoted() const noexcept { return corrected_verdict != raw_verdict; }
};

struct CorrectedFamily {
  CorrectionMethod method = CorrectionMethod::kHolm;
  double alpha = 0.05;
  std::size_t family_size = 0;     ///< all claims
  std::size_t n_with_p_value = 0;  ///< those the adjustment counts
  std::size_t n_rejections = 0;    ///< significant after correction
  std::vector<CorrectedClaim> results{};  ///< in the order of the input
};

/// Adjusted p-values in the order of `p_values`, each in [0, 1]:
///   Holm  a_(j) = min(1, max((m-j+1) p_(j), a_(j-1), p_(j)))     over the ascending p_(1..m)
///   BH    b_(j) = min(1, p_(j) m / j), then b_(j) = min(b_(j), b_(j+1)) from the largest down
///   none  p itself
std::vector<double> adjust(std::span<const double> p_values, CorrectionMethod method);

/// Corrects a family. Throws diagnostics::Error (kRecordValueError), every problem at once: an empty id or verdict, a
/// p-value outside [0, 1] or NaN, alpha outside (0, 1].
CorrectedFamily correct(std::span<const ClaimInput> claims, CorrectionMethod method, double alpha);

/// {method, alpha, family_size, n_with_p_value, n_rejections, results: [{claim_id, raw_verdict, corrected_verdict,
/// raw_p_value, corrected_p_value, method, alpha, family_size, significant_after_correction}]}
records::JsonObject to_json(const CorrectedFamily& family);

/// A line of counts and a table of the claims that have a p-value.
std::string to_markdown(const CorrectedFamily& family);

}  // namespace ophamin::comparing
