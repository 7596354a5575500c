// SPDX-License-Identifier: Apache-2.0
//
// What the raw output of a cycle says, for scenarios that ask for it (Plan::keep_raw), and distances between two such
// observations. Each reader gives nothing where the cycle failed or says nothing: never a made-up 0.
//
//     const sdk::Observed cycle(run, row);
//     if (const auto concepts = sdk::concept_set(cycle)) ...
#pragma once

#ifdef OPHAMIN_HOST_SIDE
#error "ophamin/observable.hpp is for plugins; the host includes ophamin/abi.h and nothing else of the SDK"
#endif

#include <ophamin/run.hpp>
#include <ophamin/text.hpp>
#include <ophamin/value.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <numeric>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace ophamin::sdk {

/// One cycle as its readers see it. Valid until the next raw output is asked for.
class Observed {
 public:
  Observed(bool success, Value raw) noexcept : success_(success), raw_(raw) {}
  /// Row `row` of a run whose plan keeps raw outputs.
  Observed(const Run& run, std::uint64_t row) : Observed(run.failure(row).empty(), run.raw_output(row)) {}

  bool success() const noexcept { return success_; }
  /// The raw output; null if there is none.
  Value raw() const noexcept { return raw_; }
  /// A member of the raw output of a cycle that succeeded, else null.
  Value operator[](std::string_view name) const noexcept { return success_ ? raw_[name] : Value(); }

 private:
  bool success_;
  Value raw_;
};

/// A number, or a text that is one from its first to its last character (blanks around it aside), if it is finite. A boolean is
/// no number. A runner sends what is not finite as a text.
inline std::optional<double> as_finite_float(const Value& value) {
  std::optional<double> number;
  if (value.is_number()) number = value.number();
  if (value.is_text()) {
    constexpr std::string_view kBlanks = " \t\n\v\f\r";
    auto text = value.text();
    text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
    text = text.substr(0, text.find_last_not_of(kBlanks) + 1);
    if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
    double parsed = 0.0;
    const auto* end = text.data() + text.size();
    const auto [stop, fault] = std::from_chars(text.data(), end, parsed);
    if (!text.empty() && fault == std::errc{} && stop == end) number = parsed;
  }
  return number && std::isfinite(*number) ? number : std::nullopt;
}

/// The size of the intersection over that of the union (Jaccard, 1901): 0 to 1. Two empty sets are the same: 1.
template <class T>
double jaccard(const std::set<T>& a, const std::set<T>& b) {
  if (a.empty() && b.empty()) return 1.0;
  const auto common = std::count_if(a.begin(), a.end(), [&](const T& item) { return b.contains(item); });
  return static_cast<double>(common) / static_cast<double>(a.size() + b.size() - static_cast<std::size_t>(common));
}

namespace detail {

// A text as it is, an integer in decimals; nothing else is a token.
inline std::optional<std::string> token(const Value& value) {
  if (value.is_text()) return std::string(value.text());
  if (value.is_integer()) return std::to_string(value.integer());
  return std::nullopt;
}

inline std::optional<std::set<std::string>> keys(const Value& object) {
  if (!object.is_object()) return std::nullopt;
  std::set<std::string> names;
  for (std::size_t i = 0; i < object.size(); ++i) names.emplace(object.key(i));
  return names;
}

// The value of a curve with equal steps from 0 to 1, `at` 0..1.
inline double interpolated(std::span<const double> curve, double at) {
  const double position = at * static_cast<double>(curve.size() - 1);
  const auto left = std::min(static_cast<std::size_t>(position), curve.size() - 1);
  const auto right = std::min(left + 1, curve.size() - 1);
  return std::lerp(curve[left], curve[right], position - static_cast<double>(left));
}

}  // namespace detail

/// The entries of `concepts`: texts, or the first text among the members name, label, concept and text of an object.
inline std::optional<std::set<std::string>> concept_set(const Observed& cycle) {
  const Value list = cycle["concepts"];
  if (!list.is_array()) return std::nullopt;
  std::set<std::string> concepts;
  for (std::size_t i = 0; i < list.size(); ++i) {
    Value entry = list[i];
    if (entry.is_object()) {
      for (const auto* name : {"name", "label", "concept", "text"}) {
        if (list[i][name].is_text()) {
          entry = list[i][name];
          break;
        }
      }
    }
    if (entry.is_text()) concepts.emplace(entry.text());
  }
  return concepts;
}

