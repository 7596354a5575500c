// SPDX-License-Identifier: Apache-2.0
#include "decimal.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

namespace ophamin::records {
namespace {

bool is_digit(char character) { return character >= '0' && character <= '9'; }

// The decimal exponent of the first digit that is not 0: positive or zero means that an out-of-range value overflows.
long long magnitude(std::string_view text) {
  constexpr long long kFar = 1'000'000'000'000;
  const std::size_t exponent_at = text.find_first_of("eE");
  const std::string_view mantissa = text.substr(0, exponent_at);
  const std::size_t point = std::min(mantissa.find('.'), mantissa.size());
  const std::size_t first = mantissa.find_first_of("123456789");
  if (first == std::string_view::npos) return -kFar;
  const auto place = static_cast<long long>(point) - static_cast<long long>(first) - (first < point ? 1 : 0);
  if (exponent_at == std::string_view::npos) return place;
  std::string_view digits = text.substr(exponent_at + 1);
  const bool negative = digits.front() == '-';
  if (digits.front() == '-' || digits.front() == '+') digits.remove_prefix(1);
  long long exponent = 0;
  for (const char digit : digits) {
    if (exponent < kFar) exponent = exponent * 10 + (digit - '0');
  }
  return place + (negative ? -exponent : exponent);
}

}  // namespace

std::optional<double> decimal_to_double(std::string_view text) noexcept {
  const std::string_view unsigned_text = text.substr(!text.empty() && text.front() == '-' ? 1 : 0);
  // from_chars would take "inf" and "nan" too.
  if (unsigned_text.empty() || !(is_digit(unsigned_text.front()) || unsigned_text.front() == '.')) return std::nullopt;
  double value = 0.0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size() || failure == std::errc::invalid_argument) return std::nullopt;
  if (failure == std::errc::result_out_of_range) {
    value = magnitude(unsigned_text) >= 0 ? std::numeric_limits<double>::infinity() : 0.0;
    return text.front() == '-' ? -value : value;
  }
  return value;
}

}  // namespace ophamin::records
