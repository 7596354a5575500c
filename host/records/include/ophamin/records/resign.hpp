// SPDX-License-Identifier: Apache-2.0
//
// Signing a record that is there already.
#pragma once

#include <string_view>

#include <ophamin/records/json.hpp>
#include <ophamin/records/signing_key.hpp>

namespace ophamin::records {

/// The value with its id and a new signature, so that it verifies. Records are rebuilt in their format (unknown members go,
/// an attestation of a changed body stays and no longer matches); any other JSON object keeps its members and gets its
/// signature replaced or appended. Throws diagnostics::Error (exit code 2) for what is no such record, and for JSON that is
/// no object.
Json signed_again(const Json& value, const SigningKey& key, std::string_view file = {});

}  // namespace ophamin::records
