// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <ophamin/abi.h>
#include <ophamin/registry/plugin.hpp>
#include <ophamin/registry/violation.hpp>

/// Reads a descriptor and says everything that is wrong with it at once. Shared objects and plugins that are linked into the
/// program pass the same gate.
namespace ophamin::registry {

/// Largest counts and texts that the reader believes; beyond them it is a violation, not a long wait.
inline constexpr std::uint64_t kMostComponents = 4096;
inline constexpr std::uint64_t kMostMetadata = 256;
inline constexpr std::uint64_t kMostRoles = 256;
inline constexpr std::uint64_t kLongestText = 1u << 20;  ///< bytes

/// A plugin that keeps every rule of its descriptor.
struct ValidPlugin {
  Plugin plugin;
  std::vector<Component> components;  ///< `plugin` of each is null until it is registered
};

struct Inspection {
  std::optional<ValidPlugin> valid;   ///< set exactly if there are no violations
  std::vector<Violation> violations;
  std::string id, version;            ///< as far as they could be read, also of a refused plugin
  std::vector<std::pair<oph_kind_t, std::string>> claims;  ///< kinds and names that it offers, also when refused
};

/// `descriptor` may be null (a violation). Pointers in it are believed: a file that is not trusted is inspected in a probe
/// child first. Texts are copied; function tables are normalised to the size this host knows.
Inspection inspect(const oph_plugin_t* descriptor, std::uint32_t boot_number, const std::filesystem::path& file);

/// OPH-ABI-3: the boot number against what this host supports: its own major, and minors up to its own.
std::vector<Violation> check_boot_number(std::uint32_t boot_number, const std::filesystem::path& file);

}  // namespace ophamin::registry
