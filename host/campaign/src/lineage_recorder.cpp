// SPDX-License-Identifier: Apache-2.0
#include "lineage_recorder.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include <ophamin/diagnostics/diagnostic.hpp>

#include "lineage_entries.hpp"

namespace ophamin::campaign {

using diagnostics::Diagnostic;
using records::Json;

namespace {

// While shards run, their workers wait for this thread; at the end nobody does.
constexpr std::chrono::milliseconds kPatienceMeanwhile{2'000};
constexpr std::size_t kRunsAtOnce = 1'000;

std::vector<Diagnostic> as_warnings(std::vector<Diagnostic> problems) {
  for (auto& problem : problems) problem.severity = diagnostics::Severity::kWarning;
  return problems;
}

}  // namespace

LineageRecorder::LineageRecorder(const RunRequest& request, const Plan& plan, const std::filesystem::path& out, std::string run_id)
    : request_(request), plan_(plan), out_(out), run_id_(std::move(run_id)) {}

template <typename Action>
void LineageRecorder::attempt(std::chrono::milliseconds patience, Action&& action) {
  try {
    if (!store_) store_.emplace(lineage::Store::open(*request_.lineage, patience));
    action();
    problems_.clear();
  } catch (const diagnostics::Error& error) {
    problems_ = as_warnings(error.diagnostics());
  } catch (const std::exception& error) {
    problems_ = as_warnings({{.code = diagnostics::ErrorCode::kFileUnwritable,
                              .message = error.what(),
                              .place = {.file = request_.lineage->string()}}});
  }
  // Another connection, with more patience, may do better.
  if (!problems_.empty()) store_.reset();
}

void LineageRecorder::note_moved() {
  if (moved_) store_->relocate(moved_->first, moved_->second);
  moved_.reset();
}

std::vector<std::string> LineageRecorder::chain_of(const Shard& shard) const {
  if (!is_on()) return {};
  return {shard_run_id(shard, shard_config(shard, request_), run_id_), run_id_};
}

void LineageRecorder::begin(const records::CampaignRecord& record,
                            std::optional<std::pair<std::string, std::filesystem::path>> moved) {
  if (!is_on()) return;
  moved_ = std::move(moved);
  attempt(kPatienceMeanwhile, [&] {
    note_moved();
    store_->record(campaign_entry(request_, run_id_, out_, record, {}, "STARTED"));
  });
}

void LineageRecorder::shard_ended(const Shard& shard, const ShardOutcome& outcome) {
  if (!is_on() || !problems_.empty()) return;
  attempt(kPatienceMeanwhile, [&] {
    store_->record(shard_entry(shard, outcome, request_, run_id_, out_));
    recorded_.insert(shard.index);
  });
}

void LineageRecorder::settle(const records::CampaignRecord& record, const std::vector<ShardOutcome>& outcomes) {
  if (!is_on()) return;
  attempt(lineage::Store::kPatience, [&] {
    note_moved();
    if (!store_->holds(run_id_, {})) store_->record(campaign_entry(request_, run_id_, out_, record, {}, "STARTED"));
    std::map<std::size_t, const Shard*> shards;
    for (const auto& shard : plan_.shards) shards.emplace(shard.index, &shard);
    std::vector<const ShardOutcome*> missing;
    for (const auto& outcome : outcomes) {
      if (recorded_.contains(outcome.index)) continue;
      const auto id = chain_of(*shards.at(outcome.index)).front();
      if (!store_->holds(id, outcome.proof ? outcome.proof->id() : std::string{})) missing.push_back(&outcome);
    }
    for (std::size_t begin = 0; begin < missing.size(); begin += kRunsAtOnce) {
      store_->record_all(std::min(kRunsAtOnce, missing.size() - begin), [&](std::size_t i) {
        const auto& outcome = *missing[begin + i];
        return shard_entry(*shards.at(outcome.index), outcome, request_, run_id_, out_);
      });
    }
  });
}

void LineageRecorder::end(const records::CampaignRecord& record, const std::vector<ShardOutcome>& outcomes,
                          std::string_view outcome) {
  if (!is_on() || !problems_.empty()) return;
  attempt(lineage::Store::kPatience,
          [&] { store_->record(campaign_entry(request_, run_id_, out_, record, outcomes, outcome)); });
}

records::JsonObject LineageRecorder::summary() const {
  if (!is_on()) return {{"lineage", "off"}};
  if (problems_.empty()) return {{"lineage", "recorded"}, {"run_id", run_id_}};
  const auto& first = problems_.front();
  return {{"lineage", fmt::format("{}: {}", diagnostics::describe(first.code).name, first.message)}, {"run_id", run_id_}};
}

}  // namespace ophamin::campaign
