// SPDX-License-Identifier: Apache-2.0
//
// One worker process as the host holds it: its descriptors, what it still has to be sent, what it last printed.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <sys/types.h>

#include <ophamin/execution/engine.hpp>
#include <ophamin/execution/process_engine.hpp>

namespace ophamin::execution {

class WorkerProcess {
 public:
  using Clock = std::chrono::steady_clock;

  /// Starts the process. Throws diagnostics::Error (kSystemCallFailed).
  WorkerProcess(const ProcessOptions& options, const WorkItem& item);
  /// Kills the group and reaps whatever is left.
  ~WorkerProcess();
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;

  std::size_t index() const noexcept { return index_; }
  pid_t pid() const noexcept { return pid_; }  ///< of the leader; -1 once it was reaped by finish()
  int channel() const noexcept { return channel_; }  ///< -1 once closed
  int output() const noexcept { return output_; }    ///< -1 once closed
  bool wants_write() const noexcept { return channel_ >= 0 && !outbox_.empty(); }

  void queue(const Frame& frame) { outbox_ += encode(frame); }
  void write_some();
  /// Reads what is there; false once the worker closed its end.
  bool read_channel();
  void read_output();
  FrameDecoder& decoder() noexcept { return decoder_; }

  Clock::time_point started() const noexcept { return started_; }
  int exit_watch() const noexcept { return watch_; }  ///< becomes readable when the leader ends; -1 on an old kernel
  std::uint64_t resident_bytes() const;  ///< of the leader now; 0 if it is gone
  /// Kills the group, waits for the leader, fills signal, exit code, output, wall and memory of the end.
  void finish(WorkEnd& end);
  /// True if the leader has ended; reaps it.
  bool poll_exit();
  bool exited() const noexcept { return status_.has_value(); }

 private:
  void close_channel() noexcept;
  void close_output() noexcept;
  void note_output(std::string_view bytes);

  std::size_t index_;
  pid_t pid_ = -1;
  int channel_ = -1;
  int output_ = -1;
  int watch_ = -1;
  FrameDecoder decoder_;
  std::string outbox_;
  std::string tail_;
  Clock::time_point started_ = Clock::now();
  std::optional<int> status_;
  std::uint64_t peak_rss_ = 0;
};

}  // namespace ophamin::execution
