// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <ophamin/registry/lock_file.hpp>
#include <ophamin/registry/probe.hpp>
#include <ophamin/registry/registry.hpp>
#include <ophamin/registry/search_path.hpp>
#include <ophamin/registry/violation.hpp>

/// OPH-HOST-2, in this order, each step only for files that passed the one before: file checks, symbols and boot number read
/// as data, digest against the lock file, probe child, immediate and local binding in this process with the proof that the
/// entry function belongs to that very file, inspection of the descriptor, registration. Loaded plugins stay until the
/// process ends.
namespace ophamin::registry {

struct LoadOptions {
  std::optional<Prober> prober{};  ///< without one, files are loaded unprobed: for callers that trust them
  const LockFile* lock = nullptr;  ///< a plugin whose id it lists must have its version and digest
  bool locked = false;  ///< with `lock`: exactly the listed plugins; other files are left out, a missing one is a violation
  /// Off: Plugin::sha256 may stay empty. For commands that only list, where hashing would take longer than loading. A lock
  /// file and trusted files are compared all the same.
  bool digests = true;
  std::vector<Preference> preferences{};
  std::vector<std::string> required{};  ///< plugin ids that must be registered in the end (OPH-HOST-5)
  std::vector<std::string> optional{};  ///< paths, base names or plugin ids whose refusal is Violation::optional
};

struct LoadReport {
  Registry registry;
  std::vector<Violation> violations;
  std::vector<std::string> trace;  ///< every place, every file, every step that decided something

  /// True if there is a violation that is not optional.
  bool failed() const noexcept;
};

/// Searches, loads and registers.
LoadReport load(const SearchOptions& where, const LoadOptions& options);

/// Loads and registers files that were found before.
LoadReport load(std::span<const Candidate> candidates, const LoadOptions& options);

/// A file whose path and digest came from a process that has checked it.
struct TrustedFile {
  std::filesystem::path path{};
  std::string sha256{};  ///< refused if the file has another one
};

/// For worker processes: loads exactly these, without search and probe; every other check is made. `preferences` as in the
/// process that checked them.
LoadReport load_trusted(std::span<const TrustedFile> files, std::vector<Preference> preferences = {});

/// One file through every step, for `plugin check`: all that is wrong with it. The registry holds it if nothing is.
LoadReport check_file(const std::filesystem::path& file, const Prober& prober);

}  // namespace ophamin::registry
