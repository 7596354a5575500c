// SPDX-License-Identifier: Apache-2.0
#include <ophamin/campaign/worker.hpp>

#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <optional>
#include <unistd.h>
#include <vector>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/execution/frame.hpp>
#include <ophamin/guests/plugin_errors.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/registry/load.hpp>

#include "diagnostic_codec.hpp"
#include "shard_work.hpp"
#include "worker_job.hpp"

namespace ophamin::campaign {

using execution::Channel;
using execution::Frame;
using execution::FrameType;

namespace {

/// A crash has to end the process by its own signal, whatever handler a runtime has installed.
void let_crashes_be_crashes() {
  for (const int number : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS}) std::signal(number, SIG_DFL);
}

Frame serve(Channel& channel) {
  const auto request = channel.receive();
  if (request.type != FrameType::kJob) {
    throw diagnostics::Error({.code = diagnostics::ErrorCode::kShardProtocolBroken, .message = "the first frame is no job"});
  }
  const auto job = WorkerJob::decode(request.payload);
  const auto report = registry::load_trusted(job.plugins, job.preferences);
  // The host loaded the same files; a violation that it saw too is no news, and a plugin that is missing now is one when
  // its component is asked for.
  return run_to_frame(
      job.shard, report.registry,
      [&channel](Frame frame) -> std::optional<Frame> {
        const bool waits = frame.type == FrameType::kStatement;
        channel.send(frame);
        if (!waits) return std::nullopt;
        return channel.receive();
      },
      nullptr);
}

}  // namespace

void worker_main(int descriptor) {
  // What a guest starts must not hold the host's channel open.
  ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
  let_crashes_be_crashes();
  int status = execution::kChannelLostExit;
  try {
    Channel channel(descriptor);
    std::vector<diagnostics::Diagnostic> problems;
    Frame last;
    try {
      last = serve(channel);
    } catch (const diagnostics::Error& error) {
      problems = error.diagnostics();
    } catch (const std::exception& error) {
      problems = {{.code = diagnostics::ErrorCode::kInternalError, .message = error.what()}};
    }
    if (!problems.empty()) last = {FrameType::kFailure, records::canonical(encode_diagnostics(problems))};
    channel.send(last);
    status = 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
  }
  std::fflush(nullptr);
  ::_exit(status);
}

}  // namespace ophamin::campaign
