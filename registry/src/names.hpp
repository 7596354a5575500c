// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

/// The grammars of the names in a descriptor.
namespace ophamin::registry {

/// Pillars and plugin ids: letters, digits, `_`, `.`, `-`; 1 to 128, beginning with a letter or digit.
bool is_dotted_name(std::string_view text) noexcept;

/// Other components: `round-trip-fidelity`; lower-case words and digits with single `-` between, 1 to 128, beginning with a
/// letter.
bool is_kebab_name(std::string_view text) noexcept;

/// Semantic version 2.0: `1.2.3-rc.1+build.5`.
bool is_semantic_version(std::string_view text) noexcept;

/// The alphabet and the brackets of an SPDX expression; whether the licence exists is not known here.
bool is_license_expression(std::string_view text) noexcept;

/// `text` in back-quotes, cut at 80 bytes, printable.
std::string in_quotes(std::string_view text);

}  // namespace ophamin::registry
