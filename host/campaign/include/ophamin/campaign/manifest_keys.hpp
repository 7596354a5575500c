// SPDX-License-Identifier: Apache-2.0
//
// Every key of the manifest, once: the reader refuses what is not here, and the tests hold the JSON Schema and the
// reference page against it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ophamin::campaign {

/// What the value of a key is.
enum class KeyType : std::uint8_t {
  kText,
  kInteger,
  kNumber,
  kBoolean,
  kTexts,         ///< array of texts
  kTable,         ///< any keys; what they mean is said elsewhere
  kDuration,      ///< seconds as a number, or a text such as "30s"
  kSwitch,        ///< true, false, or a table with the keys of a section: true with settings
  kBytes,         ///< bytes as an integer, or a text such as "512MiB"
  kSection,       ///< a table with the keys of a section
  kNamedSections, ///< a table of such tables, by names of one's own
  kSectionArray   ///< an array of such tables
};

struct KeyRule {
  std::string_view section;  ///< "" for the top level, "campaign", "substrate.NAME", "scenario", "scenario.pillar", ...
  std::string_view key;
  KeyType type;
  bool required = false;
  std::string_view expected;       ///< the values in words, for complaints: "holm, bh or none"
  std::string_view default_text{}; ///< as written in TOML or in words; empty if there is none
};

/// Every rule, section by section.
std::span<const KeyRule> manifest_keys() noexcept;

/// The rule of a key, or null.
const KeyRule* find_key(std::string_view section, std::string_view key) noexcept;

/// The keys of a section, in the order of manifest_keys().
std::vector<std::string> keys_of(std::string_view section);

/// "[campaign]", "[substrate.NAME]", "[[scenario]]", "the top level".
std::string section_title(std::string_view section);

}  // namespace ophamin::campaign
