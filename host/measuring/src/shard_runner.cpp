// SPDX-License-Identifier: Apache-2.0
#include <ophamin/measuring/shard_runner.hpp>

#include <algorithm>
#include <bit>
#include <chrono>
#include <memory>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/guests/plugin_errors.hpp>
#include <ophamin/guests/same_evidence.hpp>
#include <ophamin/guests/text.hpp>
#include <ophamin/measuring/field_contract.hpp>
#include <ophamin/measuring/scenario_session.hpp>
#include <ophamin/seeing/corpus_session.hpp>
#include <ophamin/seeing/id_check.hpp>
#include <ophamin/seeing/record_buffer.hpp>
#include <ophamin/seeing/substrate_session.hpp>

#include "cycle_recorder.hpp"
#include "run_columns.hpp"
#include "session_driver.hpp"
#include "substrate_determinism.hpp"

namespace ophamin::measuring {

using diagnostics::Error;
using diagnostics::ErrorCode;
using Clock = std::chrono::steady_clock;

namespace {

constexpr std::uint64_t kDefaultCycles = 1000;
constexpr std::uint64_t kDefaultBatch = 4096;
constexpr std::uint64_t kCorpusChunk = 1024;
constexpr auto kProgressEvery = std::chrono::milliseconds(100);
constexpr auto kGuestProgressEvery = std::chrono::milliseconds(500);

class ShardRun {
 public:
  ShardRun(const ShardJob& job, const registry::Registry& registry, Notary& notary, const std::atomic<bool>* cancelled)
      : job_(job), registry_(registry), notary_(notary) {
    environment_.registry = &registry;
    environment_.seed = job.seed;
    environment_.cancelled = cancelled;
    environment_.verify_determinism = job.verify_determinism;
    environment_.drafts.insert(job.drafts.begin(), job.drafts.end());
    environment_.log = [&notary](oph_log_level_t level, std::string_view component, std::string_view line) {
      notary.log(level, component, line);
    };
    // The host's own progress counts cycles; a guest's, within one of them, is a line of log.
    environment_.progress = [this](std::string_view component, std::uint64_t done, std::uint64_t total) {
      const auto now = Clock::now();
      if (now - last_guest_progress_ < kGuestProgressEvery) return;
      last_guest_progress_ = now;
      notary_.log(OPH_LOG_INFO, component, total == 0 ? fmt::format("{} done", done) : fmt::format("{} of {} done", done, total));
    };
  }

  ShardResult run() {
    prepare();
    notary_.preregister(state());
    started_ = Clock::now();
    recorder_->start();
    if (substrate_) recorder_->watch(*substrate_);
    if (scenario_->drives()) {
      drive();
    } else {
      stream();
    }
    return judge();
  }

 private:
  // ---- before any data

  void prepare() {
    scenario_.emplace(environment_, guests::get_component(registry_, OPH_SCENARIO, job_.scenario.use), job_.scenario.params);
    claim_ = scenario_->claim();
    plan_ = scenario_->plan();
    requests_ = scenario_->fields();
    planned_ = job_.n_cycles ? *job_.n_cycles : plan_.cycles != 0 ? plan_.cycles : kDefaultCycles;
    corpus_component_ = &guests::get_component(registry_, OPH_CORPUS, job_.corpus.use);
    std::vector<seeing::Field> declared;
    if (!is_static()) {
      if (!job_.substrate) {
        throw Error({.code = ErrorCode::kSubstrateUnavailable,
                     .message = fmt::format("scenario {} runs a substrate, and none is given", scenario_->component().name),
                     .mend = "declare a [substrate.NAME] and name it in the scenario"});
      }
      substrate_component_ = &guests::get_component(registry_, OPH_SUBSTRATE, job_.substrate->use);
      substrate_ = std::make_unique<seeing::SubstrateSession>(environment_, *substrate_component_, job_.substrate->params,
                                                              job_.cycle);
      declared = substrate_->fields();
      revision_ = substrate_->revision();
      contract_.emplace(requests_, declared, plan_.has(OPH_PLAN_KEEP_RAW),
                        FieldContract::Parties{scenario_->component().name, substrate_component_->name});
      check_pillar_columns(job_.pillars, declared, substrate_component_->name, job_.instrument.has_value());
    }
    recorder_.emplace(environment_, registry_,
                      CycleRecorder::Setup{.plan = &plan_,
                                           .requests = &requests_,
                                           .pillars = &job_.pillars,
                                           .contract = contract_ ? &*contract_ : nullptr,
                                           .declared = std::move(declared),
                                           .driven = scenario_->drives(),
                                           .planned = planned_,
                                           .trace_file = job_.trace_file,
                                           .instrument = is_static() ? std::nullopt : job_.instrument});
    if (substrate_ && !scenario_->drives()) buffers_ = recorder_->make_buffers(substrate_->guest());
    batch_ = plan_.batch != 0 ? plan_.batch : kDefaultBatch;
    if (!is_static() && recorder_->needs_single_cycles(substrate_component_->marks())) batch_ = 1;
  }

