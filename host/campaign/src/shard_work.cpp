// SPDX-License-Identifier: Apache-2.0
#include "shard_work.hpp"

#include <new>
#include <vector>

#include <fmt/format.h>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/measuring/shard_runner.hpp>
#include <ophamin/records/canonical.hpp>

#include "diagnostic_codec.hpp"

namespace ophamin::campaign {

using diagnostics::Diagnostic;
using diagnostics::ErrorCode;
using execution::Frame;
using execution::FrameType;

Frame run_to_frame(const measuring::ShardJob& job, const registry::Registry& registry,
                   const FrameNotary::Exchange& exchange, const std::atomic<bool>* cancelled) {
  std::vector<Diagnostic> problems;
  try {
    FrameNotary notary(exchange);
    Frame result{FrameType::kResult, records::canonical(measuring::run_shard(job, registry, notary, cancelled).to_json())};
    if (result.payload.size() <= execution::kLargestPayload) return result;
    problems.push_back({.code = ErrorCode::kGuestError,
                        .message = fmt::format("the evidence of the shard takes {} bytes, where {} are allowed",
                                               result.payload.size(), execution::kLargestPayload),
                        .mend = "keep series out of the details of evidence"});
  } catch (const diagnostics::Error& error) {
    problems = error.diagnostics();
  } catch (const std::bad_alloc&) {
    problems.push_back({.code = ErrorCode::kShardMemoryLimit,
                        .message = "the worker ran out of memory",
                        .mend = "raise memory_limit in [execution], or run fewer cycles"});
  } catch (const std::exception& error) {
    problems.push_back({.code = ErrorCode::kInternalError, .message = error.what()});
  }
  return {FrameType::kFailure, records::canonical(encode_diagnostics(problems))};
}

}  // namespace ophamin::campaign
