// SPDX-License-Identifier: Apache-2.0
//
// Tables of parameters, for docs/guide/substrates.md.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <ophamin/registry/plugin.hpp>

namespace ophamin::cli {

/// A Markdown table of every parameter that a schema lists.
std::string parameter_table(std::string_view schema);

/// A heading and a table for each.
std::string substrates_page(const std::vector<const registry::Component*>& substrates);

}  // namespace ophamin::cli
