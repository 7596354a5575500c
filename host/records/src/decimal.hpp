// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

namespace ophamin::records {

/// The double nearest to a decimal text ("1.5", ".5", "5.", "-1e-400"); beyond the range an infinity or a zero of the
/// text's sign. Nothing when the text is anything else.
std::optional<double> decimal_to_double(std::string_view text) noexcept;

}  // namespace ophamin::records
