// SPDX-License-Identifier: Apache-2.0
//
// How a worker ended, in words that help.
#pragma once

#include <string>

#include <ophamin/campaign/manifest.hpp>
#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/execution/engine.hpp>

namespace ophamin::campaign {

/// The diagnostic for an end that is not kDone.
diagnostics::Diagnostic describe_end(const execution::WorkEnd& end, const std::string& shard,
                                     const ExecutionSection& limits);

}  // namespace ophamin::campaign
