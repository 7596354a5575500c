// SPDX-License-Identifier: Apache-2.0
//
// Text between the host's types and the ABI's.
#pragma once

#include <ophamin/abi.h>

#include <string>
#include <string_view>

namespace ophamin::guests {

/// A view of a guest's text, as long as the guest keeps it. Empty for a null pointer.
inline std::string_view view(oph_str_t text) noexcept {
  return text.data == nullptr ? std::string_view{} : std::string_view{text.data, text.size};
}

/// Lends a text to a guest for one call.
inline oph_str_t lend(std::string_view text) noexcept { return {text.data(), text.size()}; }

/// Why a guest's text cannot be taken: "" when it can. Refuses a null pointer with a size and invalid UTF-8
/// (OPH-ABI-6).
std::string text_fault(oph_str_t text);

/// A text made fit for messages and logs: invalid UTF-8 and control characters but newline and tab are replaced, and
/// what is beyond `limit` bytes is cut.
std::string printable(std::string_view text, std::size_t limit = 4096);

/// "OPH_MISSING_ROLE"; "status 77" for a number that the ABI does not know.
std::string status_name(oph_status_t status);

/// "float", "int", ...; for messages.
std::string_view type_name(oph_type_t type) noexcept;

}  // namespace ophamin::guests
