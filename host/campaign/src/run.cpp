// SPDX-License-Identifier: Apache-2.0
#include <ophamin/campaign/run.hpp>

#include <algorithm>
#include <memory>
#include <utility>

#include <ophamin/campaign/plugin_set.hpp>
#include <ophamin/execution/process_engine.hpp>
#include <ophamin/lineage/run_id.hpp>
#include <ophamin/records/codec.hpp>
#include <ophamin/storage/files.hpp>
#include <ophamin/version.hpp>

#include "instrumenting_phase.hpp"
#include "job_maker.hpp"
#include "ledger.hpp"
#include "lineage_entries.hpp"
#include "lineage_recorder.hpp"
#include "output_folder.hpp"
#include "phases.hpp"
#include "shard_handler.hpp"
#include "shard_work.hpp"
#include "worker_job.hpp"

namespace ophamin::campaign {

namespace {

std::unique_ptr<execution::Engine> make_engine(const RunRequest& request, const std::atomic<bool>& cancelled) {
  const auto& execution = request.manifest->execution;
  if (execution.isolation == Isolation::kNone) {
    return std::make_unique<execution::InlineEngine>(
        [&request, &cancelled](const execution::WorkItem& item, const execution::InlineEngine::Exchange& exchange) {
          const auto job = WorkerJob::decode(item.job);
          (void)exchange(run_to_frame(job.shard, *request.registry, exchange, &cancelled));
        });
  }
  return std::make_unique<execution::ProcessEngine>(
      execution::ProcessOptions{.command = request.worker_command,
                                // The keys, and where they are kept, are no business of a guest.
                                .hidden_variables = {"OPHAMIN_SIGN_KEY_FILE", "OPHAMIN_SIGNING_KEY", "OPHAMIN_KEYSTORE"},
                                .jobs = execution.jobs,
                                .time_limit = execution.time_limit,
                                .memory_limit = execution.memory_limit});
}

/// Runs what is not finished yet; outcomes of all shards that were reached, in the order of the plan.
std::vector<ShardOutcome> measure(const RunRequest& request, const Plan& plan, const std::filesystem::path& out,
                                  std::map<std::size_t, ShardOutcome> finished, LineageRecorder& lineage, RunObserver& observer,
                                  const std::atomic<bool>& cancelled) {
  ShardHandler handler(request, plan, out, lineage, observer, cancelled);
  const auto preferences = preferences_of(*request.manifest);
  std::vector<execution::WorkItem> items;
  for (const auto& shard : plan.shards) {
    if (finished.contains(shard.index)) continue;
    auto job = job_to_run(job_as_written(shard, *request.manifest, request.verify_determinism), *request.manifest,
                          *request.registry, out / "traces" / (shard.id + ".jsonl"));
    auto plugins = plugins_for(job, *request.registry);
    items.push_back({shard.index, WorkerJob{std::move(job), std::move(plugins), preferences}.encode()});
  }
  if (!items.empty()) storage::ensure_directory(out / "traces");
  make_engine(request, cancelled)->run(items, handler, cancelled);
  finished.merge(handler.outcomes());
  std::vector<ShardOutcome> outcomes;
  for (auto& [index, outcome] : finished) outcomes.push_back(std::move(outcome));
  return outcomes;
}

std::string target_commit_of(const std::vector<ShardOutcome>& outcomes, const std::string& target) {
  for (const auto& outcome : outcomes) {
    if (outcome.proof && outcome.proof->data.substrate_name == target) return outcome.proof->data.substrate_git_commit;
  }
  for (const auto& outcome : outcomes) {
    if (outcome.proof) return outcome.proof->data.substrate_git_commit;
  }
  return {};
}

}  // namespace

int CampaignOutcome::exit_code() const noexcept {
  const bool errored = std::any_of(shards.begin(), shards.end(), [](const ShardOutcome& shard) { return !shard.proof; });
  return errored || record.any_failed() ? 1 : 0;
}

CampaignOutcome run_campaign(const RunRequest& request, RunObserver& observer, const std::atomic<bool>& cancelled) {
  const auto plan = select_scenarios(build_plan(*request.manifest), request.only);
  const OutputFolder folder(request.out, plan, *request.registry, request.resume,
                            lineage::make_run_id(records::Json(campaign_config(request))), observer);
  const auto& out = folder.path();

  std::map<std::size_t, ShardOutcome> finished;
  if (request.resume) {
    const Ledger ledger(out);
    for (const auto& shard : plan.shards) {
      auto outcome = ledger.finished(shard, request.key);
      if (outcome && (outcome->proof || !request.retry_errored)) finished.emplace(shard.index, std::move(*outcome));
    }
  }
  observer.on_plan(plan, finished.size(), out);

  CampaignOutcome result;
  result.out = out;
  auto& record = result.record;
  record.target_name = request.manifest->campaign.target;
  record.started_at = folder.started_at();
  record.ophamin_version = kVersion;
  record.ophamin_git_commit = kGitCommit;
  LineageRecorder lineage(request, plan, out, folder.run_id());
  lineage.begin(record, folder.moved());
  result.run_id = folder.run_id();

  const auto phase = [&](std::string_view wheel, const std::function<void(records::CampaignPhase&)>& body) {
    record.phases.push_back(run_phase(wheel, observer, body));
  };
  phase("seeing", [](auto&) {
    throw PhaseSkipped{"this host discovers nothing about the target's sources; corpora and substrates were opened by measuring"};
  });
  phase("measuring", [&](auto& p) {
    result.shards = measure(request, plan, out, std::move(finished), lineage, observer, cancelled);
    measuring_phase(p, result.shards, out);
  });
  lineage.settle(record, result.shards);
  if (cancelled.load()) {
    lineage.end(record, result.shards, "INTERRUPTED");
    result.lineage_problems = lineage.problems();
    result.cancelled = true;
    return result;
  }
  record.target_git_commit = target_commit_of(result.shards, record.target_name);
  phase("comparing", [&](auto& p) {
    const auto family = comparing_phase(p, *request.manifest, out);
    record.multiplicity_correction_method = comparing::to_string(family.method);
    for (const auto& claim : family.results) record.corrected_verdicts.emplace_back(claim.claim_id, claim.corrected_verdict);
  });
  phase("instrumenting", [&](auto& p) { instrumenting_phase(p, plan, result.shards, out); });
  phase("auditing", [](auto&) { throw PhaseSkipped{"the manifest of this version names no auditor to run"}; });
  phase("reporting", [&](auto& p) {
    reporting_phase(p, request, record, result.shards, out);
    for (auto& member : lineage.summary()) p.summary.set(member.key, std::move(member.value));
  });
  record.completed_at = records::now_utc();
  record.sign(request.key);
  records::dump(record, out / "CAMPAIGN.json");
  lineage.end(record, result.shards, "FINISHED");
  result.lineage_problems = lineage.problems();
  return result;
}

}  // namespace ophamin::campaign
