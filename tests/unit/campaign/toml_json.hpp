// SPDX-License-Identifier: Apache-2.0
//
// A manifest as the JSON that an editor's schema checker sees, made without the reader that is under test.
#pragma once

#include <string_view>

#include <ophamin/records/json.hpp>

namespace ophamin::test {

/// Throws std::exception for what is no TOML.
records::Json toml_to_json(std::string_view text);

}  // namespace ophamin::test
