// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace ophamin::cyber {

/// True for nothing but white space.
inline bool is_blank(std::string_view text) noexcept {
  return text.find_first_not_of(" \t\n\v\f\r\x1c\x1d\x1e\x1f") == std::string_view::npos;
}

}  // namespace ophamin::cyber
