// SPDX-License-Identifier: Apache-2.0
//
// The worker's side of a shard: the process that has the guests in it.
#pragma once

namespace ophamin::campaign {

/// Serves one job on a socket: loads the plugins that the job names, by digest, runs the shard, and answers with a result
/// or a failure. Ends the process without running destructors of plugin code. 0 if an answer was sent.
[[noreturn]] void worker_main(int channel);

}  // namespace ophamin::campaign
