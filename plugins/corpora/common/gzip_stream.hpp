// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <zlib.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "byte_stream.hpp"

namespace ophamin::files {

/// What a gzip stream holds, through zlib, which checks length and checksum at its end; the filter of
/// libarchive does not. Several streams in a row are one, and zeros behind them are padding.
class GzipStream final : public ByteStream {
 public:
  /// `place` says in messages what is read.
  GzipStream(std::unique_ptr<ByteStream> packed, std::string place);
  ~GzipStream() override;

  /// Throws OPH_IO for what is no gzip stream, or is damaged or cut off.
  std::size_t read(char* to, std::size_t size) override;
  /// Compressed bytes read so far.
  std::uint64_t packed_bytes() const noexcept { return packed_bytes_; }

 private:
  bool refill();
  bool next_stream();

  std::unique_ptr<ByteStream> packed_;
  std::string place_;
  std::vector<unsigned char> buffer_;
  ::z_stream inflater_{};
  std::uint64_t packed_bytes_ = 0;
  bool in_stream_ = false;
  bool any_ = false;
  bool at_end_ = false;
};

}  // namespace ophamin::files
