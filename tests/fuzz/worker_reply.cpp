// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as what a worker says: its claim, its result, its failure. A guest shares the worker's memory, so the host takes
// nothing for granted that comes from there.
#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/measuring/shard_result.hpp>
#include <ophamin/measuring/statement.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/json_parser.hpp>

#include "diagnostic_codec.hpp"
#include "fuzz.hpp"
#include "worker_job.hpp"

using namespace ophamin;
using diagnostics::ErrorCode;
using fuzz::require;

namespace {

template <typename Message>
void check(const records::Json& json) {
  try {
    const records::Json once = Message::from_json(json).to_json();
    require(records::canonical(Message::from_json(once).to_json()) == records::canonical(once), "what was understood is written and read the same");
  } catch (const diagnostics::Error& error) {
    require(error.code() == ErrorCode::kShardProtocolBroken, "what is not understood is a broken protocol");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  try {
    const auto job = campaign::WorkerJob::decode(text);
    require(campaign::WorkerJob::decode(job.encode()).encode() == job.encode(), "a job is written and read the same");
  } catch (const diagnostics::Error& error) {
    require(error.code() == ErrorCode::kShardProtocolBroken || error.code() == ErrorCode::kJsonSyntax || error.code() == ErrorCode::kJsonLimit,
            "what is no job is a broken protocol");
  }
  records::Json json;
  try {
    json = records::parse_json(text);
  } catch (const diagnostics::Error&) {
    return 0;
  }
  check<measuring::Statement>(json);
  check<measuring::ShardResult>(json);
  check<measuring::ShardJob>(json);
  require(!campaign::decode_diagnostics(json).empty() || (json.is_array() && json.as_array().empty()), "a failure is never lost");
  return 0;
}
