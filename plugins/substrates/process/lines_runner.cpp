// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include <common/pipe_signal.hpp>
#include <ophamin/text.hpp>

#include "runner.hpp"

namespace ophamin::process {
namespace {

constexpr std::uint64_t kSecond = 1'000'000'000;
// For a program to write down what it wants to keep, once its input has ended.
constexpr std::uint64_t kGrace = 2 * kSecond;
constexpr std::size_t kCyclesPerQuestion = 1024;

bool says_ready(std::string_view line) {
  try {
    JsonTree tree;
    const auto said = tree.parse(line);
    const auto ready = said.member("ready");
    std::size_t members = 0;
    if (ready) said.each([&](std::string_view, JsonTree::Value) { ++members; });
    return ready && ready->boolean() == true && members == 1;
  } catch (const JsonFault&) {
    return false;
  }
}

}  // namespace

LinesRunner::~LinesRunner() { end(); }

void LinesRunner::run(const sdk::Batch& batch, sdk::Cycles& cycles) {
  const substrates::PipeSignal held;
  requests_.begin_batch();
  const auto deadline = host_.monotonic_ns() + settings_.batch_timeout_ns;
  for (std::size_t row = 0; row < batch.size(); ++row) {
    if (row % kCyclesPerQuestion == 0) host_.check_cancelled();
    run_row(batch, row, deadline, cycles);
    cycles.mark(row);
  }
}

void LinesRunner::run_row(const sdk::Batch& batch, std::size_t row, std::uint64_t batch_deadline, sdk::Cycles& cycles) {
  CycleReporter::Row got{.row = row, .index = batch.first_cycle() + row, .was_sent_index = true, .must_repeat_index = settings_.numbered};
  auto begin = host_.monotonic_ns();
  if (begin >= batch_deadline) {
    return reporter_.fail(got, fault_of(Outcome::kTimeout, {}, {}, settings_.batch_timeout_ns), cycles);
  }
  if (!talk_) {
    if (!gone_.empty() && !settings_.restart) return reporter_.fail(got, {"subprocess", gone_}, cycles);
    if (const auto fault = start(got.index)) return reporter_.fail(got, *fault, cycles);
    begin = host_.monotonic_ns();
  }
  // A line that is there already would be taken for the reply.
  if (!settings_.numbered && talk_->has_more_to_say()) {
    const CycleFault fault{"decode", "the program said more than it was asked for"};
    got.words = &talk_->errors();
    reporter_.fail(got, fault, cycles);
    return lose(got.index, fault);
  }
  const auto request = requests_.cycle(batch[row], batch.params(row), got.index);
  const auto deadline = std::min(begin + settings_.cycle_timeout_ns, batch_deadline);
  auto outcome = talk_->ask(request, deadline);
  // Nobody waited for it, but it is no reply either.
  if (std::exchange(is_new_, false) && outcome == Outcome::kReply && says_ready(talk_->reply())) outcome = talk_->ask({}, deadline);
  got.words = &talk_->errors();
  if (outcome != Outcome::kReply) {
    // The batch's time, where that is what ran out.
    const auto timeout = deadline == batch_deadline ? settings_.batch_timeout_ns : settings_.cycle_timeout_ns;
    const auto exit = talk_->end();
    const auto fault = fault_of(outcome, talk_->errors(), exit, timeout);
    reporter_.fail(got, fault, cycles);
    return lose(got.index, fault);
  }
  got.seconds = static_cast<double>(host_.monotonic_ns() - begin) * 1e-9;
  if (talk_->said_more()) {
    const CycleFault fault{"decode", "more than one line in answer to one request"};
    reporter_.fail(got, fault, cycles);
    return lose(got.index, fault);
  }
  // Who sends what is no reply cannot be trusted with the next request: whatever it says then may be an answer to this one.
  if (const auto fault = reporter_.report(got, talk_->reply(), cycles)) lose(got.index, *fault);
}

std::optional<CycleFault> LinesRunner::start(std::uint64_t first_cycle) {
  const auto not_ready = [&](CycleFault fault) {
    fault.error = "the program did not become ready: " + fault.error;
    lose(first_cycle, fault);
    return std::optional(fault);
  };
  try {
    talk_ = std::make_unique<Conversation>(host_, settings_.launch, settings_.reply_limit);
    note_start();
    is_new_ = true;
  } catch (const LaunchFailure& failure) {
    auto fault = not_started(failure);
    lose(first_cycle, fault);
    return fault;
  }
  if (!settings_.results_folder.empty()) {
    reporter_.write_to(nullptr);
    results_ = std::make_unique<ResultsFile>(settings_.results_folder, first_cycle);
    reporter_.write_to(results_.get());
  }
  if (!settings_.wait_ready) return std::nullopt;
  const auto outcome = talk_->ask({}, host_.monotonic_ns() + settings_.cycle_timeout_ns);
  if (outcome != Outcome::kReply) {
    const auto exit = talk_->end();
    return not_ready(fault_of(outcome, talk_->errors(), exit, settings_.cycle_timeout_ns));
  }
  is_new_ = false;
  if (says_ready(talk_->reply())) return std::nullopt;
  std::string shown;
  sdk::to_utf8(sdk::cut(talk_->reply(), 200), shown);
  return not_ready({"decode", "expected {\"ready\": true}, found `" + shown + "`"});
}

void LinesRunner::lose(std::uint64_t index, const CycleFault& fault) {
  if (talk_) note_end(talk_->errors(), talk_->end());
  talk_.reset();
  gone_ = "the program is gone since cycle " + std::to_string(index) + " (" + fault.words() + ")";
}

void LinesRunner::end() noexcept {
  if (talk_) (void)talk_->end(kGrace);
  talk_.reset();
}

void LinesRunner::reset() {
  end();
  Runner::reset();
  reporter_.write_to(nullptr);
  results_.reset();
  gone_.clear();
  if (!settings_.wait_ready) return;
  // What it takes to become ready is not the first cycle's.
  const substrates::PipeSignal held;
  if (const auto fault = start(0)) throw sdk::unavailable(fault->words());
}

}  // namespace ophamin::process
