// SPDX-License-Identifier: Apache-2.0
#include "ledger.hpp"

#include <utility>

#include <fmt/format.h>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/codec.hpp>
#include <ophamin/records/json_parser.hpp>
#include <ophamin/records/verify.hpp>
#include <ophamin/storage/files.hpp>

#include "diagnostic_codec.hpp"

namespace ophamin::campaign {

using records::Json;
using records::JsonObject;

namespace {

const Json& member(const Json& entry, std::string_view key, const std::filesystem::path& path) {
  if (const auto* value = entry.find(key)) return *value;
  throw diagnostics::Error({.code = diagnostics::ErrorCode::kResumeMismatch,
                            .message = fmt::format("the ledger entry {} lacks '{}'", path.string(), key),
                            .mend = "remove the file; its shard is then run again",
                            .place = {.file = path.string()}});
}

}  // namespace

std::filesystem::path Ledger::path_of(const std::string& shard_id) const { return out_ / "shards" / (shard_id + ".json"); }

void Ledger::promise(const ShardOutcome& outcome) const { write(outcome); }

void Ledger::note_errored(const ShardOutcome& outcome) const { write(outcome); }

void Ledger::write(const ShardOutcome& outcome) const {
  storage::ensure_directory(out_ / "shards");
  JsonObject entry{{"shard", outcome.shard_id},
                   {"scenario", outcome.scenario},
                   {"point", outcome.point},
                   {"state", outcome.proof ? "proof" : "errored"},
                   {"proof_id", outcome.proof ? outcome.proof->id() : std::string{}},
                   {"bundle", outcome.proof ? std::filesystem::relative(outcome.bundle, out_).generic_string() : std::string{}},
                   {"cycles", Json(outcome.cycles)},
                   {"failed_cycles", Json(outcome.failed_cycles)},
                   {"seconds", Json(outcome.seconds)},
                   {"problems", outcome.proof ? Json(records::JsonArray{}) : encode_diagnostics(outcome.problems)},
                   {"output_tail", outcome.output_tail}};
  storage::write_file_atomic(path_of(outcome.shard_id), records::pretty(Json(std::move(entry))));
}

std::optional<ShardOutcome> Ledger::finished(const Shard& shard, const records::SigningKey& key) const {
  const auto path = path_of(shard.id);
  if (!std::filesystem::exists(path)) return std::nullopt;
  const auto entry = records::load_json(path);
  ShardOutcome outcome;
  outcome.index = shard.index;
  outcome.shard_id = shard.id;
  outcome.scenario = shard.scenario.name;
  outcome.point = point_text(shard.point);
  outcome.resumed = true;
  outcome.cycles = static_cast<std::uint64_t>(member(entry, "cycles", path).as_int());
  outcome.failed_cycles = static_cast<std::uint64_t>(member(entry, "failed_cycles", path).as_int());
  outcome.seconds = member(entry, "seconds", path).to_double();
  outcome.output_tail = member(entry, "output_tail", path).as_string();
  if (member(entry, "state", path).as_string() == "errored") {
    outcome.problems = decode_diagnostics(member(entry, "problems", path));
    return outcome;
  }
  outcome.bundle = out_ / member(entry, "bundle", path).as_string();
  const auto proof = outcome.bundle / "proof.json";
  if (!std::filesystem::exists(proof)) return std::nullopt;
  const auto report = records::verify_file(proof, key);
  if (!report.ok() || report.id != member(entry, "proof_id", path).as_string()) {
    throw diagnostics::Error(
        {.code = diagnostics::ErrorCode::kRecordSignatureError,
         .message = fmt::format("the proof of shard {} does not verify: {}", shard.id,
                                report.ok() ? "its id is not the one in the ledger" : report.problems.front().message),
         .mend = "resume with the key that the campaign was signed with; if the file was damaged, move its bundle away, and the shard is run again",
         .place = {.file = proof.string()}});
  }
  outcome.proof = records::load<records::EmpiricalProofRecord>(proof);
  return outcome;
}

}  // namespace ophamin::campaign
