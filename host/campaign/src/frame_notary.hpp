// SPDX-License-Identifier: Apache-2.0
//
// The notary as a runner sees it through frames: in a worker over its channel, in the host by a call.
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include <ophamin/execution/frame.hpp>
#include <ophamin/measuring/notary.hpp>

namespace ophamin::campaign {

class FrameNotary final : public measuring::Notary {
 public:
  /// Sends a frame, and gives the answer if the frame is one that waits for it.
  using Exchange = std::function<std::optional<execution::Frame>(execution::Frame frame)>;
  explicit FrameNotary(Exchange exchange) : exchange_(std::move(exchange)) {}

  void preregister(const measuring::Statement& statement) override;
  void progress(std::uint64_t done, std::uint64_t total) override;
  void log(oph_log_level_t level, std::string_view component, std::string_view line) override;

 private:
  Exchange exchange_;
};

}  // namespace ophamin::campaign
