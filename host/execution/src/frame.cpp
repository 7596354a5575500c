// SPDX-License-Identifier: Apache-2.0
#include <ophamin/execution/frame.hpp>

#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <unistd.h>

#include <fmt/format.h>

#include <ophamin/diagnostics/diagnostic.hpp>

namespace ophamin::execution {

namespace {

constexpr std::string_view kMagic = "OPH1";

[[noreturn]] void broken(std::string what) {
  throw diagnostics::Error({.code = diagnostics::ErrorCode::kShardProtocolBroken,
                            .message = "the channel between host and worker is broken: " + std::move(what)});
}

[[noreturn]] void channel_lost(std::string_view what) {
  throw diagnostics::Error({.code = diagnostics::ErrorCode::kSystemCallFailed,
                            .message = fmt::format("the channel to the host is gone: {}", what)});
}

template <typename T>
T little_endian(const char* bytes) {
  T value = 0;
  for (std::size_t i = sizeof(T); i-- > 0;) value = static_cast<T>(value << 8 | static_cast<unsigned char>(bytes[i]));
  return value;
}

template <typename T>
void append_little_endian(std::string& out, T value) {
  for (std::size_t i = 0; i < sizeof(T); ++i) out += static_cast<char>(value >> (8 * i) & 0xFFu);
}

}  // namespace

std::string encode(const Frame& frame) {
  std::string bytes;
  bytes.reserve(kFrameHeader + frame.payload.size());
  bytes += kMagic;
  append_little_endian(bytes, static_cast<std::uint32_t>(frame.type));
  append_little_endian(bytes, static_cast<std::uint64_t>(frame.payload.size()));
  bytes += frame.payload;
  return bytes;
}

std::optional<Frame> FrameDecoder::next() {
  const auto rest = std::string_view(buffer_).substr(position_);
  const auto compact = [&] {
    if (position_ == 0) return;
    buffer_.erase(0, position_);
    position_ = 0;
  };
  if (rest.size() < kFrameHeader) {
    if (!kMagic.starts_with(rest.substr(0, kMagic.size()))) broken("bytes that begin no frame");
    compact();
    return std::nullopt;
  }
  if (!rest.starts_with(kMagic)) broken("bytes that begin no frame");
  const auto type = little_endian<std::uint32_t>(rest.data() + 4);
  const auto size = little_endian<std::uint64_t>(rest.data() + 8);
  if (type < 1 || type > static_cast<std::uint32_t>(FrameType::kFailure)) broken(fmt::format("a frame of the unknown type {}", type));
  if (size > kLargestPayload) broken(fmt::format("a frame of {} bytes, where {} are allowed", size, kLargestPayload));
  if (rest.size() - kFrameHeader < size) {
    compact();
    return std::nullopt;
  }
  Frame frame{static_cast<FrameType>(type), std::string(rest.substr(kFrameHeader, size))};
  position_ += kFrameHeader + size;
  return frame;
}

void Channel::send(const Frame& frame) {
  const auto bytes = encode(frame);
  std::size_t done = 0;
  while (done < bytes.size()) {
    const auto n = ::send(descriptor_, bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) channel_lost(std::strerror(errno));
    done += static_cast<std::size_t>(n);
  }
}

Frame Channel::receive() {
  while (true) {
    if (auto frame = decoder_.next()) return std::move(*frame);
    char buffer[65536];
    const auto n = ::recv(descriptor_, buffer, sizeof buffer, 0);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) channel_lost(std::strerror(errno));
    if (n == 0) channel_lost("closed");
    decoder_.append({buffer, static_cast<std::size_t>(n)});
  }
}

}  // namespace ophamin::execution
