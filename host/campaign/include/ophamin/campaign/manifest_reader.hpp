// SPDX-License-Identifier: Apache-2.0
//
// TOML text to a Manifest, with every complaint at once and each at its line and column.
//
//   auto reading = campaign::read_manifest("run.toml", {"campaign.seed=7"});
//   if (!reading.manifest) { std::cerr << diagnostics::to_text(reading.diagnostics); return 2; }
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <ophamin/campaign/manifest.hpp>
#include <ophamin/diagnostics/diagnostic.hpp>

namespace ophamin::campaign {

/// The largest manifest that is read: 4 MiB.
inline constexpr std::uint64_t kManifestLimit = std::uint64_t{4} << 20;

/// What reading gave: a manifest exactly when no diagnostic is an error. Diagnostics are in file order, those of
/// overrides last.
struct ManifestReading {
  std::optional<Manifest> manifest{};
  /// In place of a manifest with errors, what could be read of it: good for further complaints, never to be run. Nothing if
  /// the text is no TOML.
  std::optional<Manifest> draft{};
  std::vector<diagnostics::Diagnostic> diagnostics{};
};

/// Reads `file`. Each override is "KEY=VALUE": a dotted TOML key (a scenario is named by its index or its name:
/// "scenario.0.n_cycles", "scenario.round-trip.n_cycles") and a TOML value, taken as text if it is none. Overrides
/// are applied in order, before anything is checked. Never throws for what the file or an override holds.
ManifestReading read_manifest(const std::filesystem::path& file, std::span<const std::string> overrides = {});

/// The same for text that was read already; `file` names it in complaints, and its folder is where paths start.
ManifestReading read_manifest_text(std::string_view text, const std::filesystem::path& file,
                                   std::span<const std::string> overrides = {});

/// read_manifest for callers that want an exception: throws diagnostics::Error with all complaints.
Manifest load_manifest(const std::filesystem::path& file, std::span<const std::string> overrides = {});

}  // namespace ophamin::campaign
