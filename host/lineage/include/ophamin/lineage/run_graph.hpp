// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ophamin/lineage/run_entry.hpp>
#include <ophamin/records/json.hpp>

namespace ophamin::lineage {

/// The W3C PROV-JSON graph of a run: the framework and the substrate as agents; the configuration and the data that the
/// activity `run:<id>` used; the result that it generated, unless there was none (no verdict); and the parent's activity, which
/// informed it. A graph of a proof names the same activity for its parent, so that both join.
records::JsonObject run_graph(const RunEntry& run);

}  // namespace ophamin::lineage
