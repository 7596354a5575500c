// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <ophamin/registry/violation.hpp>

/// OPH-HOST-9: the lock file pins id, version and SHA-256 of each plugin. JSON text, one plugin a line, sorted by id, so that
/// the same plugins always give the same bytes and a change reads well in a diff:
///
///     {
///       "ophamin_lock": 1,
///       "plugins": [
///         {"id": "ophamin.spc", "version": "1.0.0", "sha256": "...", "file": "spc.so"}
///       ]
///     }
namespace ophamin::registry {

class Registry;

struct LockedPlugin {
  std::string id, version, sha256;
  std::string file;  ///< base name when it was locked; only to say which file no longer matches
  bool operator==(const LockedPlugin&) const = default;
};

struct LockFile {
  std::filesystem::path path;          ///< where it was read from; empty if it was made from a registry
  std::vector<LockedPlugin> plugins;   ///< sorted by id

  const LockedPlugin* find_id(std::string_view id) const noexcept;
  const LockedPlugin* find_digest(std::string_view sha256) const noexcept;
  const LockedPlugin* find_file(std::string_view base_name) const noexcept;
};

/// Pins every plugin of the registry.
LockFile make_lock(const Registry& registry);

/// Throws RegistryError (OPH-HOST-9) if the file cannot be read or is no lock file.
LockFile read_lock(const std::filesystem::path& file);
LockFile parse_lock(std::string_view text, const std::filesystem::path& file);

std::string to_text(const LockFile& lock);

/// Atomic: a reader sees the old file or the new one. Throws std::system_error.
void write_lock(const std::filesystem::path& file, const LockFile& lock);

/// Every difference between the lock and what is registered: another version, another digest, missing, not locked.
std::vector<Violation> compare(const LockFile& lock, const Registry& registry);

}  // namespace ophamin::registry
