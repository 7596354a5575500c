// SPDX-License-Identifier: Apache-2.0
//
// A handler that remembers.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <ophamin/execution/engine.hpp>

namespace ophamin::test {

class NoteHandler final : public execution::WorkHandler {
 public:
  void on_start(std::size_t index) override { started.push_back(index); }
  std::optional<execution::Frame> on_frame(std::size_t index, execution::Frame frame) override {
    if (before_frame) before_frame(index, frame);
    if (frame.type == execution::FrameType::kStatement) {
      if (frame.payload == "refuse") throw std::runtime_error("the handler refuses");
      return execution::Frame{execution::FrameType::kProceed, "answer to " + frame.payload};
    }
    if (execution::is_final(frame.type)) results[index] = frame.payload;
    return std::nullopt;
  }
  void on_end(std::size_t index, const execution::WorkEnd& end) override {
    ends[index] = end;
    order.push_back(index);
  }

  std::function<void(std::size_t, const execution::Frame&)> before_frame{};
  std::vector<std::size_t> started{};
  std::vector<std::size_t> order{};
  std::map<std::size_t, std::string> results{};
  std::map<std::size_t, execution::WorkEnd> ends{};
};

}  // namespace ophamin::test
