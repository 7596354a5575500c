// SPDX-License-Identifier: Apache-2.0
//
// Samples as pillars of this plugin read them from a table, and what makes a sample unfit.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <ophamin/sdk.hpp>

namespace ophamin::statistics {

/// Why a method has no answer.
struct NoAnswer {
  std::uint64_t needed = 0;
  std::uint64_t found = 0;
  std::string reason{};
};

/// Numbers with a name; cells without a value are left out.
struct Sample {
  std::string name{};
  std::vector<double> values{};

  std::size_t size() const noexcept { return values.size(); }
};

/// Two samples of any sizes.
struct TwoSamples {
  Sample x{};
  Sample y{};
  std::size_t missing = 0;  ///< cells, or rows, without a value
};

inline constexpr std::array<sdk::Role, 4> kTwoSampleRoles{{
    {.name = "x", .help = "first sample; a cell without a value is left out", .arity = sdk::Arity::kOptional},
    {.name = "y", .help = "second sample; need not be as long as x", .arity = sdk::Arity::kOptional},
    {.name = "value", .help = "instead of x and y: both samples in one column", .arity = sdk::Arity::kOptional},
    {.name = "group", .help = "goes with value: the label of the sample; the one that appears first is x", .types = sdk::kAnyType,
     .arity = sdk::Arity::kOptional}}};

/// From the roles above. Throws OPH_MISSING_ROLE unless either pair is there, OPH_INVALID_ARGUMENT if `group` has more than two labels.
TwoSamples read_two_samples(const sdk::Table& table);

/// Values that belong together, row by row.
struct Pairs {
  std::vector<double> x{};
  std::vector<double> y{};
  std::size_t missing = 0;  ///< rows where one of the two has no value

  std::size_t size() const noexcept { return x.size(); }
};

inline constexpr std::array<sdk::Role, 2> kPairRoles{{{.name = "x", .help = "first value of each row"},
                                                      {.name = "y", .help = "second value of each row"}}};

/// From the roles `x` and `y`; throws OPH_MISSING_ROLE.
Pairs read_pairs(const sdk::Table& table);

/// An answer is missing if a value is infinite or no number: of these there are as many as counted.
std::optional<NoAnswer> unless_finite(std::span<const double> values);
std::optional<NoAnswer> unless_finite(std::span<const double> x, std::span<const double> y);
/// The same of methods that use the order alone, for which infinite values are values.
std::optional<NoAnswer> unless_ordered(std::span<const double> x, std::span<const double> y);

/// A row that says what is missing.
sdk::Evidence undefined_row(std::string_view statistic, const NoAnswer& no);

}  // namespace ophamin::statistics
