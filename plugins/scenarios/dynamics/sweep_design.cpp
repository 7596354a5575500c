// SPDX-License-Identifier: Apache-2.0
#include "sweep_design.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <type_traits>
#include <utility>
#include <variant>

namespace ophamin::dynamics {
namespace {

constexpr std::uint64_t kMostCycles = 1'000'000'000;

std::string to_text(const sdk::Scalar& value) {
  return std::visit(
      [](const auto& held) -> std::string {
        using Held = std::remove_cvref_t<decltype(held)>;
        if constexpr (std::is_same_v<Held, std::monostate>) {
          throw sdk::invalid_argument("`cells`: expected texts, numbers or booleans, found null");
        } else if constexpr (std::is_same_v<Held, bool>) {
          return held ? "true" : "false";
        } else if constexpr (std::is_same_v<Held, std::int64_t>) {
          return std::to_string(held);
        } else if constexpr (std::is_same_v<Held, double>) {
          return shortest(held);
        } else {
          return held;
        }
      },
      value);
}

// The first item that occurs twice; the end if there is none.
template <class T>
auto twice(const std::vector<T>& items) {
  return std::find_if(items.begin(), items.end(), [&](const T& item) { return std::count(items.begin(), items.end(), item) > 1; });
}

}  // namespace

std::string shortest(double number) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, number).ptr};
}

SweepDesign::SweepDesign(std::vector<sdk::Scalar> cells, std::vector<double> coefficients, std::uint64_t repetitions)
    : cells_(std::move(cells)), coefficients_(std::move(coefficients)), repetitions_(repetitions) {
  for (const auto& cell : cells_) texts_.push_back(to_text(cell));
  if (const auto at = twice(texts_); at != texts_.end()) {
    throw sdk::invalid_argument("`cells`: expected each cell once, found `" + *at + "` again");
  }
  if (const auto at = twice(coefficients_); at != coefficients_.end()) {
    throw sdk::invalid_argument("`coefficients`: expected each coefficient once, found " + shortest(*at) + " again");
  }
  if (!std::all_of(coefficients_.begin(), coefficients_.end(), [](double c) { return std::isfinite(c); })) {
    throw sdk::invalid_argument("`coefficients`: expected finite numbers");
  }
  if (per_repetition() > kMostCycles / repetitions_) {
    throw sdk::invalid_argument("expected at most " + std::to_string(kMostCycles) + " cycles in all, found " + std::to_string(cells_.size()) +
                                " cells at " + std::to_string(coefficients_.size()) + " coefficients, " + std::to_string(repetitions_) +
                                " times; repeat less often");
  }
}

sdk::Arguments SweepDesign::parameters(std::uint64_t cycle, std::string_view cell_name, std::string_view coefficient_name) const {
  sdk::Arguments parameters;
  std::visit(
      [&](const auto& held) {
        if constexpr (!std::is_same_v<std::remove_cvref_t<decltype(held)>, std::monostate>) parameters.set(cell_name, held);
      },
      cells_[cell_index(cycle)]);
  parameters.set(coefficient_name, coefficient(cycle));
  return parameters;
}

}  // namespace ophamin::dynamics
