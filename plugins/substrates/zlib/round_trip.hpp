// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <zlib.h>

#include <cstdint>
#include <memory>
#include <string_view>

namespace ophamin::zlib {

/// How a stream is compressed; as in deflateInit2.
struct Settings {
  int level;
  int window_bits;
  int memory_level;
  int strategy;
};

/// A compressor and a decompressor that are made once and used for every cycle. Sizes beyond 4 GiB go through in pieces.
class RoundTrip {
 public:
  /// Throws sdk::Failure if zlib refuses the settings.
  explicit RoundTrip(const Settings& settings);
  RoundTrip(const RoundTrip&) = delete;
  RoundTrip& operator=(const RoundTrip&) = delete;

  /// The compressed bytes; valid until the next call. Throws sdk::CycleFailure.
  std::string_view deflate(std::string_view bytes);
  /// What `compressed` unpacks to; valid until the next call. `expected` is the size to make room for; more is an error.
  std::string_view inflate(std::string_view compressed, std::size_t expected);

 private:
  struct EndDeflate {
    void operator()(z_stream* stream) const noexcept;
  };
  struct EndInflate {
    void operator()(z_stream* stream) const noexcept;
  };
  // Grows, never shrinks, and is not filled before use.
  class Buffer {
   public:
    unsigned char* reserve(std::size_t size);

   private:
    std::unique_ptr<unsigned char[]> bytes_;
    std::size_t capacity_ = 0;
  };

  std::unique_ptr<z_stream, EndDeflate> deflater_;
  std::unique_ptr<z_stream, EndInflate> inflater_;
  Buffer compressed_;
  Buffer restored_;
};

}  // namespace ophamin::zlib
