// SPDX-License-Identifier: Apache-2.0
#include "zlib_substrate.hpp"

#include <optional>

namespace ophamin::zlib {
namespace {

std::uint32_t crc(std::string_view bytes) {
  return static_cast<std::uint32_t>(::crc32_z(::crc32_z(0, nullptr, 0), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()));
}

}  // namespace

Zlib::Zlib(const sdk::Host& host, const Params& params)
    : host_(host), zlib_({params.level, params.window_bits, params.memory_level, static_cast<int>(params.strategy)}) {}

void Zlib::cycle(const sdk::Record& stimulus, sdk::Cycle<Zlib>& out) {
  const auto bytes = stimulus.bytes();
  const auto begin = host_.monotonic_ns();
  const auto packed = zlib_.deflate(bytes);
  const auto middle = host_.monotonic_ns();
  const auto restored = zlib_.inflate(packed, bytes.size());
  const auto end = host_.monotonic_ns();

  std::optional<double> ratio;
  if (!bytes.empty()) ratio = static_cast<double>(packed.size()) / static_cast<double>(bytes.size());
  out.set<"bytes_in">(bytes.size());
  out.set<"bytes_out">(packed.size());
  out.set<"ratio">(ratio);
  out.set<"deflate_ns">(middle - begin);
  out.set<"inflate_ns">(end - middle);
  out.set<"round_trip_equal">(restored == bytes);
  out.set<"crc32">(crc(bytes));
}

}  // namespace ophamin::zlib
