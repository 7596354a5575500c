// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "byte_stream.hpp"

namespace ophamin::files {

/// Replaces `bytes` by the rest of `stream`. False if that is more than `most` bytes; the rest is then
/// unread.
bool read_whole(ByteStream& stream, std::uint64_t most, std::string& bytes);

}  // namespace ophamin::files
