// SPDX-License-Identifier: Apache-2.0
#include <ophamin/records/number_text.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

#include "decimal.hpp"

namespace ophamin::records {
namespace {

// Lays the shortest digits of a finite value out as Python's repr does.
void append_finite(std::string& out, double value) {
  std::array<char, 32> scientific;
  const auto result = std::to_chars(scientific.data(), scientific.data() + scientific.size(), value,
                                    std::chars_format::scientific);
  // "-d.ddde-XX": take it apart into sign, digits and exponent.
  const char* at = scientific.data();
  if (*at == '-') {
    out += '-';
    ++at;
  }
  std::array<char, 24> digits;
  int count = 0;
  for (; *at != 'e'; ++at) {
    if (*at != '.') digits[static_cast<std::size_t>(count++)] = *at;
  }
  int exponent = 0;
  ++at;
  const bool negative = *at == '-';
  for (++at; at != result.ptr; ++at) exponent = exponent * 10 + (*at - '0');
  if (negative) exponent = -exponent;

  const auto take = [&](int from, int length) { out.append(digits.data() + from, static_cast<std::size_t>(length)); };
  if (exponent >= -4 && exponent < 0) {
    out += "0.";
    out.append(static_cast<std::size_t>(-exponent - 1), '0');
    take(0, count);
  } else if (exponent >= 0 && exponent < 16) {
    const int whole = std::min(count, exponent + 1);
    take(0, whole);
    out.append(static_cast<std::size_t>(exponent + 1 - whole), '0');
    out += '.';
    if (count > whole) {
      take(whole, count - whole);
    } else {
      out += '0';
    }
  } else {
    take(0, 1);
    if (count > 1) {
      out += '.';
      take(1, count - 1);
    }
    out += exponent < 0 ? "e-" : "e+";
    const int magnitude = std::abs(exponent);
    if (magnitude < 10) out += '0';
    out += std::to_string(magnitude);
  }
}

std::string_view not_finite(double value) { return std::isnan(value) ? "nan" : value < 0 ? "-inf" : "inf"; }

bool is_space(char character) {
  return character == ' ' || (character >= '\t' && character <= '\r') || (character >= '\x1c' && character <= '\x1f');
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

bool is_digit(char character) { return character >= '0' && character <= '9'; }

// Underscores are allowed between two digits only; nothing when one stands elsewhere.
std::optional<std::string> without_underscores(std::string_view text) {
  std::string clean;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '_') {
      clean += text[at];
    } else if (at == 0 || at + 1 == text.size() || !is_digit(text[at - 1]) || !is_digit(text[at + 1])) {
      return std::nullopt;
    }
  }
  return clean;
}

bool equals_ignoring_case(std::string_view text, std::string_view lower) {
  if (text.size() != lower.size()) return false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char character = text[at] >= 'A' && text[at] <= 'Z' ? static_cast<char>(text[at] + 32) : text[at];
    if (character != lower[at]) return false;
  }
  return true;
}

}  // namespace

std::string pyfloat(double value) {
  if (!std::isfinite(value)) return std::string(not_finite(value));
  std::string text;
  append_finite(text, value);
  return text;
}

void append_json_double(std::string& out, double value) {
  if (std::isfinite(value)) {
    append_finite(out, value);
  } else if (std::isnan(value)) {
    out += "NaN";
  } else {
    out += value < 0 ? "-Infinity" : "Infinity";
  }
}

std::string format_g(double value, int precision) {
  if (!std::isfinite(value)) return std::string(not_finite(value));
  std::array<char, 512> text;
  const auto result =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::general, precision);
  return std::string(text.data(), result.ptr);
}

std::string format_fixed(double value, int decimals) {
  if (!std::isfinite(value)) return std::string(not_finite(value));
  std::array<char, 512> text;
  const auto result = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, decimals);
  return std::string(text.data(), result.ptr);
}

std::string with_thousands(std::int64_t value) {
  std::string text = std::to_string(value);
  const std::size_t first = text.front() == '-' ? 1 : 0;
  for (std::size_t at = text.size(); at > first + 3;) {
    at -= 3;
    text.insert(at, 1, ',');
  }
  return text;
}

std::optional<double> parse_pyfloat(std::string_view text) {
  text = trim(text);
  double sign = 1.0;
  if (!text.empty() && (text.front() == '+' || text.front() == '-')) {
    sign = text.front() == '-' ? -1.0 : 1.0;
    text.remove_prefix(1);
  }
  if (equals_ignoring_case(text, "inf") || equals_ignoring_case(text, "infinity")) {
    return sign * std::numeric_limits<double>::infinity();
  }
  if (equals_ignoring_case(text, "nan")) return std::numeric_limits<double>::quiet_NaN();
  const std::optional<std::string> clean = without_underscores(text);
  if (!clean || clean->empty() || !(is_digit(clean->front()) || clean->front() == '.')) return std::nullopt;
  const std::optional<double> value = decimal_to_double(*clean);
  if (!value) return std::nullopt;
  return std::copysign(*value, sign);
}

std::optional<std::int64_t> parse_pyint(std::string_view text) {
  const std::optional<std::string> clean = without_underscores(trim(text));
  if (!clean || clean->empty()) return std::nullopt;
  std::string_view digits = *clean;
  if (digits.front() == '+') digits.remove_prefix(1);
  if (digits.empty() || (digits.front() != '-' && !is_digit(digits.front())) ||
      (clean->front() == '+' && digits.front() == '-')) {
    return std::nullopt;
  }
  std::int64_t value = 0;
  const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (failure != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

}  // namespace ophamin::records
