// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <ophamin/abi.h>
#include <ophamin/registry/violation.hpp>

/// OPH-HOST-2: loading a file in a child process first. The child is this program again, in a process group of its own. It
/// answers over a pipe of its own, so whatever the plugin prints cannot be mistaken for an answer; its stdout and stderr are
/// captured. A child that outlives the time limit is killed with its group and reaped.
namespace ophamin::registry {

struct Prober {
  /// The program and its first arguments; the number of the channel's descriptor and the file follow. The host uses
  /// {"/proc/self/exe", "worker", "--probe"}; that command calls probe_main(descriptor, file).
  std::vector<std::string> command{};
  std::chrono::milliseconds time_limit{10'000};  ///< for one file
  unsigned parallel = 0;                         ///< children at once; 0: as many as there are processors, at most 8
};

enum class ProbeOutcome : std::uint8_t {
  kOk,
  kRefused,     ///< loaded, and breaks rules: see violations
  kCrashed,     ///< ended by a signal
  kExited,      ///< ended itself before the child was done: the plugin called exit
  kHung,        ///< outlived the time limit
  kPrinted,     ///< otherwise fine, but wrote to stdout
  kNotStarted,  ///< the child could not be started: a fault of the host, not of the plugin
};

struct ProbeResult {
  std::filesystem::path file;
  ProbeOutcome outcome = ProbeOutcome::kOk;
  std::string stage;        ///< where it ended: "start", "load", "entry", "descriptor", "done"
  int signal = 0;           ///< kCrashed
  std::string signal_name;  ///< "SIGSEGV"
  int exit_status = 0;      ///< kExited
  std::string stdout_tail, stderr_tail;  ///< the last 4 KiB
  std::chrono::nanoseconds duration{0};
  std::vector<Violation> violations;  ///< what the outcome means in rules; empty exactly if kOk
  std::string id, version;            ///< as far as they could be read
  std::vector<std::pair<oph_kind_t, std::string>> claims;
};

/// Probes one file. Blocks until the child is reaped. Any thread.
ProbeResult probe(const Prober& prober, const std::filesystem::path& file);

/// Probes all files, several at once; results in the order of `files`.
std::vector<ProbeResult> probe_all(const Prober& prober, std::span<const std::filesystem::path> files);

/// The child's main function: loads the file, calls its entry function, inspects the descriptor and reports on `channel_fd`.
/// Resets the handlers of fatal signals, forbids core files and asks to die with its parent. Does not return to a caller who
/// would run destructors of plugin code: ends with _exit. 0 if a report was written.
[[noreturn]] void probe_main(int channel_fd, const char* file);

}  // namespace ophamin::registry
