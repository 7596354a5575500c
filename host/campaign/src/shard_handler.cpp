// SPDX-License-Identifier: Apache-2.0
#include "shard_handler.hpp"

#include <algorithm>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <ophamin/guests/json_bridge.hpp>
#include <ophamin/guests/plugin_errors.hpp>
#include <ophamin/guests/text.hpp>
#include <ophamin/measuring/preregistration.hpp>
#include <ophamin/measuring/proof_builder.hpp>
#include <ophamin/records/attestation.hpp>
#include <ophamin/records/bundle.hpp>
#include <ophamin/records/json_parser.hpp>

#include "diagnostic_codec.hpp"
#include "instrumenting_phase.hpp"
#include "job_maker.hpp"
#include "shard_end.hpp"

namespace ophamin::campaign {

using diagnostics::Diagnostic;
using diagnostics::Error;
using diagnostics::ErrorCode;
using execution::EndKind;
using execution::Frame;
using execution::FrameType;
using records::Json;

namespace {

[[noreturn]] void broken(std::string what) {
  throw Error({.code = ErrorCode::kShardProtocolBroken, .message = "the worker sent " + std::move(what)});
}

/// The payload of a frame.
Json payload_of(const Frame& frame) {
  try {
    return records::parse_json(frame.payload);
  } catch (const Error& error) {
    broken(fmt::format("a frame that is no JSON: {}", error.diagnostics().front().message));
  }
}

std::uint64_t natural(const Json& json, std::string_view key) {
  const auto* value = json.find(key);
  if (value == nullptr || !value->is_int() || value->as_int() < 0) broken(fmt::format("a frame without the count '{}'", key));
  return static_cast<std::uint64_t>(value->as_int());
}

std::string text(const Json& json, std::string_view key) {
  const auto* value = json.find(key);
  if (value == nullptr || !value->is_string()) broken(fmt::format("a frame without the text '{}'", key));
  return value->as_string();
}

}  // namespace

ShardHandler::ShardHandler(const RunRequest& request, const Plan& plan, const std::filesystem::path& out, LineageRecorder& lineage,
                           RunObserver& observer, const std::atomic<bool>& cancelled)
    : request_(request),
      out_(out),
      lineage_(lineage),
      observer_(observer),
      cancelled_(cancelled),
      ledger_(out),
      hasher_(seeing::HashCache(request.manifest->execution.hash_cache == HashCacheUse::kOff ? std::nullopt : request.hash_cache)),
      environment_(measuring::environment_lock(*request.registry)) {
  for (const auto& shard : plan.shards) shards_.emplace(shard.index, &shard);
  for (const auto* plugin : request.registry->plugins()) digests_.emplace_back(plugin->id, plugin->sha256);
  std::sort(digests_.begin(), digests_.end());
}

const Shard& ShardHandler::shard_at(std::size_t index) const { return *shards_.at(index); }

const registry::Component& ShardHandler::corpus_of(const Shard& shard) const {
  return guests::get_component(*request_.registry, OPH_CORPUS, shard.corpus.use);
}

void ShardHandler::on_start(std::size_t index) {
  const auto& shard = shard_at(index);
  running_.insert_or_assign(index, Running{job_as_written(shard, *request_.manifest, request_.verify_determinism)});
  observer_.on_shard_start(shard);
}

std::optional<Frame> ShardHandler::on_frame(std::size_t index, Frame frame) {
  auto& running = running_.at(index);
  const auto& shard = shard_at(index);
  try {
    switch (frame.type) {
      case FrameType::kStatement:
        preregister(running, shard, payload_of(frame));
        return Frame{FrameType::kProceed, "{}"};
      case FrameType::kProgress: {
        const auto json = payload_of(frame);
        observer_.on_shard_progress(shard, natural(json, "done"), natural(json, "total"));
        return std::nullopt;
      }
      case FrameType::kLog: {
        const auto json = payload_of(frame);
        observer_.on_log(shard, static_cast<std::uint32_t>(natural(json, "level")), guests::printable(text(json, "component")),
                         guests::printable(text(json, "line")));
        return std::nullopt;
      }
      case FrameType::kResult:
        if (!running.statement) broken("a result before it stated its claim");
        running.result = measuring::ShardResult::from_json(payload_of(frame));
        return std::nullopt;
      case FrameType::kFailure:
        running.problems = decode_diagnostics(payload_of(frame));
        return std::nullopt;
      case FrameType::kJob:
      case FrameType::kProceed: break;
    }
    broken("a frame that only the host sends");
  } catch (const Error& error) {
    running.problems = error.diagnostics();
    throw;
  }
}

void ShardHandler::preregister(Running& running, const Shard& shard, const Json& payload) {
  if (running.statement) broken("its claim twice");
  auto statement = measuring::Statement::from_json(payload);
  if (!statement.files && statement.record_hash.size() != 64) broken("a statement without a hash of the data");
  auto data_hash = statement.files ? hash_data(running, shard, statement) : statement.record_hash;
  const auto config = measuring::config_document(running.written, statement, digests_);
  running.preregistration = measuring::make_preregistration(
      statement, config, data_hash, guests::from_boost(point_object(shard.point)).as_object());
  running.attempt = measuring::write_preregistration(out_ / "preregistrations", running.written, statement, config,
                                                     running.preregistration);
  running.statement = std::move(statement);
}

std::string ShardHandler::hash_data(Running& running, const Shard& shard, const measuring::Statement& statement) {
  const auto& corpus = corpus_of(shard);
  auto taken = hasher_.take(*statement.files, &cancelled_);
  for (const auto& warning : hasher_.save_cache()) observer_.on_note(warning.message + " (" + warning.place.file + ")");
  running.data_hash_source = taken.from_cache.empty() ? "bytes" : "cache";
  if (!taken.from_cache.empty()) {
    const bool idle_core = running_.size() < std::thread::hardware_concurrency();
    if (idle_core || request_.manifest->execution.hash_cache == HashCacheUse::kCheck) {
      running.recheck = std::make_unique<measuring::DataRecheck>(*statement.files, taken);
    }
  }
  running.files = std::move(taken.identities);
  if (!corpus.meta("reference_hash").empty()) running.file_digests = taken.digests;
  return seeing::content_hash(seeing::hash_rule_of(corpus), std::move(taken.digests));
}

void ShardHandler::settle_recheck(Running& running, const std::string& corpus) {
  if (!running.recheck) return;
  const bool waits = request_.manifest->execution.hash_cache == HashCacheUse::kCheck;
  if (!waits && !running.recheck->is_over()) return running.recheck.reset();
  std::vector<std::string> wrong;
  for (const auto& file : running.recheck->wait()) {
    if (file.agrees) {
      hasher_.confirm(file.identity);
    } else {
      hasher_.forget(file.path, file.identity);
      wrong.push_back(file.path);
    }
  }
  running.data_hash_source = "cache+bytes";
  if (wrong.empty()) return;
  (void)hasher_.save_cache();
  throw Error({.code = ErrorCode::kDataMismatch,
               .message = fmt::format("the bytes of corpus {} are not those that the cache of content hashes had: {}", corpus,
                                      fmt::join(wrong, ", ")),
               .expected = "files whose place, size and times say whether they changed",
               .mend = "run again: the entries were removed; where files change without a trace, set hash_cache = \"off\" in [execution]",
               .place = {.path = "corpus " + corpus}});
}

void ShardHandler::on_end(std::size_t index, const execution::WorkEnd& end) {
  const auto& shard = shard_at(index);
  auto running = std::move(running_.extract(index).mapped());
  ShardOutcome outcome;
  outcome.index = index;
  outcome.shard_id = shard.id;
  outcome.scenario = shard.scenario.name;
  outcome.point = point_text(shard.point);
  outcome.output_tail = guests::printable(end.output_tail);
  outcome.seconds = std::chrono::duration<double>(end.wall).count();
  try {
    conclude(running, shard, end, outcome);
  } catch (const Error& error) {
    outcome.problems = error.diagnostics();
  } catch (const std::exception& error) {
    outcome.problems = {{.code = ErrorCode::kInternalError, .message = error.what()}};
  }
  if (!outcome.problems.empty()) {
    outcome.proof.reset();
    outcome.bundle.clear();
  }
  // A shard that was cancelled has not happened: it is run again on --resume. So is one whose end cannot be written down.
  if (!outcome.proof && end.kind != EndKind::kCancelled) {
    try {
      ledger_.note_errored(outcome);
    } catch (const Error& error) {
      for (const auto& problem : error.diagnostics()) outcome.problems.push_back(problem);
    }
  }
  if (end.kind != EndKind::kCancelled) lineage_.shard_ended(shard, outcome);
  observer_.on_shard_end(shard, outcome);
  if (end.kind != EndKind::kCancelled) outcomes_.insert_or_assign(index, std::move(outcome));
}

void ShardHandler::conclude(Running& running, const Shard& shard, const execution::WorkEnd& end, ShardOutcome& outcome) {
  if (end.kind != EndKind::kDone) {
    // The handler's own words say more than the engine's, which only knows that a frame was refused.
    auto problems = end.kind == EndKind::kProtocolBroken ? std::move(running.problems) : std::vector<Diagnostic>{};
    if (problems.empty()) problems.push_back(describe_end(end, shard.id, request_.manifest->execution));
    throw Error(std::move(problems));
  }
  if (!running.result) {
    if (running.problems.empty()) running.problems.push_back(describe_end(end, shard.id, request_.manifest->execution));
    throw Error(std::move(running.problems));
  }
  outcome.cycles = running.result->cycles;
  outcome.failed_cycles = running.result->failed;
  const auto& statement = *running.statement;
  std::vector<std::string> changed;
  if (statement.files) {
    changed = measuring::DataHasher::changed(*statement.files, running.files);
  } else if (running.result->record_hash != statement.record_hash) {
    changed.push_back("the records that the corpus delivered");
  }
  if (!changed.empty()) {
    throw Error({.code = ErrorCode::kGuestBrokePromise,
                 .message = fmt::format("the data of corpus {} changed while the shard ran: {}", statement.corpus_name,
                                        fmt::join(changed, ", ")),
                 .expected = "the data that was pre-registered",
                 .mend = "run again once nothing writes to the data",
                 .place = {.path = "corpus " + statement.corpus_name}});
  }
  settle_recheck(running, statement.corpus_name);
  write_bundle(running, shard, outcome);
}

std::vector<const registry::Plugin*> ShardHandler::plugins_of(const Shard& shard, const measuring::ShardResult& result) const {
  std::vector<std::pair<oph_kind_t, std::string>> used{{OPH_SCENARIO, shard.scenario.use}, {OPH_CORPUS, shard.corpus.use}};
  if (shard.substrate) used.emplace_back(OPH_SUBSTRATE, shard.substrate->use);
  for (const auto& row : result.evidence) used.emplace_back(OPH_PILLAR, row.pillar);
  std::vector<const registry::Plugin*> plugins;
  for (const auto& [kind, name] : used) {
    const auto* component = request_.registry->find(kind, name);
    if (component == nullptr || std::find(plugins.begin(), plugins.end(), component->plugin) != plugins.end()) continue;
    plugins.push_back(component->plugin);
  }
  return plugins;
}

void ShardHandler::write_bundle(Running& running, const Shard& shard, ShardOutcome& outcome) {
  outcome.proof = measuring::build_proof({.job = running.written,
                                          .statement = *running.statement,
                                          .preregistration = running.preregistration,
                                          .attempt = running.attempt,
                                          .result = *running.result,
                                          .data_hash_source = running.data_hash_source,
                                          .reference_hash = seeing::reference_hash(
                                              corpus_of(shard), running.statement->corpus_revision,
                                              running.result->corpus_records, running.file_digests),
                                          .environment = environment_,
                                          .plugins = plugins_of(shard, *running.result),
                                          .lineage = lineage_.chain_of(shard),
                                          .command = fmt::format("{} --only {}", request_.command, shard.scenario.name)},
                                         request_.key);
  if (request_.attester) records::attest(*outcome.proof, request_.attester->author, request_.attester->key);
  const auto* scenario = request_.registry->find(OPH_SCENARIO, shard.scenario.use);
  records::BundleRequest bundle;
  bundle.root = out_ / "proofs";
  bundle.tier = scenario != nullptr ? scenario->meta("tier") : std::string{};
  bundle.scenario = shard.scenario.name;
  bundle.meaning = scenario != nullptr ? scenario->meta("explanation") : std::string{};
  bundle.formats.clear();
  bundle.formats.push_back(records::BundleFormat::kJson);
  const auto& formats = request_.manifest->formats;
  if (std::find(formats.begin(), formats.end(), ReportFormat::kMarkdown) != formats.end()) {
    bundle.formats.push_back(records::BundleFormat::kMarkdown);
  }
  if (running.result->resource_profile) keep_profile(out_, shard.id, *running.result->resource_profile);
  outcome.bundle = records::bundle_directory(*outcome.proof, bundle);
  ledger_.promise(outcome);
  records::write_bundle(*outcome.proof, bundle);
}

}  // namespace ophamin::campaign
