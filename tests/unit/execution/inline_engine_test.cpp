// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <stdexcept>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "note_handler.hpp"

using namespace ophamin::execution;
using ophamin::test::NoteHandler;

TEST_CASE("items are done one after the other in this process") {
  NoteHandler handler;
  std::atomic<bool> cancelled{false};
  InlineEngine engine([](const WorkItem& item, const InlineEngine::Exchange& exchange) {
    if (item.job == "ask") {
      const auto answer = exchange({FrameType::kStatement, "s"});
      exchange({FrameType::kResult, answer->payload});
    } else if (item.job == "throw") {
      throw std::runtime_error("no");
    } else if (item.job != "nothing") {
      exchange({FrameType::kResult, item.job});
    }
  });
  engine.run(std::vector<WorkItem>{{3, "a"}, {5, "ask"}, {7, "throw"}, {8, "nothing"}, {9, "b"}}, handler, cancelled);
  CHECK(handler.started == std::vector<std::size_t>{3, 5, 7, 8, 9});
  CHECK(handler.ends.at(3).kind == EndKind::kDone);
  CHECK(handler.results.at(5) == "answer to s");
  CHECK(handler.ends.at(7).kind == EndKind::kProtocolBroken);
  CHECK(handler.ends.at(7).reason == "no");
  CHECK(handler.ends.at(8).reason == "the work ended without a result");
  CHECK(handler.results.at(9) == "b");
}

TEST_CASE("once cancelled, nothing is started, and what fails was cancelled") {
  NoteHandler handler;
  std::atomic<bool> cancelled{false};
  InlineEngine engine([&](const WorkItem& item, const InlineEngine::Exchange& exchange) {
    cancelled = item.job != "early";
    exchange({item.job == "finishes" ? FrameType::kResult : FrameType::kFailure, "x"});
  });
  engine.run(std::vector<WorkItem>{{0, "early"}, {1, "fails"}, {2, "never"}}, handler, cancelled);
  CHECK(handler.ends.at(0).kind == EndKind::kDone);
  CHECK(handler.ends.at(1).kind == EndKind::kCancelled);
  CHECK(handler.ends.count(2) == 0);
  cancelled = false;
  engine.run(std::vector<WorkItem>{{3, "finishes"}, {4, "never"}}, handler, cancelled);
  CHECK(handler.ends.at(3).kind == EndKind::kDone);
  CHECK(handler.ends.count(4) == 0);
}