  Statement state() {
    corpus_.emplace(environment_, *corpus_component_, job_.corpus.params);
    Statement statement;
    statement.claim = claim_;
    statement.analysis_plan = plan_.analysis;
    statement.stopping_rule = plan_.stopping_rule;
    statement.is_static = is_static();
    statement.driven = scenario_->drives();
    statement.planned_cycles = planned_;
    statement.corpus_name = seeing::dataset_name(*corpus_component_);
    statement.corpus_kind = corpus_component_->meta("kind");
    statement.corpus_source = corpus_component_->meta("source");
    statement.files = corpus_->files();
    statement.corpus_revision = corpus_->revision();
    if (!statement.files) statement.record_hash = hash_records();
    // Delivered records are hashed where they stand for the data, and where the corpus is held to its promise.
    hashes_files_ = statement.files.has_value();
    if (!hashes_files_ || verifies(*corpus_component_)) delivered_hash_.emplace();
    if (is_static()) {
      // The system under test is the data itself.
      statement.substrate_name = corpus_component_->name;
      statement.substrate_revision = statement.corpus_revision;
    } else {
      const auto system = substrate_component_->meta("system");
      statement.substrate_name = system.empty() ? substrate_component_->name : system;
      statement.substrate_revision = revision_;
      statement.substrate_kind = substrate_component_->meta("kind");
    }
    return statement;
  }

  /// The hash of all records, by a reading of its own.
  std::string hash_records() {
    seeing::CorpusSession reading(environment_, *corpus_component_, job_.corpus.params);
    seeing::RecordHash hash;
    for (auto chunk = reading.next(kCorpusChunk); !chunk.empty(); chunk = reading.next(kCorpusChunk)) {
      for (const auto& record : chunk) hash.add(record);
      check_cancelled();
    }
    return hash.finish_hex();
  }

  // ---- selection

  bool enough() const noexcept { return selected_ >= planned_ || stopped_; }

  /// The next chunk of the corpus; false at its end.
  bool read_chunk() {
    chunk_ = corpus_->next(kCorpusChunk);
    if (delivered_hash_) {
      for (const auto& record : chunk_) delivered_hash_->add(record);
    }
    if (!enough()) check_ids();
    check_cancelled();
    return !chunk_.empty();
  }

  /// Of records that may be run. The rest is only counted, and `corpus verify` looks at all of them.
  void check_ids() {
    for (const auto& record : chunk_) {
      if (ids_.add(guests::view(record.id))) continue;
      throw Error({.code = ErrorCode::kGuestBrokePromise,
                   .message = fmt::format("corpus {} delivered two records with the id '{}'", corpus_component_->name,
                                          guests::printable(guests::view(record.id), 80)),
                   .expected = "an id for each record that no other has",
                   .mend = "mend the data, or have the corpus number its records instead of taking ids from the data",
                   .place = {.path = corpus_component_->label()}});
    }
  }

  /// Selected records of the current chunk, or what was held back at the end, into a buffer.
  void select_into(seeing::RecordBuffer& buffer, bool at_end) {
    const auto take = [&](const oph_record_t& record) {
      buffer.push(record);
      return ++selected_ < planned_;
    };
    if (at_end) {
      if (scenario_->selects() && !enough()) scenario_->select_end(take);
    } else if (scenario_->selects()) {
      scenario_->select(chunk_, take);
    } else {
      for (const auto& record : chunk_) {
        if (!take(record)) break;
      }
    }
  }

