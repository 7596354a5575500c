// SPDX-License-Identifier: Apache-2.0
#include "mock.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <type_traits>
#include <variant>

namespace ophamin::mock {
namespace {

constexpr std::string_view kHaltModes[] = {"commit", "commit", "commit", "selective", "exhausted"};
constexpr double kVariantEffect = 0.05;

// True, 1 and 1.0 are one and the same cell, as in a parameter file.
std::optional<double> as_number(const sdk::Scalar& value) {
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? 1.0 : 0.0;
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return static_cast<double>(*integer);
  if (const auto* number = std::get_if<double>(&value)) return *number;
  return std::nullopt;
}

bool is_same(const sdk::Scalar& a, const sdk::Scalar& b) {
  const auto x = as_number(a);
  const auto y = as_number(b);
  return x && y ? *x == *y : a == b;
}

bool is_treatment(const sdk::Scalar& variant) {
  if (const auto* text = std::get_if<std::string>(&variant)) {
    return *text == "treatment" || *text == "b" || *text == "B" || *text == "1";
  }
  return as_number(variant) == 1.0;
}

std::string to_text(const sdk::Scalar& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return std::to_string(*integer);
  if (const auto* number = std::get_if<double>(&value)) return std::to_string(*number);
  return "null";
}

void set_scalar(sdk::Object& to, std::string_view key, const sdk::Scalar& value) {
  std::visit(
      [&](const auto& held) {
        if constexpr (std::is_same_v<std::remove_cvref_t<decltype(held)>, std::monostate>) {
          to.set(key, nullptr);
        } else {
          to.set(key, held);
        }
      },
      value);
}

}  // namespace

std::string Mock::revision() const {
  constexpr std::size_t kDigits = 7;
  const auto digits = std::to_string(params_.seed);
  return "mock-" + std::string(kDigits - std::min(kDigits, digits.size()), '0') + digits;
}

void Mock::reset() {
  rng_.reseed(params_.seed);
  cycle_ = 0;
  previous_phi_ = params_.base_phi;
  collapses_ = 0;
  energy_ = 1.0;
}

bool Mock::collapses(const CycleParams& params) {
  if (params.entropy_coefficient < params_.collapse_entropy_below) {
    const auto& cells = params_.collapse_cells;
    if (std::any_of(cells.begin(), cells.end(), [&](const sdk::Scalar& cell) { return is_same(cell, params.cell); })) return true;
  }
  return params.injection_rate > 0.8 && params.immune_threshold < 0.4 && rng_.uniform01() < 0.3;
}

void Mock::cycle(const sdk::Record&, const CycleParams& params, sdk::Cycle<Mock>& out) {
  const double injection = params.injection_rate;
  const auto c = static_cast<double>(++cycle_);
  const double noise = rng_.normal(0.0, 0.02);
  const double effect = is_treatment(params.variant) ? kVariantEffect : 0.0;
  const double phi =
      std::max(0.0, params_.base_phi + params_.drift_rate * c + params_.injection_effect * injection + effect + noise);
  const bool collapsed = collapses(params);
  std::string_view halt_mode = "amplitude_death";
  if (!collapsed) halt_mode = kHaltModes[static_cast<std::size_t>(rng_.uniform_int(0, 4))];
  energy_ = std::max(0.0, energy_ - 0.001 - 0.002 * injection);
  const double latency_ns = 5e6 + rng_.exponential(1e6) + 2000.0 * c;
  const double overlap = std::clamp(0.40 + 0.30 * rng_.uniform01() - 0.20 * injection, 0.0, 1.0);
  const double delta = phi - previous_phi_;
  previous_phi_ = phi;
  const double coherence = std::clamp(0.81 - 0.10 * injection + noise, 0.0, 1.0);
  const double dissonance = 2.0 * std::fabs(noise);
  const double drift = 0.5 * std::fabs(injection - 0.5) + std::fabs(noise);

  // A collapsed cycle has a raw output, too; what it lacks is fields, for it is no observation.
  out.raw([&](sdk::Object& raw) {
    raw.set("phi", phi).set("halt_mode", halt_mode).set("success", !collapsed).set("ouroboros_energy_reserve", energy_);
    raw.set("coherence", coherence).set("cycle_latency_ns", latency_ns).set("prime_deformation_delta", delta);
    raw.set("jaccard_overlap", overlap).set("zetetic_dissonance_gradient", dissonance).set("drift_score", drift);
    raw.set("params", [&](sdk::Object& given) {
      given.set("injection_rate", injection).set("immune_threshold", params.immune_threshold);
      given.set("entropy_coefficient", params.entropy_coefficient);
      set_scalar(given, "cell", params.cell);
      set_scalar(given, "variant", params.variant);
    });
  });
  if (collapsed) {
    ++collapses_;
    out.fail(halt_mode);
    return;
  }
  out.set<"phi">(phi);
  out.set<"halt_mode">(halt_mode);
  out.set<"ouroboros_energy_reserve">(energy_);
  out.set<"coherence">(coherence);
  out.set<"cycle_latency_ns">(latency_ns);
  out.set<"prime_deformation_delta">(delta);
  out.set<"jaccard_overlap">(overlap);
  out.set<"zetetic_dissonance_gradient">(dissonance);
  out.set<"drift_score">(drift);
}

void Mock::state(sdk::Object& state) const {
  std::vector<std::string> cells;
  for (const auto& cell : params_.collapse_cells) cells.push_back(to_text(cell));
  std::sort(cells.begin(), cells.end());
  state.set("cycle", cycle_).set("energy", energy_).set("collapses", collapses_).set("prev_phi", previous_phi_);
  state.set("seed", params_.seed).set("drift_rate", params_.drift_rate).set("base_phi", params_.base_phi);
  state.set("collapse_cells", cells);
}

}  // namespace ophamin::mock
