// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <doctest/doctest.h>

#include "shard_end.hpp"

using namespace ophamin;
using diagnostics::ErrorCode;
using execution::EndKind;

namespace {

diagnostics::Diagnostic described(execution::WorkEnd end) {
  campaign::ExecutionSection limits;
  limits.time_limit = std::chrono::milliseconds(1500);
  limits.memory_limit = 4096;
  return campaign::describe_end(end, "0003-x", limits);
}

}  // namespace

TEST_CASE("every end of a worker has words that help") {
  CHECK(described({.kind = EndKind::kTimeLimit}).code == ErrorCode::kShardTimeLimit);
  CHECK(described({.kind = EndKind::kTimeLimit}).message == "the worker was ended at its time limit of 1500 ms");
  CHECK(described({.kind = EndKind::kMemoryLimit}).code == ErrorCode::kShardMemoryLimit);
  CHECK(described({.kind = EndKind::kMemoryLimit}).message.find("4096 bytes") != std::string::npos);
  const auto crashed = described({.kind = EndKind::kCrashed, .signal = 11, .signal_name = "SIGSEGV", .output_tail = "last \x01words"});
  CHECK(crashed.code == ErrorCode::kShardCrashed);
  CHECK(crashed.message == "the worker was ended by SIGSEGV");
  CHECK(crashed.found == "last output: last ?words");
  CHECK(crashed.place.path == "shard 0003-x");
  const auto exited = described({.kind = EndKind::kExited, .exit_code = 3});
  CHECK(exited.code == ErrorCode::kShardCrashed);
  CHECK(exited.rule == "OPH-ABI-10");
  CHECK(exited.message.find("exited with 3") != std::string::npos);
  CHECK(described({.kind = EndKind::kNotStarted, .reason = "no memory"}).code == ErrorCode::kSystemCallFailed);
  CHECK(described({.kind = EndKind::kNotStarted, .reason = "no memory"}).message == "no memory");
  CHECK(described({.kind = EndKind::kCancelled}).code == ErrorCode::kCancelled);
  CHECK(described({.kind = EndKind::kProtocolBroken, .reason = "why"}).message == "why");
  CHECK(described({.kind = EndKind::kProtocolBroken}).message == "the worker ended without a result");
  for (const auto kind : {EndKind::kTimeLimit, EndKind::kMemoryLimit, EndKind::kCrashed, EndKind::kExited, EndKind::kCancelled,
                          EndKind::kProtocolBroken}) {
    CHECK_FALSE(described({.kind = kind}).mend.empty());
    CHECK_FALSE(to_string(kind).empty());
  }
}