  // ---- running

  void stream() {
    // Exact batches where a stopping rule looks at every one of them; else records go through without a copy.
    const bool direct = !scenario_->selects() && !scenario_->stops_early();
    while (read_chunk()) {
      if (enough()) continue;  // the rest is only counted
      if (direct) {
        const auto part = chunk_.first(std::min<std::uint64_t>(chunk_.size(), planned_ - selected_));
        selected_ += part.size();
        run_all(part);
        continue;
      }
      select_into(pending_, false);
      run_pending(enough());
    }
    if (!direct && !stopped_) {
      select_into(pending_, true);
      run_pending(true);
    }
  }

  void run_pending(bool all) {
    while (!stopped_ && (pending_.size() >= batch_ || (all && !pending_.empty()))) {
      const auto part = pending_.views().first(std::min<std::uint64_t>(batch_, pending_.size()));
      run_batch(part);
      pending_.drop_front(part.size());
    }
  }

  void run_all(std::span<const oph_record_t> records) {
    while (!records.empty()) {
      const auto part = records.first(std::min<std::uint64_t>(batch_, records.size()));
      run_batch(part);
      records = records.subspan(part.size());
    }
  }

  void run_batch(std::span<const oph_record_t> records) {
    if (is_static()) {
      recorder_->take_records(records);
    } else {
      if (verifies(*substrate_component_)) sample_.offer(records, job_.substrate->params, job_.cycle);
      const auto time = substrate_->run(records, *buffers_);
      recorder_->take(records, *buffers_, time);
    }
    if (scenario_->stops_early()) stopped_ = scenario_->after_batch(recorder_->run(false));
    after_run();
  }

  void drive() {
    SessionDriver driver({.environment = &environment_,
                          .substrate = substrate_component_,
                          .job = &job_,
                          .recorder = &*recorder_,
                          .scenario = &scenario_->guest(),
                          .sample = verifies(*substrate_component_) ? &sample_ : nullptr,
                          .planned = planned_,
                          .refill =
                              [this](seeing::RecordBuffer& buffer) {
                                while (buffer.empty() && !corpus_ended_ && !enough()) {
                                  corpus_ended_ = !read_chunk();
                                  select_into(buffer, corpus_ended_);
                                }
                              },
                          .after_run = [this] { after_run(); }});
    substrate_.reset();  // it was opened to be described; a driven scenario opens its own
    scenario_->drive(driver.table());
    selected_ = driver.used();
    while (!corpus_ended_) corpus_ended_ = !read_chunk();  // counts the rest
  }

  void after_run() {
    check_cancelled();
    const auto now = Clock::now();
    if (now - last_progress_ < kProgressEvery) return;
    last_progress_ = now;
    notary_.progress(recorder_->rows(), planned_);
  }

  void check_cancelled() const {
    if (environment_.cancelled != nullptr && environment_.cancelled->load(std::memory_order_relaxed)) {
      throw Error({.code = ErrorCode::kCancelled, .message = fmt::format("shard {} was cancelled", job_.id)});
    }
  }

  // ---- judging

  ShardResult judge() {
    if (recorder_->rows() == 0) {
      throw Error({.code = ErrorCode::kNoRecordsSelected,
                   .message = fmt::format("scenario {} ran no cycle: of {} records of corpus {}, {} were selected",
                                          scenario_->component().name, corpus_->delivered(), corpus_component_->name, selected_),
                   .expected = "at least one selected record",
                   .mend = "see that the corpus has records, and that they fit what the scenario selects"});
    }
    ShardResult result;
    auto score = scenario_->score(recorder_->run(stopped_));
    if (verifies(scenario_->component())) verify_score(score);
    result.observed = score.observed;
    result.inconclusive = std::move(score.inconclusive);
    result.reasoning = std::move(score.reasoning);
    for (auto& row : score.evidence) result.evidence.push_back(std::move(row.evidence));
    recorder_->finish(result);
    if (contract_) result.contract_remarks = contract_->remarks();
    result.planned = planned_;
    result.stopped_early = stopped_;
    result.corpus_records = corpus_->delivered();
    result.invalid_utf8 = corpus_->invalid_utf8();
    result.skipped = corpus_->skipped().by_reason();
    result.selected = stopped_ ? recorder_->rows() : selected_;  // what was looked at ahead does not count
    result.pillar_calls = environment_.pillar_calls;
    if (delivered_hash_) result.record_hash = delivered_hash_->finish_hex();
    if (substrate_) result.substrate_state = substrate_->state();
    if (substrate_component_ != nullptr && verifies(*substrate_component_)) (void)sample_.verify(environment_, *substrate_component_);
    if (verifies(*corpus_component_) && hash_records() != result.record_hash) {
      broke_determinism(*corpus_component_, "two readings delivered different records");
    }
    if (hashes_files_) result.record_hash.clear();
    result.determinism_verified = job_.verify_determinism;
    result.total_ns = static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - started_).count());
    notary_.progress(recorder_->rows(), planned_);
    return result;
  }

