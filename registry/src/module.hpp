// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <vector>

#include <ophamin/abi.h>
#include <ophamin/registry/violation.hpp>

/// The steps between a file and its descriptor.
namespace ophamin::registry {

/// What the file says as data: format, symbols, boot number (OPH-ABI-1, OPH-ABI-3, OPH-HOST-2). No code runs.
std::vector<Violation> check_file_symbols(const std::filesystem::path& file, std::uint32_t& boot_number);

struct Module {
  oph_plugin_entry_t entry = nullptr;
  std::vector<Violation> violations;  ///< empty exactly if `entry` may be called
};

/// Binds the file immediately and locally and proves that its symbols are its own. It stays loaded until the process ends,
/// whatever comes of it: what its initialisers registered would otherwise point into nothing.
Module load_module(const std::filesystem::path& file, std::uint32_t boot_number);

}  // namespace ophamin::registry
