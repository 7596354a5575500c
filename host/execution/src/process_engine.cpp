// SPDX-License-Identifier: Apache-2.0
#include <ophamin/execution/process_engine.hpp>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <iterator>
#include <memory>
#include <poll.h>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <ophamin/diagnostics/diagnostic.hpp>

#include "orphans.hpp"
#include "worker_process.hpp"

namespace ophamin::execution {

namespace {

using Clock = WorkerProcess::Clock;

constexpr auto kTick = std::chrono::milliseconds(50);
/// How long the channel of a worker that has ended may stay open: a process that the guest forked may hold it.
constexpr auto kDrain = std::chrono::seconds(1);
/// Exit codes of a child that never became the worker's program: the engine's own, the shell's for the same.
constexpr int kNoProgram[] = {126, 127};

/// A host that was started with SIGCHLD ignored would never learn how its workers end.
class ChildSignal {
 public:
  ChildSignal() {
    struct sigaction usual {};
    usual.sa_handler = SIG_DFL;
    ::sigaction(SIGCHLD, nullptr, &before_);
    changed_ = before_.sa_handler == SIG_IGN || (before_.sa_flags & SA_NOCLDWAIT) != 0;
    if (changed_) ::sigaction(SIGCHLD, &usual, nullptr);
  }
  ~ChildSignal() {
    if (changed_) ::sigaction(SIGCHLD, &before_, nullptr);
  }
  ChildSignal(const ChildSignal&) = delete;
  ChildSignal& operator=(const ChildSignal&) = delete;

 private:
  struct sigaction before_ {};
  bool changed_ = false;
};

/// A worker and how far it has come.
struct Running {
  std::unique_ptr<WorkerProcess> process;
  bool frame_seen = false;
  bool final_seen = false;
  bool channel_closed = false;
  std::optional<Clock::time_point> leaving;  ///< since when it should be gone
  std::optional<WorkEnd> verdict;            ///< decided already; only the clean-up is left
  Clock::duration busy_before{0};            ///< of the engine, when this worker was started
};

class Supervisor {
 public:
  Supervisor(const ProcessOptions& options, std::span<const WorkItem> items, WorkHandler& handler,
             const std::atomic<bool>& cancelled)
      : options_(options), items_(items), handler_(handler), cancelled_(cancelled) {}

  void run() {
    while (true) {
      while (!cancelled_.load() && next_ < items_.size() && running_.size() < std::max(1u, options_.jobs)) start(items_[next_++]);
      if (running_.empty()) return;
      wait();
      for (auto& worker : running_) look_at(worker);
      if (std::erase_if(running_, [this](Running& worker) { return reap(worker); }) != 0) end_orphans();
    }
  }

 private:
  void start(const WorkItem& item) {
    handler_.on_start(item.index);
    try {
      Running worker;
      worker.process = std::make_unique<WorkerProcess>(options_, item);
      worker.busy_before = busy_;
      running_.push_back(std::move(worker));
    } catch (const diagnostics::Error& error) {
      WorkEnd end;
      end.kind = EndKind::kNotStarted;
      end.reason = error.what();
      handler_.on_end(item.index, end);
    }
  }

  /// A worker that goes on is the one to adopt what its own guests leave behind; whatever comes to this process is left by one
  /// that has ended.
  void end_orphans() const {
    std::vector<pid_t> workers;
    for (const auto& worker : running_) workers.push_back(worker.process->pid());
    orphans_.end_all_but(workers);
  }

  void wait() {
    std::vector<pollfd> descriptors;
    for (const auto& worker : running_) {
      const auto& process = *worker.process;
      if (process.channel() >= 0) {
        descriptors.push_back({process.channel(), static_cast<short>(POLLIN | (process.wants_write() ? POLLOUT : 0)), 0});
      }
      if (process.output() >= 0) descriptors.push_back({process.output(), POLLIN, 0});
      if (process.exit_watch() >= 0 && !process.exited()) descriptors.push_back({process.exit_watch(), POLLIN, 0});
    }
    (void)::poll(descriptors.data(), descriptors.size(), static_cast<int>(kTick.count()));  // EINTR is a tick, too.
  }

  void decide(Running& worker, EndKind kind, std::string reason = {}) {
    if (worker.verdict) return;
    worker.verdict.emplace();
    worker.verdict->kind = kind;
    worker.verdict->reason = std::move(reason);
  }

