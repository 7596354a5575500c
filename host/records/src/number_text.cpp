// SPDX-License-Identifier: Apache-2.0
#include <ophamin/records/number_text.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

#include "decimal.hpp"
#include "number_format.hpp"

namespace ophamin::records {
namespace {

// Lays the shortest digits of a finite value out as Python's repr does.
std::size_t write_finite(char* const out, double value) noexcept {
  std::array<char, kLongestDouble> scientific;
  const auto result = std::to_chars(scientific.data(), scientific.data() + scientific.size(), value,
                                    std::chars_format::scientific);
  char* to = out;
  const auto put = [&to](const char* from, int length) {
    std::memcpy(to, from, static_cast<std::size_t>(length));
    to += length;
  };
  // "-d.ddde-XX": take it apart into sign, digits and exponent.
  const char* at = scientific.data();
  if (*at == '-') *to++ = *at++;
  const char* exponent_at = result.ptr - 3;
  while (*exponent_at != 'e') --exponent_at;
  std::array<char, 24> digits;
  digits[0] = *at;
  const int fraction = static_cast<int>(exponent_at - at) - 2;
  if (fraction > 0) std::memcpy(digits.data() + 1, at + 2, static_cast<std::size_t>(fraction));
  const int count = 1 + std::max(fraction, 0);
  int exponent = 0;
  for (const char* digit = exponent_at + 2; digit != result.ptr; ++digit) exponent = exponent * 10 + (*digit - '0');
  if (exponent_at[1] == '-') exponent = -exponent;

  if (exponent >= -4 && exponent < 0) {
    put("0.000", 1 - exponent);
    put(digits.data(), count);
  } else if (exponent >= 0 && exponent < 16) {
    const int whole = std::min(count, exponent + 1);
    put(digits.data(), whole);
    put("0000000000000000", exponent + 1 - whole);
    *to++ = '.';
    if (count > whole) {
      put(digits.data() + whole, count - whole);
    } else {
      *to++ = '0';
    }
  } else {
    *to++ = digits[0];
    if (count > 1) {
      *to++ = '.';
      put(digits.data() + 1, count - 1);
    }
    *to++ = 'e';
    put(exponent_at + 1, static_cast<int>(result.ptr - exponent_at) - 1);  // sign and at least two digits, as in C
  }
  return static_cast<std::size_t>(to - out);
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
  std::array<char, kLongestDouble> text;
  return std::string(text.data(), write_finite(text.data(), value));
}

std::size_t write_json_double(char* out, double value) noexcept {
  if (std::isfinite(value)) return write_finite(out, value);
  const std::string_view word = std::isnan(value) ? "NaN" : value < 0 ? "-Infinity" : "Infinity";
  std::memcpy(out, word.data(), word.size());
  return word.size();
}

void append_json_double(std::string& out, double value) {
  std::array<char, kLongestDouble> text;
  out.append(text.data(), write_json_double(text.data(), value));
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
