// SPDX-License-Identifier: Apache-2.0
#include "frame_notary.hpp"

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/canonical.hpp>

namespace ophamin::campaign {

using execution::FrameType;
using records::Json;
using records::JsonObject;

void FrameNotary::preregister(const measuring::Statement& statement) {
  const auto answer = exchange_({FrameType::kStatement, records::canonical(statement.to_json())});
  if (!answer || answer->type != FrameType::kProceed) {
    throw diagnostics::Error({.code = diagnostics::ErrorCode::kShardProtocolBroken,
                              .message = "the host did not confirm the pre-registration"});
  }
}

void FrameNotary::progress(std::uint64_t done, std::uint64_t total) {
  (void)exchange_({FrameType::kProgress, records::canonical(Json(JsonObject{{"done", Json(done)}, {"total", Json(total)}}))});
}

void FrameNotary::log(oph_log_level_t level, std::string_view component, std::string_view line) {
  (void)exchange_({FrameType::kLog, records::canonical(Json(JsonObject{
                                        {"level", Json(level)}, {"component", component}, {"line", line}}))});
}

}  // namespace ophamin::campaign
