// SPDX-License-Identifier: Apache-2.0
//
// Substrate zlib: the compression library under test. A cycle packs the stimulus' bytes, unpacks them and compares.
#pragma once

#include <cstdint>
#include <string>

#include <ophamin/sdk.hpp>

#include "round_trip.hpp"

namespace ophamin::zlib {

class Zlib {
 public:
  enum class Strategy : int {
    kDefault = Z_DEFAULT_STRATEGY,
    kFiltered = Z_FILTERED,
    kHuffmanOnly = Z_HUFFMAN_ONLY,
    kRle = Z_RLE,
    kFixed = Z_FIXED,
  };
  struct Params {
    int level = 6;
    int window_bits = 15;
    int memory_level = 8;
    Strategy strategy = Strategy::kDefault;
  };

  static constexpr sdk::SubstrateInfo kInfo{
      .name = "zlib", .summary = "zlib's deflate and inflate, there and back", .kind = "library", .system = "zlib"};
  static constexpr auto kParameters = sdk::parameters(
      sdk::param("level", &Params::level).help("compression level: 0 stores, 1 is fastest, 9 packs best").range(0, 9),
      sdk::param("window_bits", &Params::window_bits).help("base two logarithm of the window").range(9, 15),
      sdk::param("memory_level", &Params::memory_level).help("memory of the compressor: 1 least, 9 most").range(1, 9),
      sdk::param("strategy", &Params::strategy)
          .help("what the compressor looks for")
          .choices({{"default", Strategy::kDefault},
                    {"filtered", Strategy::kFiltered},
                    {"huffman_only", Strategy::kHuffmanOnly},
                    {"rle", Strategy::kRle},
                    {"fixed", Strategy::kFixed}}));
  static constexpr sdk::Field kFields[] = {
      {.name = "bytes_in", .type = sdk::Type::kInteger, .unit = "bytes", .family = "size", .description = "size of the stimulus"},
      {.name = "bytes_out", .type = sdk::Type::kInteger, .unit = "bytes", .family = "size", .description = "size when packed"},
      {.name = "ratio", .unit = "bytes/bytes", .family = "size", .description = "bytes_out over bytes_in; none for an empty stimulus",
       .nullable = true},
      {.name = "deflate_ns", .type = sdk::Type::kInteger, .unit = "ns", .family = "timing", .description = "time to pack",
       .measured = true},
      {.name = "inflate_ns", .type = sdk::Type::kInteger, .unit = "ns", .family = "timing", .description = "time to unpack",
       .measured = true},
      {.name = "round_trip_equal", .type = sdk::Type::kBoolean, .family = "fidelity", .description = "what came back is what went in"},
      {.name = "crc32", .type = sdk::Type::kInteger, .family = "fidelity", .description = "CRC-32 of the stimulus"},
  };

  Zlib(const sdk::Host& host, const Params& params);

  std::string revision() const { return zlibVersion(); }
  void reset() {}  // each cycle resets both streams, and nothing else is kept
  void cycle(const sdk::Record& stimulus, sdk::Cycle<Zlib>& out);

 private:
  sdk::Host host_;
  RoundTrip zlib_;
};

}  // namespace ophamin::zlib
