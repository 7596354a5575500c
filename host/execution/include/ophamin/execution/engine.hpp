// SPDX-License-Identifier: Apache-2.0
//
// Where shards run. An engine gets items of work and tells a handler what happens to each; it knows nothing of what an
// item means. Worker processes on this machine are one engine (process_engine.hpp); this process itself is another.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include <ophamin/execution/frame.hpp>

namespace ophamin::execution {

struct WorkItem {
  std::size_t index = 0;  ///< the caller's
  std::string job;        ///< payload of the job frame
};

enum class EndKind : std::uint8_t {
  kDone,            ///< a final frame came and was accepted
  kCrashed,         ///< ended by a signal
  kExited,          ///< ended itself without a final frame
  kTimeLimit,
  kMemoryLimit,
  kProtocolBroken,  ///< frames that are none, out of order, or refused by the handler
  kNotStarted,      ///< the worker could not be started
  kCancelled,
};

/// "done", "crashed", ...
std::string_view to_string(EndKind kind) noexcept;

struct WorkEnd {
  EndKind kind = EndKind::kDone;
  int signal = 0;            ///< kCrashed
  std::string signal_name{};   ///< "SIGSEGV"
  int exit_code = 0;         ///< kExited
  std::string reason{};        ///< kProtocolBroken, kNotStarted: in words
  std::string output_tail{};   ///< the last of what the worker wrote to stdout and stderr
  std::chrono::nanoseconds wall{0};
  std::uint64_t peak_rss = 0;  ///< bytes, as far as it is known
};

/// What happens to the items. Called from the thread that called Engine::run. An exception from on_frame ends the item
/// with kProtocolBroken and its text; other exceptions end the whole run.
class WorkHandler {
 public:
  virtual ~WorkHandler() = default;
  virtual void on_start(std::size_t index) = 0;
  /// The answer to send, if any. A final frame gets none.
  virtual std::optional<Frame> on_frame(std::size_t index, Frame frame) = 0;
  /// Once per started item, last.
  virtual void on_end(std::size_t index, const WorkEnd& end) = 0;
};

class Engine {
 public:
  virtual ~Engine() = default;
  /// Runs all items, in order of start, and returns when each has ended. Once `cancelled` is set, no item is started,
  /// and those that run end with kCancelled.
  virtual void run(std::span<const WorkItem> items, WorkHandler& handler, const std::atomic<bool>& cancelled) = 0;
};

/// This process, one item after the other: for debugging. A crash here is a crash of the host, and there are no limits.
class InlineEngine final : public Engine {
 public:
  /// Does one item's work: sends frames by calling `exchange`, which gives the answer if there is one.
  using Exchange = std::function<std::optional<Frame>(Frame)>;
  using Work = std::function<void(const WorkItem& item, const Exchange& exchange)>;
  explicit InlineEngine(Work work) : work_(std::move(work)) {}
  void run(std::span<const WorkItem> items, WorkHandler& handler, const std::atomic<bool>& cancelled) override;

 private:
  Work work_;
};

}  // namespace ophamin::execution
