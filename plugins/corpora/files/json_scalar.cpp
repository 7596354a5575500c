// SPDX-License-Identifier: Apache-2.0
#include "json_scalar.hpp"

#include <charconv>
#include <cmath>

namespace ophamin::files {
namespace {

bool is_digit(char character) noexcept { return character >= '0' && character <= '9'; }

}  // namespace

JsonScalar json_scalar(std::string_view text) noexcept {
  if (text == "true") return true;
  if (text == "false") return false;
  // What from_chars takes beyond JSON: leading zeros, no digit before or behind the point, "inf" and "nan".
  const auto digits = text.substr(text.starts_with('-') ? 1 : 0);
  if (digits.empty() || !is_digit(digits[0])) return {};
  if (digits[0] == '0' && digits.size() > 1 && is_digit(digits[1])) return {};
  const char* const end = text.data() + text.size();
  std::int64_t integer = 0;
  const auto whole = std::from_chars(text.data(), end, integer);
  if (whole.ptr == end) return whole.ec == std::errc() ? JsonScalar(integer) : JsonScalar();
  if (*whole.ptr != '.' && *whole.ptr != 'e' && *whole.ptr != 'E') return {};
  if (*whole.ptr == '.' && (whole.ptr + 1 == end || !is_digit(whole.ptr[1]))) return {};
  double number = 0;
  const auto [last, error] = std::from_chars(text.data(), end, number);
  return last == end && error == std::errc() && std::isfinite(number) ? JsonScalar(number) : JsonScalar();
}

}  // namespace ophamin::files
