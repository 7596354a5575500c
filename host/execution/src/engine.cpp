// SPDX-License-Identifier: Apache-2.0
#include <ophamin/execution/engine.hpp>

#include <utility>

namespace ophamin::execution {

std::string_view to_string(EndKind kind) noexcept {
  switch (kind) {
    case EndKind::kDone: return "done";
    case EndKind::kCrashed: return "crashed";
    case EndKind::kExited: return "exited";
    case EndKind::kTimeLimit: return "time limit";
    case EndKind::kMemoryLimit: return "memory limit";
    case EndKind::kProtocolBroken: return "protocol broken";
    case EndKind::kNotStarted: return "not started";
    case EndKind::kCancelled: return "cancelled";
  }
  return "unknown";
}

void InlineEngine::run(std::span<const WorkItem> items, WorkHandler& handler, const std::atomic<bool>& cancelled) {
  for (const auto& item : items) {
    if (cancelled.load()) return;
    handler.on_start(item.index);
    const auto begin = std::chrono::steady_clock::now();
    WorkEnd end;
    std::optional<FrameType> last;
    try {
      work_(item, [&](Frame frame) {
        if (is_final(frame.type)) last = frame.type;
        return handler.on_frame(item.index, std::move(frame));
      });
      if (cancelled.load() && last != FrameType::kResult) {
        end.kind = EndKind::kCancelled;
      } else if (!last) {
        end.kind = EndKind::kProtocolBroken;
        end.reason = "the work ended without a result";
      }
    } catch (const std::exception& error) {
      end.kind = EndKind::kProtocolBroken;
      end.reason = error.what();
    }
    end.wall = std::chrono::steady_clock::now() - begin;
    handler.on_end(item.index, end);
  }
}

}  // namespace ophamin::execution