/// The entries of `prime_chain` in their order: texts, and integers in decimals.
inline std::optional<std::vector<std::string>> prime_chain(const Observed& cycle) {
  const Value list = cycle["prime_chain"];
  if (!list.is_array()) return std::nullopt;
  std::vector<std::string> chain;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (auto token = detail::token(list[i])) chain.push_back(*std::move(token));
  }
  return chain;
}

/// The same as a set; without a chain the keys of `rosetta_primes`, or else those of `alexandria_fused_primes`.
inline std::optional<std::set<std::string>> prime_set(const Observed& cycle) {
  if (const auto chain = prime_chain(cycle)) return std::set<std::string>(chain->begin(), chain->end());
  if (auto names = detail::keys(cycle["rosetta_primes"])) return names;
  return detail::keys(cycle["alexandria_fused_primes"]);
}

/// `vault_stats.total_scars_stored`; else the `scar_count` of `vault_a` and `vault_b` (of vault_stats, or beside it) together;
/// else `enhanced_vault_total_memories`.
inline std::optional<std::int64_t> scar_count(const Observed& cycle) {
  const auto integer = [](const Value& value) { return value.is_integer() ? std::optional(value.integer()) : std::nullopt; };
  const Value stats = cycle["vault_stats"];
  if (const auto total = integer(stats["total_scars_stored"])) return total;
  const auto vault = [&](const char* name) {
    const auto inside = integer(stats[name]["scar_count"]);
    return inside ? inside : integer(cycle[name]["scar_count"]);
  };
  const auto a = vault("vault_a");
  const auto b = vault("vault_b");
  if (a && b) return *a + *b;
  return integer(cycle["enhanced_vault_total_memories"]);
}

/// The named members as finite numbers, in this order; nothing unless all of them are.
inline std::optional<std::vector<double>> state_vector(const Observed& cycle, std::span<const std::string_view> names) {
  if (!cycle.success()) return std::nullopt;
  std::vector<double> state;
  for (const auto name : names) {
    const auto number = as_finite_float(cycle[name]);
    if (!number) return std::nullopt;
    state.push_back(*number);
  }
  return state;
}

/// The least number of insertions, deletions and replacements that make one sequence the other (Levenshtein, 1966), over the
/// length of the longer one: 0 to 1. Two empty ones are the same: 0.
template <class T>
double sequence_edit_divergence(const std::vector<T>& a, const std::vector<T>& b) {
  if (a.empty() && b.empty()) return 0.0;
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const auto replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j + 1] + 1, row[j] + 1});
    }
  }
  return static_cast<double>(row.back()) / static_cast<double>(std::max(a.size(), b.size()));
}

/// The natural logarithms of the tokens that are integers above 1; other tokens are left out.
inline std::vector<double> prime_energy_path(std::span<const std::string> chain) {
  std::vector<double> path;
  for (const auto& token : chain) {
    if (token.empty() || token.find_first_not_of("0123456789") != std::string::npos) continue;
    const double prime = std::strtod(token.c_str(), nullptr);  // digits alone: no locale has a say
    if (prime > 1.0 && std::isfinite(prime)) path.push_back(std::log(prime));
  }
  return path;
}

/// How far the cumulative energies of two paths lie apart: both curves run from 0 to 1 whatever their lengths, are read at 65
/// equidistant points by linear interpolation, and the area between them is taken by the trapezoidal rule. Nothing if a path is
/// empty.
inline std::optional<double> energy_path_divergence(std::span<const double> a, std::span<const double> b) {
  constexpr std::size_t kPoints = 65;
  if (a.empty() || b.empty()) return std::nullopt;
  std::vector<double> first(a.size());
  std::vector<double> second(b.size());
  std::partial_sum(a.begin(), a.end(), first.begin());
  std::partial_sum(b.begin(), b.end(), second.begin());
  double sum = 0.0;
  for (std::size_t i = 0; i < kPoints; ++i) {
    const double at = static_cast<double>(i) / (kPoints - 1);
    const double gap = std::fabs(detail::interpolated(first, at) - detail::interpolated(second, at));
    sum += i == 0 || i + 1 == kPoints ? gap / 2 : gap;
  }
  return sum / (kPoints - 1);
}

}  // namespace ophamin::sdk
