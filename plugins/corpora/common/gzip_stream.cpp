// SPDX-License-Identifier: Apache-2.0
#include "gzip_stream.hpp"

#include <algorithm>
#include <limits>
#include <new>
#include <ophamin/sdk.hpp>
#include <utility>

namespace ophamin::files {
namespace {

constexpr std::size_t kChunk = std::size_t{128} << 10;
constexpr int kGzip = 16 + MAX_WBITS;
constexpr unsigned char kMagic = 0x1f;

}  // namespace

GzipStream::GzipStream(std::unique_ptr<ByteStream> packed, std::string place)
    : packed_(std::move(packed)), place_(std::move(place)), buffer_(kChunk) {
  if (::inflateInit2(&inflater_, kGzip) != Z_OK) throw std::bad_alloc();
}

GzipStream::~GzipStream() {
  ::inflateEnd(&inflater_);
}

bool GzipStream::refill() {
  if (inflater_.avail_in != 0) return true;
  const auto got = packed_->read(reinterpret_cast<char*>(buffer_.data()), buffer_.size());
  packed_bytes_ += got;
  inflater_.next_in = buffer_.data();
  inflater_.avail_in = static_cast<unsigned>(got);
  return got != 0;
}

// False at the end of all streams.
bool GzipStream::next_stream() {
  while (refill()) {
    const auto first = *inflater_.next_in;
    if (first == kMagic) {
      ::inflateReset(&inflater_);
      return true;
    }
    if (!any_) break;
    if (first != 0)
      throw sdk::io_failure(place_ +
                            ": something else follows the compressed data; get the file anew, or exclude it");
    ++inflater_.next_in;
    --inflater_.avail_in;
  }
  if (!any_)
    throw sdk::io_failure(place_ +
                          ": is named as a compressed file, but is none; rename it, or set unpack to false");
  return false;
}

std::size_t GzipStream::read(char* to, std::size_t size) {
  constexpr std::size_t kMost = std::numeric_limits<unsigned>::max();
  inflater_.next_out = reinterpret_cast<unsigned char*>(to);
  inflater_.avail_out = static_cast<unsigned>(std::min(size, kMost));
  const auto room = inflater_.avail_out;
  while (!at_end_ && inflater_.avail_out == room) {
    if (!in_stream_) {
      in_stream_ = next_stream();
      at_end_ = !in_stream_;
      continue;
    }
    any_ = true;
    const bool has_more = refill();
    const auto result = ::inflate(&inflater_, Z_NO_FLUSH);
    if (result == Z_STREAM_END) {
      in_stream_ = false;
    } else if (result == Z_MEM_ERROR) {
      throw std::bad_alloc();
    } else if (result != Z_OK && !(result == Z_BUF_ERROR && has_more)) {
      const std::string words = inflater_.msg != nullptr ? inflater_.msg
                                : has_more               ? "no reason given"
                                                         : "it ends too early";
      throw sdk::io_failure(place_ + ": the compressed data is damaged or cut off: " + words +
                            "; get it anew, or exclude it");
    }
  }
  return room - inflater_.avail_out;
}

}  // namespace ophamin::files