  void look_at(Running& worker) {
    auto& process = *worker.process;
    process.read_output();
    if (process.channel() >= 0) {
      process.write_some();
      if (!process.read_channel()) worker.channel_closed = true;
      take_frames(worker);
    }
    if (worker.verdict) return;
    const auto now = Clock::now();
    if (cancelled_.load()) {
      decide(worker, EndKind::kCancelled);
    } else if (!worker.final_seen && options_.time_limit.count() != 0 &&
               now - process.started() - (busy_ - worker.busy_before) > options_.time_limit) {
      decide(worker, EndKind::kTimeLimit, fmt::format("{} ms", options_.time_limit.count()));
    } else if (!worker.final_seen && options_.memory_limit != 0 && process.resident_bytes() > options_.memory_limit) {
      decide(worker, EndKind::kMemoryLimit, fmt::format("{} bytes", options_.memory_limit));
    }
  }

  void take_frames(Running& worker) {
    try {
      while (auto frame = worker.process->decoder().next()) {
        if (worker.verdict) return;
        if (worker.final_seen) {
          decide(worker, EndKind::kProtocolBroken, "a frame after the last one");
          return;
        }
        worker.frame_seen = true;
        worker.final_seen = is_final(frame->type);
        // While the handler hashes data or writes to disk nobody looks at the workers, nor is one let off its wait.
        const auto begin = Clock::now();
        auto answer = handler_.on_frame(worker.process->index(), std::move(*frame));
        busy_ += Clock::now() - begin;
        if (answer) worker.process->queue(*answer);
      }
    } catch (const diagnostics::Error& error) {
      // Whoever cancels may do so while the handler works on a frame.
      decide(worker, error.code() == diagnostics::ErrorCode::kCancelled ? EndKind::kCancelled : EndKind::kProtocolBroken, error.what());
    } catch (const std::exception& error) {
      decide(worker, EndKind::kProtocolBroken, error.what());
    }
  }

  /// True once the worker is gone and has been told of.
  bool reap(Running& worker) {
    auto& process = *worker.process;
    const bool gone = process.poll_exit();
    if (!worker.verdict) {
      if (!gone && !worker.final_seen && !worker.channel_closed) return false;
      const bool all_in = gone && (worker.channel_closed || worker.final_seen);
      if (!all_in) {
        // It should leave now, or its last frames arrive. One that stays has its result kept, but not its life.
        if (!worker.leaving) worker.leaving = Clock::now();
        if (Clock::now() - *worker.leaving < (gone ? Clock::duration(kDrain) : Clock::duration(options_.grace))) return false;
        if (!gone && !worker.final_seen) decide(worker, EndKind::kProtocolBroken, "the worker closed its channel and stayed");
      }
    }
    WorkEnd end;
    const bool decided = worker.verdict.has_value();
    if (decided) end = *worker.verdict;
    process.finish(end);
    if (!decided) {
      end.kind = worker.final_seen ? EndKind::kDone : end.signal != 0 ? EndKind::kCrashed : EndKind::kExited;
      if (end.kind == EndKind::kExited) explain_exit(worker, end);
    }
    handler_.on_end(process.index(), end);
    return true;
  }

  static void explain_exit(const Running& worker, WorkEnd& end) {
    if (end.exit_code == kChannelLostExit) {
      end.kind = EndKind::kProtocolBroken;
      end.reason = "the worker lost its channel: a plugin closed or replaced a descriptor that is not its own";
    } else if (!worker.frame_seen && std::find(std::begin(kNoProgram), std::end(kNoProgram), end.exit_code) != std::end(kNoProgram)) {
      end.kind = EndKind::kNotStarted;
      end.reason = fmt::format("the worker's program could not be started: it ended with {}", end.exit_code);
    }
  }

  const ProcessOptions& options_;
  std::span<const WorkItem> items_;
  WorkHandler& handler_;
  const std::atomic<bool>& cancelled_;
  const Orphans orphans_;
  std::vector<Running> running_;
  std::size_t next_ = 0;
  Clock::duration busy_{0};  ///< spent in the handler's frames
};

}  // namespace

void ProcessEngine::run(std::span<const WorkItem> items, WorkHandler& handler, const std::atomic<bool>& cancelled) {
  const ChildSignal children;
  Supervisor(options_, items, handler, cancelled).run();
}

}  // namespace ophamin::execution
