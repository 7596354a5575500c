// SPDX-License-Identifier: Apache-2.0
#include "runner.hpp"

#include <charconv>

namespace ophamin::process {
namespace {

std::string seconds_text(std::uint64_t ns) {
  char digits[40];
  const auto end = std::to_chars(digits, digits + sizeof digits, static_cast<double>(ns) / 1e9).ptr;
  return std::string(digits, end) + " s";
}

}  // namespace

CycleFault Runner::fault_of(Outcome outcome, const LastWords& words, const ExitStatus& exit, std::uint64_t timeout_ns) const {
  CycleFault fault;
  switch (outcome) {
    case Outcome::kTimeout: fault = {"timeout", "no reply within " + seconds_text(timeout_ns)}; break;
    case Outcome::kTooLong: fault = {"decode", "a line of more than " + std::to_string(settings_.reply_limit) + " bytes"}; break;
    case Outcome::kClosed: fault = {"subprocess", "the program closed its output without a reply, and went on"}; break;
    case Outcome::kEnded: fault = {"subprocess", "the program ended without a reply: " + exit.words()}; break;
    case Outcome::kReply: fault = {"decode", "a reply that cannot be used"}; break;
  }
  if (const auto line = words.line(); !line.empty()) fault.error += "; its last words: " + line;
  return fault;
}

CycleFault Runner::not_started(const LaunchFailure& failure) {
  return {"subprocess", std::string("the program cannot be started: ") + failure.what()};
}

void Runner::note_end(const LastWords& words, const ExitStatus& exit) {
  last_exit_ = exit.words();
  if (!words.empty()) last_stderr_ = words.text();
}

void Runner::reset() {
  reporter_.reset();
  started_ = 0;
  last_exit_.clear();
  last_stderr_.clear();
}

void Runner::state(sdk::Object& state) const {
  state.set("cycles", reporter_.cycles()).set("programs_started", started_);
  if (!last_exit_.empty()) state.set("last_exit", last_exit_);
  if (reporter_.failures().empty()) return;
  state.set("failures", [&](sdk::Object& stages) {
    for (const auto& [stage, count] : reporter_.failures()) stages.set(stage, count);
  });
  if (!last_stderr_.empty()) state.set("stderr", last_stderr_);
}

}  // namespace ophamin::process
