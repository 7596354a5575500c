// SPDX-License-Identifier: Apache-2.0
#include <vector>

#include <common/pipe_signal.hpp>
#include <ophamin/text.hpp>

#include "runner.hpp"

namespace ophamin::process {

void BatchRunner::run(const sdk::Batch& batch, sdk::Cycles& cycles) {
  const substrates::PipeSignal held;
  requests_.begin_batch();
  // A request has one set of parameters.
  for (std::size_t first = 0; first < batch.size();) {
    std::size_t count = 1;
    while (first + count < batch.size() && batch.params(first + count).raw() == batch.params(first).raw()) ++count;
    run_rows(batch, first, count, cycles);
    first += count;
  }
}

void BatchRunner::run_rows(const sdk::Batch& batch, std::size_t first, std::size_t count, sdk::Cycles& cycles) {
  ResultsFile results(settings_.results_folder, batch.first_cycle() + first);
  const auto payload = requests_.batch(batch, first, count, results.path());
  std::size_t marked = 0;
  const auto mark_new = [&] {
    for (auto lines = results.new_lines(); lines != 0 && marked < count; --lines) cycles.mark(first + marked++);
  };
  CycleFault fault;
  LastWords words;
  bool clean = false;
  try {
    Conversation talk(host_, settings_.launch, settings_.reply_limit);
    note_start();
    const auto outcome = talk.converse(payload, host_.monotonic_ns() + settings_.batch_timeout_ns, {results.watch(), mark_new});
    const auto exit = talk.end();
    note_end(talk.errors(), exit);
    words = talk.errors();
    mark_new();
    if (outcome == Outcome::kReply) {
      clean = report_reply(batch, first, count, talk.reply(), fault, cycles);
    } else {
      fault = fault_of(outcome, words, exit, settings_.batch_timeout_ns);
    }
  } catch (const LaunchFailure& failure) {
    fault = not_started(failure);
  }
  if (clean) return;  // A program that wrote nothing down cannot be timed cycle by cycle: the marks stay away.
  report_file(batch, first, count, results, fault, words, cycles);
  while (marked < count) cycles.mark(first + marked++);
}

// False, with the fault, if the reply does not tell of every cycle by itself.
bool BatchRunner::report_reply(const sdk::Batch& batch, std::size_t first, std::size_t count, std::string_view reply, CycleFault& fault,
                               sdk::Cycles& cycles) {
  const auto refuse = [&](std::string error) {
    fault = {"decode", std::move(error)};
    return false;
  };
  try {
    const auto root = tree_.parse(reply);
    const auto ok = root.member("ok");
    if (!root.is_object()) return refuse("expected one JSON object, found " + std::string(root.kind()));
    if (ok && ok->boolean() == false) {
      const auto text = [&](std::string_view name, std::string_view otherwise) {
        const auto value = root.member(name);
        return value && !value->is_null() ? value->words() : std::string(otherwise);
      };
      fault = {text("stage", "run"), text("error", "the program gave no reason"), text("traceback", "")};
      return false;
    }
    const auto entries = root.member("batch");
    if (!ok || ok->boolean() != true || !entries || !entries->is_array()) {
      return refuse("expected {\"ok\": true, \"batch\": [...]}, found `" + std::string(sdk::cut(root.words(), 200)) + "`");
    }
    std::vector<std::optional<JsonTree::Value>> by_row(count);
    entries->each([&](std::string_view, JsonTree::Value entry) {
      const auto index = entry.member("cycle_index");
      const auto at = index ? index->integer() : std::nullopt;
      if (at && *at >= 0 && static_cast<std::uint64_t>(*at) < count) by_row[static_cast<std::size_t>(*at)] = entry;
    });
    const CycleFault missing{"decode", "the reply has no entry for this cycle"};
    for (std::size_t i = 0; i < count; ++i) {
      const CycleReporter::Row row{.row = first + i, .index = batch.first_cycle() + first + i};
      if (by_row[i]) {
        (void)reporter_.report(row, *by_row[i], cycles);
      } else {
        reporter_.fail(row, missing, cycles);
      }
    }
    return true;
  } catch (const JsonFault& bad) {
    std::string shown;
    sdk::to_utf8(sdk::cut(reply, 200), shown);
    return refuse("expected one JSON object, found `" + shown + "`: " + bad.what());
  }
}

void BatchRunner::report_file(const sdk::Batch& batch, std::size_t first, std::size_t count, ResultsFile& results, const CycleFault& fault,
                              const LastWords& words, sdk::Cycles& cycles) {
  // The last line of each cycle counts; a line that cannot be read is as if it were not there.
  std::vector<std::string> lines(count);
  results.each_line(settings_.reply_limit, [&](std::string_view line) {
    try {
      const auto root = tree_.parse(line);
      const auto index = root.member("cycle_index");
      const auto at = index ? index->integer() : std::nullopt;
      if (at && *at >= 0 && static_cast<std::uint64_t>(*at) < count) lines[static_cast<std::size_t>(*at)] = line;
    } catch (const JsonFault&) {
    }
  });
  for (std::size_t i = 0; i < count; ++i) {
    const CycleReporter::Row row{.row = first + i, .index = batch.first_cycle() + first + i, .words = &words};
    if (lines[i].empty()) {
      reporter_.fail(row, fault, cycles);
    } else {
      (void)reporter_.report(row, lines[i], cycles);
    }
  }
}

}  // namespace ophamin::process
