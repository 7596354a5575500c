// SPDX-License-Identifier: Apache-2.0
#include "shard_end.hpp"

#include <fmt/format.h>

#include <ophamin/guests/text.hpp>

namespace ophamin::campaign {

using diagnostics::Diagnostic;
using diagnostics::ErrorCode;
using execution::EndKind;

Diagnostic describe_end(const execution::WorkEnd& end, const std::string& shard, const ExecutionSection& limits) {
  Diagnostic diagnostic;
  diagnostic.place.path = "shard " + shard;
  switch (end.kind) {
    case EndKind::kTimeLimit:
      diagnostic.code = ErrorCode::kShardTimeLimit;
      diagnostic.message = fmt::format("the worker was ended at its time limit of {} ms", limits.time_limit.count());
      diagnostic.mend = "raise time_limit in [execution], or run fewer cycles";
      break;
    case EndKind::kMemoryLimit:
      diagnostic.code = ErrorCode::kShardMemoryLimit;
      diagnostic.message = fmt::format("the worker was ended at its memory limit of {} bytes", limits.memory_limit);
      diagnostic.mend = "raise memory_limit in [execution], or run fewer cycles";
      break;
    case EndKind::kCrashed:
      diagnostic.code = ErrorCode::kShardCrashed;
      diagnostic.message = fmt::format("the worker was ended by {}", end.signal_name);
      diagnostic.mend = "isolation = \"none\" runs the shard in the host, under a debugger";
      break;
    case EndKind::kExited:
      diagnostic.code = ErrorCode::kShardCrashed;
      diagnostic.rule = "OPH-ABI-10";
      diagnostic.message = fmt::format("the worker exited with {} before it had a result: a plugin called exit", end.exit_code);
      diagnostic.mend = "report this to the author of the plugin";
      break;
    case EndKind::kNotStarted:
      diagnostic.code = ErrorCode::kSystemCallFailed;
      diagnostic.message = end.reason;
      break;
    case EndKind::kCancelled:
      diagnostic.code = ErrorCode::kCancelled;
      diagnostic.message = "the shard was cancelled";
      diagnostic.mend = "go on with --resume";
      break;
    case EndKind::kProtocolBroken:
    case EndKind::kDone:
      diagnostic.code = ErrorCode::kShardProtocolBroken;
      diagnostic.message = end.reason.empty() ? "the worker ended without a result" : end.reason;
      diagnostic.mend = "report this to the author of the plugin";
      break;
  }
  if (!end.output_tail.empty()) diagnostic.found = "last output: " + guests::printable(end.output_tail, 1000);
  return diagnostic;
}

}  // namespace ophamin::campaign
