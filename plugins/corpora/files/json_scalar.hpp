// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <variant>

namespace ophamin::files {

using JsonScalar = std::variant<std::monostate, bool, std::int64_t, double>;

/// `text` as a truth value, an integer of 64 bits or a finite number, if JSON writes one so; else monostate. An integer beyond
/// 64 bits is no number: its digits would be lost.
JsonScalar json_scalar(std::string_view text) noexcept;

}  // namespace ophamin::files
