// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

#include <ophamin/abilities.hpp>

namespace ophamin::process {

/// Programs to start from, for the substrate process.
std::span<const sdk::Template> process_templates();

/// The program that the substrate kimera runs, as its only template.
std::span<const sdk::Template> kimera_templates();

/// Its text.
std::string_view kimera_runner();

}  // namespace ophamin::process
