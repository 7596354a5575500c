// SPDX-License-Identifier: Apache-2.0
//
// Filling the error slot of a guest that called the host.
#pragma once

#include <ophamin/abi.h>

#include <algorithm>
#include <cstring>
#include <string_view>

namespace ophamin::guests {

inline oph_status_t tell(oph_error_t* error, oph_status_t status, std::string_view message) noexcept {
  while (message.ends_with('\n')) message.remove_suffix(1);  // what was rendered for a terminal ends a line
  if (error != nullptr) {
    std::size_t size = std::min(message.size(), sizeof error->message);
    while (size > 0 && size < message.size() && (static_cast<unsigned char>(message[size]) & 0xC0u) == 0x80u) --size;
    std::memcpy(error->message, message.data(), size);
    error->message_size = static_cast<std::uint32_t>(size);
    error->status = status;
  }
  return status;
}

}  // namespace ophamin::guests
