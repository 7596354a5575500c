// SPDX-License-Identifier: Apache-2.0
#include "quantities.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

namespace ophamin::campaign {
namespace {

struct Unit {
  std::string_view name;
  double factor;
};

constexpr std::array kTimeUnits{Unit{"ms", 0.001}, Unit{"s", 1.0}, Unit{"m", 60.0}, Unit{"min", 60.0},
                                Unit{"h", 3600.0}, Unit{"d", 86400.0}};
constexpr std::array kSizeUnits{Unit{"B", 1.0},         Unit{"kB", 1e3},           Unit{"KB", 1e3},
                                Unit{"MB", 1e6},        Unit{"GB", 1e9},           Unit{"TB", 1e12},
                                Unit{"KiB", 1024.0},    Unit{"MiB", 1048576.0},    Unit{"GiB", 1073741824.0},
                                Unit{"TiB", 1099511627776.0}};

// Takes a non-negative decimal number off the front: digits, and a point with more digits.
std::optional<double> take_number(std::string_view& text) noexcept {
  const std::size_t end = std::min(text.find_first_not_of("0123456789."), text.size());
  double value = 0.0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + end, value, std::chars_format::fixed);
  if (error != std::errc{} || stop != text.data() + end || text[end - 1] == '.') return std::nullopt;
  text.remove_prefix(end);
  return value;
}

std::optional<double> take_unit(std::string_view& text, const auto& units) noexcept {
  const std::size_t end = std::min(text.find_first_of("0123456789. "), text.size());
  const std::string_view name = text.substr(0, end);
  const auto found = std::find_if(units.begin(), units.end(), [&](const Unit& unit) { return unit.name == name; });
  if (found == units.end()) return std::nullopt;
  text.remove_prefix(end);
  return found->factor;
}

void skip_blanks(std::string_view& text) noexcept { text.remove_prefix(std::min(text.find_first_not_of(' '), text.size())); }

}  // namespace

std::optional<std::chrono::milliseconds> duration_of(double seconds) noexcept {
  const double milliseconds = std::ceil(seconds * 1000.0 - 1e-6);
  if (!(seconds >= 0.0) || milliseconds > static_cast<double>(kLongestTimeLimit.count())) return std::nullopt;
  return std::chrono::milliseconds(static_cast<std::int64_t>(std::max(milliseconds, 0.0)));
}

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
  double seconds = 0.0;
  double last_factor = std::numeric_limits<double>::infinity();
  bool first = true;
  skip_blanks(text);
  while (!text.empty()) {
    const std::optional<double> number = take_number(text);
    if (!number) return std::nullopt;
    skip_blanks(text);
    if (text.empty() && first) return duration_of(*number);
    const std::optional<double> factor = take_unit(text, kTimeUnits);
    // Each part in a smaller unit than the one before: "1h30m", but not "30m1h" or "1m1m".
    if (!factor || *factor >= last_factor) return std::nullopt;
    last_factor = *factor;
    seconds += *number * *factor;
    first = false;
    skip_blanks(text);
  }
  if (first) return std::nullopt;
  return duration_of(seconds);
}

std::optional<std::uint64_t> parse_bytes(std::string_view text) {
  skip_blanks(text);
  const std::optional<double> number = take_number(text);
  if (!number) return std::nullopt;
  skip_blanks(text);
  double factor = 1.0;
  if (!text.empty()) {
    const std::optional<double> unit = take_unit(text, kSizeUnits);
    if (!unit) return std::nullopt;
    factor = *unit;
  }
  skip_blanks(text);
  const double bytes = std::ceil(*number * factor);
  if (!text.empty() || bytes >= 9223372036854775808.0) return std::nullopt;
  return static_cast<std::uint64_t>(bytes);
}

}  // namespace ophamin::campaign
