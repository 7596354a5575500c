// SPDX-License-Identifier: Apache-2.0
//
// Any bytes on the channel from a worker: the frames are the same however the bytes are cut, and are what was sent.
#include <optional>
#include <string>
#include <vector>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/execution/frame.hpp>

#include "fuzz.hpp"

using namespace ophamin;
using fuzz::require;

namespace {

struct Decoded {
  std::vector<execution::Frame> frames;
  bool broken = false;
  bool partial = false;
  bool operator==(const Decoded& other) const {
    if (broken != other.broken || partial != other.partial || frames.size() != other.frames.size()) return false;
    for (std::size_t i = 0; i < frames.size(); ++i)
      if (frames[i].type != other.frames[i].type || frames[i].payload != other.frames[i].payload) return false;
    return true;
  }
};

// In pieces of `piece` bytes.
Decoded decode(std::string_view bytes, std::size_t piece) {
  Decoded decoded;
  execution::FrameDecoder decoder;
  try {
    while (!bytes.empty()) {
      const std::string_view next = bytes.substr(0, piece);
      bytes.remove_prefix(next.size());
      decoder.append(next);
      while (auto frame = decoder.next()) decoded.frames.push_back(std::move(*frame));
    }
    decoded.partial = decoder.has_partial();
  } catch (const diagnostics::Error& error) {
    require(error.code() == diagnostics::ErrorCode::kShardProtocolBroken, "broken bytes are a broken protocol");
    decoded.broken = true;
  }
  return decoded;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = fuzz::text_of(data, size);
  const Decoded whole = decode(bytes, bytes.size() + 1);
  require(whole == decode(bytes, 7), "frames do not depend on how the bytes are cut");
  std::string again;
  for (const execution::Frame& frame : whole.frames) again += execution::encode(frame);
  require(bytes.starts_with(again), "a frame is what was sent");
  require(whole.broken || whole.partial || again.size() == bytes.size(), "no byte is lost");
  return 0;
}
