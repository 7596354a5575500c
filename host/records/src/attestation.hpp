// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include <ophamin/records/json.hpp>

namespace ophamin::records {

/// True when the map has exactly author, algorithm, public_key and signature, and the ed25519 signature is that of the
/// canonical body. It says nothing about who the author is: the name is not part of what is signed.
bool attestation_matches(const JsonObject& attestation, std::string_view canonical_body);

}  // namespace ophamin::records
