// SPDX-License-Identifier: Apache-2.0
#include "cycle_reporter.hpp"

#include <cmath>

#include <ophamin/text.hpp>

namespace ophamin::process {
namespace {

constexpr std::size_t kLongestWord = 200;
constexpr std::size_t kLongestError = 2000;
constexpr std::size_t kLongestStage = 60;

std::optional<std::string> word(std::optional<JsonTree::Value> value, std::size_t limit) {
  if (!value || value->is_null()) return std::nullopt;
  return std::string(sdk::cut(value->words(), limit));
}

/// The members of a raw output, with the duration of the envelope added where they have none.
void write_raw(sdk::Object& to, JsonTree::Value raw, std::optional<JsonTree::Value> cycle_seconds) {
  write_members(to, raw);
  if (cycle_seconds && !raw.member("cycle_seconds")) write_member(to, "cycle_seconds", *cycle_seconds);
}

}  // namespace

std::optional<CycleFault> CycleReporter::report(const Row& row, std::string_view reply, sdk::Cycles& cycles) {
  try {
    return report(row, tree_.parse(reply), cycles);
  } catch (const JsonFault& fault) {
    std::string shown;
    sdk::to_utf8(sdk::cut(reply, kLongestWord), shown);
    CycleFault undecodable{"decode", "expected one JSON object, found `" + shown + "`: " + fault.what()};
    fail(row, undecodable, cycles);
    return undecodable;
  }
}

std::optional<CycleFault> CycleReporter::report(const Row& row, JsonTree::Value reply, sdk::Cycles& cycles) {
  const auto undecodable = [&](std::string error) {
    CycleFault fault{"decode", std::move(error)};
    fail(row, fault, cycles);
    return std::optional(fault);
  };
  if (!reply.is_object()) return undecodable("expected one JSON object, found " + std::string(reply.kind()));
  const auto repeated = row.was_sent_index ? reply.member("cycle_index") : std::nullopt;
  if (repeated && repeated->integer() != static_cast<std::int64_t>(row.index)) {
    return undecodable("expected the reply to cycle " + std::to_string(row.index) + ", found one with cycle_index " +
                       std::string(sdk::cut(repeated->words(), kLongestWord)));
  }
  if (!repeated && row.must_repeat_index) {
    return undecodable("expected a reply that repeats cycle_index, found none in it; without it nobody knows which request it answers "
                       "(numbered = false takes it all the same)");
  }
  const auto envelope = reply.member("ok");
  const auto ok = envelope ? envelope->boolean() : std::nullopt;
  const auto inner = ok ? reply.member("raw") : std::nullopt;
  if (ok && !*ok) {
    const CycleFault fault{word(reply.member("stage"), kLongestStage).value_or("run"),
                           word(reply.member("error"), kLongestError).value_or("the program gave no reason"),
                           word(reply.member("traceback"), LastWords::kKept).value_or("")};
    fail(row, fault, inner && inner->is_object() ? inner : std::nullopt, cycles);
    return std::nullopt;
  }
  if (inner && !inner->is_null() && !inner->is_object()) return undecodable("expected an object as `raw`, found " + std::string(inner->kind()));
  const JsonTree::Value raw = inner && inner->is_object() ? *inner : reply;

  auto halt_mode = word(reply.member("halt_mode"), kLongestWord);
  if (!halt_mode) halt_mode = word(raw.member("halt_mode"), kLongestWord);
  const auto success = reply.member("success");
  if (success && success->boolean() == false) {
    unsuccessful(row, halt_mode.value_or(""), raw, cycles);
    return std::nullopt;
  }
  if (const auto faults = fields_.fill(raw, row.row, cycles); !faults.empty()) {
    fail(row, CycleFault{"fields", faults}, raw, cycles);
    return std::nullopt;
  }
  const auto told = ok ? reply.member("cycle_seconds") : std::nullopt;
  auto cycle_seconds = raw.member("cycle_seconds");
  if (!cycle_seconds) cycle_seconds = told;
  auto seconds = cycle_seconds ? cycle_seconds->number() : std::nullopt;
  if (!seconds || !std::isfinite(*seconds)) seconds = row.seconds;
  if (seconds) cycles.set(row.row, FieldList::kCycleSeconds, *seconds);
  if (row.seconds) cycles.set(row.row, FieldList::kRoundTripSeconds, *row.seconds);
  if (halt_mode) cycles.set(row.row, FieldList::kHaltMode, *halt_mode);
  cycles.raw(row.row, [&](sdk::Object& to) { write_raw(to, raw, told); });
  cycles.succeed(row.row);
  ++count_;
  if (results_ != nullptr) results_->add(row.index, raw, seconds, halt_mode.value_or(""));
  return std::nullopt;
}

void CycleReporter::unsuccessful(const Row& row, std::string_view halt_mode, JsonTree::Value raw, sdk::Cycles& cycles) {
  CycleFault fault{"unsuccessful", "the program says that the cycle did not succeed"};
  if (!halt_mode.empty()) fault.error += " (" + std::string(halt_mode) + ")";
  ++count_;
  ++failures_[fault.stage];
  cycles.raw(row.row, [&](sdk::Object& to) { write_members(to, raw); });
  cycles.fail(row.row, fault.words());
  if (results_ != nullptr) results_->add_fault(row.index, fault);
}

void CycleReporter::fail(const Row& row, const CycleFault& fault, std::optional<JsonTree::Value> raw, sdk::Cycles& cycles) {
  ++count_;
  ++failures_[fault.stage];
  cycles.raw(row.row, [&](sdk::Object& to) {
    to.set("halt_mode", "adapter_error").set("stage", fault.stage).set("error", fault.error).set("traceback", fault.traceback);
    if (row.words != nullptr && !row.words->empty()) to.set("stderr", row.words->text());
    if (raw) to.set("reply", [&](sdk::Object& inner) { write_members(inner, *raw); });
  });
  cycles.fail(row.row, fault.words());
  if (results_ != nullptr) results_->add_fault(row.index, fault);
}

void CycleReporter::reset() {
  count_ = 0;
  failures_.clear();
}

}  // namespace ophamin::process
