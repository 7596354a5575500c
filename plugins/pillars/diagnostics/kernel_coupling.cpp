// SPDX-License-Identifier: Apache-2.0
#include "kernel_coupling.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

#include "../common/labels.hpp"

namespace ophamin::diagnostics {
namespace {

constexpr std::string_view kShare = "miscalibrated_share";
constexpr Verdict kVerdicts[] = {Verdict::kIntrinsicExploration, Verdict::kMiscalibratedBoundaryLogic, Verdict::kNoCollapse};
constexpr std::uint64_t kFewestCoefficients = 2;

}  // namespace

void KernelCoupling::compute(const sdk::Table& table, sdk::EvidenceSink& evidence) {
  const auto coupling = read_coupling(table, {params_.failed_cycles, params_.halt_modes});
  const auto undefined = [&](std::uint64_t needed, std::uint64_t found, std::string_view reason) {
    evidence.add(sdk::Evidence(kShare).undefined(needed, found, reason));
    for (const auto verdict : kVerdicts) evidence.add(sdk::Evidence(verdict_name(verdict)).undefined(needed, found, reason));
  };
  if (coupling.not_finite != 0) return undefined(table.rows(), table.rows() - coupling.not_finite, "coefficients that are not finite");
  if (coupling.cells.empty()) return undefined(1, 0, "no cell was probed");
  if (coupling.coefficients.size() < kFewestCoefficients) {
    return undefined(kFewestCoefficients, coupling.coefficients.size(), "one coefficient cannot show what depends on it");
  }

  std::uint64_t counts[std::size(kVerdicts)] = {};
  for (std::size_t cell = 0; cell < coupling.cells.size(); ++cell) {
    if (const auto verdict = judge(coupling.of_cell(cell), params_.persist_threshold)) ++counts[static_cast<std::size_t>(*verdict)];
  }
  const auto [intrinsic, miscalibrated, quiet] = counts;
  const auto collapsing = intrinsic + miscalibrated;
  const auto judged = collapsing + quiet;
  auto share = sdk::Evidence(kShare);
  if (collapsing == 0) {
    share.undefined(1, 0, judged == 0 ? "no cell was probed at every coefficient" : "no cell collapses");
  } else {
    share.value(static_cast<double>(miscalibrated) / static_cast<double>(collapsing));
  }
  evidence.add(share.detail([&](sdk::Object& detail) {
    add_cells(detail, coupling);
    detail.set("persist_threshold", params_.persist_threshold);
    detail.set("undecided_cells", coupling.cells.size() - judged).set("missing", coupling.missing);
  }));
  for (const auto verdict : kVerdicts) {
    evidence.add(sdk::Evidence(verdict_name(verdict)).value(static_cast<double>(counts[static_cast<std::size_t>(verdict)])));
  }
}

void KernelCoupling::add_cells(sdk::Object& detail, const CouplingTable& table) const {
  const auto listed = std::min<std::size_t>(table.cells.size(), params_.list_limit);
  detail.set("cells", [&](sdk::Array& cells) {
    for (std::size_t cell = 0; cell < listed; ++cell) {
      cells.add([&](sdk::Object& row) {
        const auto counts = table.of_cell(cell);
        row.set("cell", table.cells[cell]);
        row.set("rate_by_coefficient", [&](sdk::Object& rates) {
          for (std::size_t i = 0; i < counts.size(); ++i) rates.set(pillars::number_text(table.coefficients[i]), counts[i].rate());
        });
        const auto verdict = judge(counts, params_.persist_threshold);
        row.set("verdict", verdict ? std::optional(verdict_name(*verdict)) : std::nullopt);
        row.set("collapses", [&](sdk::Array& list) {
          for (const auto& at : counts) list.add(at.collapses);
        });
        row.set("repetitions", [&](sdk::Array& list) {
          for (const auto& at : counts) list.add(at.n);
        });
      });
    }
  });
  detail.set("coefficients", table.coefficients);
  const bool balanced = std::all_of(table.counts.begin(), table.counts.end(), [&](const Repetitions& at) { return at.n == table.counts.front().n; });
  detail.set("n_reps", balanced ? std::optional(table.counts.front().n) : std::nullopt);
}

}  // namespace ophamin::diagnostics
