// SPDX-License-Identifier: Apache-2.0
//
// An author and the key at hand: what it takes to attest.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/author_key.hpp>

namespace ophamin::keys {

struct Attester {
  std::string author{};
  records::AuthorKey key;
  std::filesystem::path file{};  ///< where the key is kept; empty when it came from OPHAMIN_SIGNING_KEY
  bool created = false;          ///< the key was made just now
};

struct AttesterRequest {
  std::optional<std::string> author{};  ///< nothing: default_author()
  std::filesystem::path keystore{};     ///< empty: default_keystore()
};

/// The author's key: that of OPHAMIN_SIGNING_KEY, else that of the keystore, where it is made when there is none. Throws
/// kAuthorInvalid, kKeystoreError (a malformed key is never replaced) and storage errors.
Attester find_attester(const AttesterRequest& request, std::vector<diagnostics::Diagnostic>& warnings);

/// Who attests what a campaign writes, or nobody: OPHAMIN_ATTEST=0 switches it off. Where nobody asked for an attestation,
/// by the request or by a variable of the environment, and a key cannot be stored, that is a warning and nobody attests.
/// Otherwise as find_attester.
std::optional<Attester> find_attester_by_default(const AttesterRequest& request,
                                                 std::vector<diagnostics::Diagnostic>& warnings);

}  // namespace ophamin::keys
