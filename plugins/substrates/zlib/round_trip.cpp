// SPDX-License-Identifier: Apache-2.0
#include "round_trip.hpp"

#include <algorithm>
#include <limits>
#include <string>

#include <ophamin/sdk.hpp>

namespace ophamin::zlib {
namespace {

constexpr std::size_t kMostAtOnce = std::numeric_limits<uInt>::max();

std::string words(const char* call, int code, const z_stream& stream) {
  return std::string(call) + ": " + (stream.msg != nullptr ? stream.msg : zError(code));
}

// Runs `step` until it reports the end of the stream. Input and output may be larger than zlib's counters.
template <class Step>
std::size_t run(z_stream& stream, std::string_view in, unsigned char* out, std::size_t room, const char* call, Step step) {
  const auto* input = reinterpret_cast<const unsigned char*>(in.data());
  std::size_t taken = 0;
  std::size_t made = 0;
  for (;;) {
    const auto give = std::min(in.size() - taken, kMostAtOnce);
    const auto space = std::min(room - made, kMostAtOnce);
    stream.next_in = const_cast<unsigned char*>(input) + taken;  // zlib's interface predates const; it does not write there
    stream.avail_in = static_cast<uInt>(give);
    stream.next_out = out + made;
    stream.avail_out = static_cast<uInt>(space);
    const int code = step(stream, taken + give == in.size() ? Z_FINISH : Z_NO_FLUSH);
    taken += give - stream.avail_in;
    made += space - stream.avail_out;
    if (code == Z_STREAM_END) return made;
    const bool stuck = stream.avail_in == give && stream.avail_out == space;
    if ((code != Z_OK && code != Z_BUF_ERROR) || stuck) throw sdk::CycleFailure(words(call, code, stream));
  }
}

}  // namespace

void RoundTrip::EndDeflate::operator()(z_stream* stream) const noexcept {
  ::deflateEnd(stream);
  delete stream;
}

void RoundTrip::EndInflate::operator()(z_stream* stream) const noexcept {
  ::inflateEnd(stream);
  delete stream;
}

unsigned char* RoundTrip::Buffer::reserve(std::size_t size) {
  size = std::max<std::size_t>(size, 1);  // zlib takes no null pointer, even with no room behind it
  if (size > capacity_) {
    const auto larger = std::max(size, capacity_ * 2);
    bytes_ = std::make_unique_for_overwrite<unsigned char[]>(larger);
    capacity_ = larger;
  }
  return bytes_.get();
}

RoundTrip::RoundTrip(const Settings& settings) : deflater_(new z_stream{}), inflater_(new z_stream{}) {
  const int code =
      ::deflateInit2(deflater_.get(), settings.level, Z_DEFLATED, settings.window_bits, settings.memory_level, settings.strategy);
  if (code != Z_OK) throw sdk::invalid_argument(words("deflateInit2", code, *deflater_));
  const int back = ::inflateInit2(inflater_.get(), settings.window_bits);
  if (back != Z_OK) throw sdk::invalid_argument(words("inflateInit2", back, *inflater_));
}

std::string_view RoundTrip::deflate(std::string_view bytes) {
  auto& stream = *deflater_;
  if (const int code = ::deflateReset(&stream); code != Z_OK) throw sdk::CycleFailure(words("deflateReset", code, stream));
  const auto room = static_cast<std::size_t>(::deflateBound(&stream, static_cast<uLong>(bytes.size())));
  auto* out = compressed_.reserve(room);
  const auto size = run(stream, bytes, out, room, "deflate", [](z_stream& s, int flush) { return ::deflate(&s, flush); });
  return {reinterpret_cast<const char*>(out), size};
}

std::string_view RoundTrip::inflate(std::string_view compressed, std::size_t expected) {
  auto& stream = *inflater_;
  if (const int code = ::inflateReset(&stream); code != Z_OK) throw sdk::CycleFailure(words("inflateReset", code, stream));
  auto* out = restored_.reserve(expected);
  const auto size = run(stream, compressed, out, expected, "inflate", [](z_stream& s, int flush) { return ::inflate(&s, flush); });
  return {reinterpret_cast<const char*>(out), size};
}

}  // namespace ophamin::zlib
