// SPDX-License-Identifier: Apache-2.0
//
// Manifests as text for tests.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <ophamin/campaign/manifest_reader.hpp>
#include <ophamin/diagnostics/render.hpp>

namespace ophamin::test {

/// The least that is a manifest: one substrate, one corpus, one scenario.
inline constexpr std::string_view kSmallest = R"([campaign]
name = "small"
[substrate.zlib]
use = "zlib"
[corpus.docs]
use = "text-files"
[[scenario]]
use = "round-trip-fidelity"
)";

inline campaign::ManifestReading read(std::string_view text, std::vector<std::string> overrides = {}) {
  return campaign::read_manifest_text(text, "/project/manifests/run.toml", overrides);
}

/// The manifest; a failing check with all complaints if it is none.
inline campaign::Manifest good(std::string_view text, std::vector<std::string> overrides = {}) {
  campaign::ManifestReading reading = read(text, std::move(overrides));
  REQUIRE_MESSAGE(reading.manifest.has_value(), diagnostics::to_text(reading.diagnostics));
  return std::move(*reading.manifest);
}

/// The complaints; a failing check if there are none.
inline std::vector<diagnostics::Diagnostic> complaints(std::string_view text, std::vector<std::string> overrides = {}) {
  campaign::ManifestReading reading = read(text, std::move(overrides));
  REQUIRE_FALSE(reading.manifest.has_value());
  REQUIRE_FALSE(reading.diagnostics.empty());
  return std::move(reading.diagnostics);
}

}  // namespace ophamin::test
