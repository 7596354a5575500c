// SPDX-License-Identifier: Apache-2.0
//
// The attestation of a proof: an author puts an ed25519 signature under the body, which anybody can check who has the
// author's public key. It is no part of the body: id and signature stay as they are with it, and without it.
//
// What is signed is the canonical body alone. The author's name is beside it, not in it: only a registry that says which
// key is whose (ophamin/keys/authors.hpp) makes a name out of a key.
#pragma once

#include <string_view>

#include <ophamin/records/author_key.hpp>
#include <ophamin/records/json.hpp>
#include <ophamin/records/proof.hpp>

namespace ophamin::records {

/// Sets the attestation {author, algorithm, public_key, signature}, in place of any other. Throws kAuthorInvalid when the
/// author is blank or no UTF-8.
void attest(EmpiricalProofRecord& record, std::string_view author, const AuthorKey& key);

/// True when there is an attestation of this body, by `expected_public_key` unless that is empty. False for one that is
/// missing, malformed, of another algorithm, by another key, or of another body.
bool verify_attestation(const EmpiricalProofRecord& record, std::string_view expected_public_key = {});

/// The same for an attestation and a canonical body that are at hand: exactly author, algorithm, public_key and
/// signature, and a signature that matches.
bool attestation_matches(const JsonObject& attestation, std::string_view canonical_body,
                         std::string_view expected_public_key = {});

}  // namespace ophamin::records
