// SPDX-License-Identifier: Apache-2.0
//
// Frames between host and worker, over one stream socket that is neither stdin nor stdout.
//
//   bytes 0-3   "OPH1"
//   bytes 4-7   type, little-endian
//   bytes 8-15  size of the payload in bytes, little-endian; at most kLargestPayload
//   then        the payload, JSON in UTF-8
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ophamin::execution {

enum class FrameType : std::uint32_t {
  kJob = 1,        ///< to the worker, once, first: what to do
  kStatement = 2,  ///< from the worker: it waits for kProceed
  kProceed = 3,    ///< to the worker
  kProgress = 4,   ///< from the worker
  kLog = 5,        ///< from the worker
  kResult = 6,     ///< from the worker, last: the work is done
  kFailure = 7,    ///< from the worker, last: it is not, and why
};

/// True for the two that end a worker's part.
constexpr bool is_final(FrameType type) noexcept { return type == FrameType::kResult || type == FrameType::kFailure; }

struct Frame {
  FrameType type = FrameType::kLog;
  std::string payload;
};

inline constexpr std::size_t kFrameHeader = 16;
inline constexpr std::uint64_t kLargestPayload = std::uint64_t{256} << 20;

/// The exit code of a worker that lost its channel, so that its last words could not be sent.
inline constexpr int kChannelLostExit = 123;

/// The bytes of a frame.
std::string encode(const Frame& frame);

/// Takes bytes as they come and gives frames. One thread.
class FrameDecoder {
 public:
  void append(std::string_view bytes) { buffer_ += bytes; }
  /// The next whole frame, or nothing yet. Throws diagnostics::Error (kShardProtocolBroken) for bytes that begin no frame,
  /// an unknown type, or a size beyond the limit.
  std::optional<Frame> next();
  /// True if bytes of an unfinished frame are left.
  bool has_partial() const noexcept { return position_ < buffer_.size(); }

 private:
  std::string buffer_;
  std::size_t position_ = 0;
};

/// The worker's end of the channel: blocking. Throws diagnostics::Error (kSystemCallFailed) when the host is gone.
class Channel {
 public:
  explicit Channel(int descriptor) noexcept : descriptor_(descriptor) {}
  void send(const Frame& frame);
  Frame receive();

 private:
  int descriptor_;
  FrameDecoder decoder_;
};

}  // namespace ophamin::execution
