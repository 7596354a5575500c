// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace ophamin::storage {

/// A name that begins with a dot, ends in ".tmp" and is used by nobody else.
std::string temporary_name(std::string_view for_name);

}  // namespace ophamin::storage
