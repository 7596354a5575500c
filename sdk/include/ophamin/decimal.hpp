// SPDX-License-Identifier: Apache-2.0
//
// Shares of a count, by the decimal number that was written. `0.29 * 100` is below 29 and `1 - 0.7` is above 0.3 in doubles;
// whoever rounds such a product up or down is off by one now and then.
#pragma once

#ifdef OPHAMIN_HOST_SIDE
#error "ophamin/decimal.hpp is for plugins; the host includes ophamin/abi.h and nothing else of the SDK"
#endif

#include <charconv>
#include <cstdint>
#include <stdexcept>
#include <string_view>

namespace ophamin::sdk {

/// A share of a count, between the whole numbers next to it; both are the share itself if it is whole.
struct WholeShare {
  std::uint64_t floor;
  std::uint64_t ceil;
};

/// `share` of `count`, exactly, with `share` read as the shortest decimal number that names this double. 0 <= share <= 1;
/// throws std::invalid_argument for another.
inline WholeShare whole_share(double share, std::uint64_t count) {
  if (!(share >= 0.0 && share <= 1.0)) throw std::invalid_argument("whole_share: expected a share from 0 to 1");
  if (share == 0.0) return {0, 0};
  // The share is mantissa / 10^places, with at most 17 digits in the mantissa.
  char text[32];
  const auto* end = std::to_chars(text, text + sizeof text, share, std::chars_format::scientific).ptr;
  const std::string_view written(text, static_cast<std::size_t>(end - text));
  const auto mark = written.find('e');
  std::uint64_t mantissa = 0;
  int places = 0;
  for (std::size_t i = 0; i < mark; ++i) {
    if (written[i] == '.') continue;
    mantissa = mantissa * 10 + static_cast<std::uint64_t>(written[i] - '0');
    places += i > 1 ? 1 : 0;  // digits after the point
  }
  int exponent = 0;
  const auto sign = written[mark + 1];  // `e-05`, `e+00`
  std::from_chars(text + mark + 2, end, exponent);
  places += sign == '-' ? exponent : -exponent;

  // mantissa * count is below 10^17 * 2^64 < 10^37, so that a larger power of ten leaves a fraction of 1.
  __extension__ typedef unsigned __int128 Wide;
  constexpr int kMostPlaces = 37;
  const Wide product = static_cast<Wide>(mantissa) * count;
  if (places > kMostPlaces) return {0, count == 0 ? 0u : 1u};
  Wide divisor = 1;
  for (int i = 0; i < places; ++i) divisor *= 10;
  const auto floor = static_cast<std::uint64_t>(product / divisor);
  return {floor, product % divisor == 0 ? floor : floor + 1};
}

}  // namespace ophamin::sdk
