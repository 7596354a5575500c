// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <ophamin/registry/violation.hpp>

/// OPH-HOST-1: where plugins are looked for.
///
/// Places are searched in this order: command line, manifest, OPHAMIN_PLUGIN_PATH, installed folder. A place is a folder
/// (its regular `*.so` files count, sorted by name, without sub-folders) or one file. Paths are made absolute and canonical.
/// The current folder is never searched unless it is named. First hit wins: a file that is reached again (same device and
/// inode) counts where it was found first, and the trace says so.
///
/// Refused, because somebody else could have put code there: a file that everybody may write; a folder that holds plugins
/// and that everybody may write, sticky or not (a sticky folder still lets everybody add a plugin); and a folder above it
/// that everybody may write unless it is sticky (entries of a sticky folder cannot be replaced by others, so /tmp/x is fine
/// where /tmp is sticky; for the same reason one file that is named by itself may lie in a sticky folder). Both the path as
/// given and the canonical one are checked.
namespace ophamin::registry {

enum class Origin : std::uint8_t { kCommandLine, kManifest, kEnvironment, kInstalled };

/// "--plugins", "manifest", "OPHAMIN_PLUGIN_PATH", "installed".
std::string_view name(Origin origin) noexcept;

struct SearchOptions {
  std::vector<std::filesystem::path> command_line{};  ///< folders or files; relative ones start at the current folder
  std::vector<std::filesystem::path> manifest{};      ///< absolute; the host resolves them against the manifest's folder
  std::string environment{};  ///< value of OPHAMIN_PLUGIN_PATH, `:` between absolute paths; see use_process_environment
  std::filesystem::path installed{};  ///< the installed lib/ophamin/plugins/<abi-major>, or empty
  bool privileged = false;          ///< the process runs with more rights than its caller: `environment` is ignored
};

/// Fills `environment` and `privileged` from this process (getenv, AT_SECURE).
void use_process_environment(SearchOptions& options);

/// A file worth looking into.
struct Candidate {
  std::filesystem::path file;  ///< absolute and canonical
  Origin origin = Origin::kCommandLine;
  std::uint32_t position = 0;  ///< 1-based rank of the place in the search order
  std::uint64_t device = 0, inode = 0;
};

struct SearchResult {
  std::vector<Candidate> candidates;   ///< in search order
  std::vector<Violation> violations;   ///< refused places and files; a named place that does not exist
  std::vector<std::string> trace;      ///< every place searched, every file found, why it did or did not count
};

SearchResult search(const SearchOptions& options);

/// The permission check alone, for a path that did not come from search(). Empty if nothing is wrong.
std::vector<Violation> check_permissions(const std::filesystem::path& file);

}  // namespace ophamin::registry
