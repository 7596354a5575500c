// SPDX-License-Identifier: Apache-2.0
//
// From the digests of a corpus's files to its content hash. The host takes the digests; the corpus only says by which of
// the published rules (abi.h, `hash_rule`) they become one figure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <ophamin/registry/plugin.hpp>

namespace ophamin::seeing {

enum class HashRule { kLabels, kFile, kPythonReprFiles, kPythonReprSources };

/// The rule of a corpus component.
HashRule hash_rule_of(const registry::Component& corpus);

/// A file's label and the SHA-256 of its bytes in hex.
struct FileDigest {
  std::string label;
  std::string sha256;
};

/// The content hash. Throws kGuestBrokePromise if the files are none that the rule is for.
std::string content_hash(HashRule rule, std::vector<FileDigest> digests);

/// The figure that the reference implementation has for the data (abi.h, `reference_hash`); empty if the corpus asks for none,
/// or if there is nothing to replace in its content hash. `digests` is only looked at where files are hashed.
std::string reference_hash(const registry::Component& corpus, std::string_view revision, std::uint64_t records,
                           const std::vector<FileDigest>& digests);

}  // namespace ophamin::seeing