  bool verifies(const registry::Component& component) const noexcept {
    return job_.verify_determinism && component.deterministic();
  }

  [[noreturn]] static void broke_determinism(const registry::Component& component, const std::string& how) {
    throw Error({.code = ErrorCode::kGuestBrokePromise,
                 .rule = "OPH-HOST-8",
                 .message = fmt::format("{} says it is deterministic, but {}", component.label(), how),
                 .mend = "draw every random number from the host's seed, or drop the deterministic flag",
                 .place = {.path = component.label()}});
  }

  /// A fresh instance must claim the same; one that keeps nothing of the run must also score it the same.
  void verify_score(const Score& score) {
    ScenarioSession again(environment_, scenario_->component(), job_.scenario.params);
    const auto claim = again.claim();
    const auto plan = again.plan();
    if (claim.statement != claim_.statement || claim.threshold.value != claim_.threshold.value || plan.analysis != plan_.analysis) {
      broke_determinism(scenario_->component(), "two instances with the same parameters claim different things");
    }
    if (again.selects() || again.stops_early() || again.drives()) return;
    const auto calls = environment_.pillar_calls;
    const auto repeated = again.score(recorder_->run(stopped_));
    environment_.pillar_calls = calls;  // What the host asked for once more is no call of a guest.
    if (std::bit_cast<std::uint64_t>(repeated.observed) != std::bit_cast<std::uint64_t>(score.observed)) {
      broke_determinism(scenario_->component(),
                        fmt::format("it observed {} and then {} in the same run", score.observed, repeated.observed));
    }
    if (const auto difference = guests::first_difference(score.evidence, repeated.evidence); !difference.empty()) {
      broke_determinism(scenario_->component(), "two scores of the same run differ: " + difference);
    }
  }

  bool is_static() const noexcept { return plan_.has(OPH_PLAN_STATIC); }

  const ShardJob& job_;
  const registry::Registry& registry_;
  Notary& notary_;
  guests::Environment environment_;
  std::optional<ScenarioSession> scenario_;
  records::Claim claim_;
  ScenarioPlan plan_;
  std::vector<FieldRequest> requests_;
  std::optional<FieldContract> contract_;
  std::uint64_t planned_ = 0;
  std::uint64_t batch_ = 0;
  const registry::Component* corpus_component_ = nullptr;
  const registry::Component* substrate_component_ = nullptr;
  std::unique_ptr<seeing::SubstrateSession> substrate_;
  std::string revision_;
  std::optional<CycleRecorder> recorder_;
  std::unique_ptr<seeing::CycleBuffers> buffers_;
  std::optional<seeing::CorpusSession> corpus_;
  std::optional<seeing::RecordHash> delivered_hash_;
  std::span<const oph_record_t> chunk_;
  seeing::IdCheck ids_;
  seeing::RecordBuffer pending_;
  DeterminismSample sample_;
  std::uint64_t selected_ = 0;
  bool hashes_files_ = false;
  bool stopped_ = false;
  bool corpus_ended_ = false;
  Clock::time_point started_;
  Clock::time_point last_progress_;
  Clock::time_point last_guest_progress_;
};

}  // namespace

ShardResult run_shard(const ShardJob& job, const registry::Registry& registry, Notary& notary,
                      const std::atomic<bool>* cancelled) {
  return ShardRun(job, registry, notary, cancelled).run();
}

}  // namespace ophamin::measuring
