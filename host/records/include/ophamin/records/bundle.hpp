// SPDX-License-Identifier: Apache-2.0
//
// A proof on disk: one folder that is there whole or not at all.
//
//   <root>/<tier>/<scenario>/<YYYY-MM-DD>_<verdict>_<first 12 of the id>/
//     proof.json   the record; always
//     proof.md     for people
//
// Before there were bundles a proof was one file, <root>/<scenario>_<target>_<first 16 of the id>.json: whatever reads a
// folder of proofs reads both.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <ophamin/records/proof.hpp>

namespace ophamin::records {

enum class BundleFormat : std::uint8_t { kJson, kMarkdown };

/// "json", "markdown".
std::string_view to_string(BundleFormat format) noexcept;
/// "json", "markdown" or "md". Throws kBundleInvalid that names the formats there are.
BundleFormat parse_bundle_format(std::string_view text);

/// A further file of the bundle, beside those of the formats.
struct BundleFile {
  std::string name{};  ///< a plain file name, no folder
  std::string bytes{};
};

struct BundleRequest {
  std::filesystem::path root{};
  std::string tier{};
  std::string scenario{};
  std::vector<BundleFormat> formats{BundleFormat::kJson, BundleFormat::kMarkdown};
  std::string meaning{};                ///< plain-language paragraph of the Markdown
  std::vector<BundleFile> further{};    ///< for example the pre-registration and the environment lock
};

struct BundleResult {
  std::filesystem::path directory{};
  std::map<BundleFormat, std::filesystem::path> written{};
  std::map<std::string, std::string> skipped{};  ///< format to reason
};

/// Lower-cased, every character outside a-z, 0-9, '_' and '-' removed; "unknown-scenario" when nothing is left.
std::string bundle_slug(std::string_view text);

/// True for the name of a proof in the layout that came before bundles: <scenario>_<target>_<first 16 of the id>.json,
/// directly below the folder of the proofs. Nothing is written so any more.
bool is_flat_proof_name(std::string_view file_name) noexcept;

/// Where write_bundle puts the record. Throws kBundleInvalid when created_at does not begin with dddd-dd-dd.
std::filesystem::path bundle_directory(const EmpiricalProofRecord& record, const BundleRequest& request);

/// Writes the bundle: prepared in a folder beside its final place, every file synced, renamed as a whole. Writing the
/// same record again changes nothing. Throws kBundleInvalid for an unsigned record, an empty set of formats, a set
/// without JSON, or a further file whose name is taken or no plain name; storage errors otherwise.
BundleResult write_bundle(const EmpiricalProofRecord& record, const BundleRequest& request);

}  // namespace ophamin::records
