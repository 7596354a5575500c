// SPDX-License-Identifier: Apache-2.0
//
// Diagnostics on their way from a worker to the host, and in the ledger.
#pragma once

#include <span>
#include <vector>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/json.hpp>

namespace ophamin::campaign {

records::Json encode_diagnostics(std::span<const diagnostics::Diagnostic> diagnostics);

/// What cannot be understood becomes a kShardProtocolBroken diagnostic: a failure is never lost.
std::vector<diagnostics::Diagnostic> decode_diagnostics(const records::Json& json);

}  // namespace ophamin::campaign
