// SPDX-License-Identifier: Apache-2.0
//
// Worker processes on this machine: one fresh process per item, several at once.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include <ophamin/execution/engine.hpp>

namespace ophamin::execution {

struct ProcessOptions {
  /// Program and arguments; the number of the channel's descriptor is appended. The host uses
  /// {"/proc/self/exe", "worker", "--channel"}.
  std::vector<std::string> command;
  /// Names that workers do not inherit from the environment.
  std::vector<std::string> hidden_variables;
  unsigned jobs = 1;                        ///< workers at once, at least 1
  /// Of one item, wall clock, less the time for which the handler kept the engine from looking; 0 for none.
  std::chrono::milliseconds time_limit{0};
  std::chrono::milliseconds grace{5000};  ///< for a worker to end after its last frame, or after it closed its channel
  std::uint64_t memory_limit = 0;  ///< bytes of data, and of resident memory, of one worker; 0 for none
};

/// Every worker is the leader of a process group of its own, dies with the host, has no core file, no stdin, and stdout and
/// stderr captured. Its group is killed and reaped whichever way it ends. One thread. While it runs, SIGCHLD is not ignored.
class ProcessEngine final : public Engine {
 public:
  explicit ProcessEngine(ProcessOptions options) : options_(std::move(options)) {}
  void run(std::span<const WorkItem> items, WorkHandler& handler, const std::atomic<bool>& cancelled) override;

 private:
  ProcessOptions options_;
};

}  // namespace ophamin::execution
