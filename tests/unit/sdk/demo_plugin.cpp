// SPDX-License-Identifier: Apache-2.0
#include "demo_plugin.hpp"

#include <array>
#include <new>
#include <numeric>

namespace demo {

void Mean::report(double sum, std::size_t count, sdk::EvidenceSink& evidence) const {
  auto row = sdk::Evidence("mean");
  if (count == 0) {
    row.undefined(1, 0, "no value");
  } else {
    const double mean = params_.scale * sum / static_cast<double>(count) + static_cast<double>(params_.offset);
    row.value(params_.negate ? -mean : mean).ci(mean - 1, mean + 1).p_value(0.5).effect_size(0.25).cross_check(sdk::CrossCheck::kPassed);
  }
  evidence.add(row.detail([&](sdk::Object& detail) {
    detail.set("name", params_.name).set("fancy", params_.mode == Mode::kFancy).set("limit", params_.limit);
    detail.set("weights", params_.weights).set("tags", params_.tags).set("small", params_.small);
    detail.set("any", params_.any.index());
  }));
}

void Mean::compute(const sdk::Table& table, sdk::EvidenceSink& evidence) {
  const auto x = table.numbers("value");
  report(std::accumulate(x.begin(), x.end(), 0.0), x.size(), evidence);
}

void Mean::update(const sdk::Table& rows, sdk::Events& events) {
  for (const double x : rows.numbers("value")) {
    sum_ += x;
    if (x > 100) events.emit(count_, "large", x);
    if (x < -100) events.emit(count_, "small");
    ++count_;
  }
}

void Mean::finish(sdk::EvidenceSink& evidence) { report(sum_, count_, evidence); }

void Failing::compute(const sdk::Table& table, sdk::EvidenceSink& evidence) {
  const auto how = table.role("how").text(0);
  if (how == "failure") throw sdk::unavailable("expected a file, found none; make one");
  if (how == "memory") throw std::bad_alloc();
  if (how == "standard") throw std::out_of_range("beyond the end");
  if (how == "other") throw 42;
  if (how == "long") throw sdk::io_failure(std::string(1007, 'x') + "\xc3\xa4 and more");
  if (how == "bytes") throw sdk::io_failure("a\xff" "b");
  if (how == "role") table.role("absent");
  if (how == "type") table.role("how").doubles();
  if (how == "column") table.named("absent");
  if (how == "empty evidence") evidence.add(sdk::Evidence("nothing"));
  if (how == "both") evidence.add(sdk::Evidence("both").value(1).undefined(1, 0, "x"));
  if (how == "unnamed") evidence.add(sdk::Evidence("").value(1));
  if (how == "key twice") evidence.add(sdk::Evidence("x").value(1).detail([](sdk::Object& d) { d.set("k", 1).set("k", 2); }));
  if (how == "cancel") host_.check_cancelled();
  if (how == "compute") host_.compute("absent", sdk::TableBuilder(0));
  if (how == "rows") {
    const std::array cells{1.0};
    sdk::TableBuilder(2).add("x", std::span<const double>(cells));
  }
  if (how == "log") {
    host_.info("a line");
    host_.progress(3, 4);
    evidence.add(sdk::Evidence("seed").value(host_.seed("a") == host_.seed("a") && host_.seed("a") != host_.seed("b") ? 1 : 0));
  }
}

void Count::next(std::uint64_t limit, sdk::RecordBatch& out) {
  for (; next_ < size_ && out.size() < limit; ++next_) {
    const auto number = std::to_string(next_);
    auto record = next_ % 3 == 2 ? out.add_bytes("r" + number, "\xff" + number) : out.add("r" + number, "text " + number);
    if (next_ % 2 == 0) record.attribute("index", next_).attribute("even", true).attribute("label", "l" + number).attribute("x", 0.5);
  }
}

void Echo::cycle(const sdk::Record& stimulus, const CycleParams& params, sdk::Cycle<Echo>& out) {
  ++cycles_;
  const auto size = static_cast<std::int64_t>(stimulus.bytes().size());
  if (stimulus.text() == "fail") return out.fail("asked to");
  if (stimulus.text() == "throw") throw sdk::CycleFailure("thrown");
  if (stimulus.text() == "die") throw sdk::io_failure("gone");
  out.set<"bytes">(size * params.factor);
  out.set<"is_long">(size > 5);
  out.set<"half">(size % 2 == 0 ? std::optional(static_cast<double>(size) / 2) : std::nullopt);
  out.set<"text">(stimulus.id());
  out.set<"doc">("{\"a\":1}");
  if (stimulus.text() == "raw") out.raw([&](sdk::Object& raw) { raw.set("size", size); });
}

std::vector<sdk::Field> Batchwise::fields() const {
  std::vector<sdk::Field> declared{{.name = "first_cycle", .type = sdk::Type::kInteger}, {.name = "even", .type = sdk::Type::kBoolean, .nullable = true}};
  for (const auto& [name, kind] : params_.fields) {
    declared.push_back({.name = name, .type = kind == Kind::kNumber ? sdk::Type::kNumber : sdk::Type::kText});
  }
  return declared;
}

void Batchwise::run(const sdk::Batch& batch, sdk::Cycles& cycles) {
  for (std::size_t row = 0; row < batch.size(); ++row) {
    const auto text = batch[row].text();
    cycles.mark(row);
    if (text == "fail") {
      cycles.fail(row, "asked to");
      continue;
    }
    if (text == "wrong") cycles.set(row, 0, 0.5);
    cycles.set(row, 0, batch.first_cycle());
    if (text != "odd") cycles.set(row, 1, text.size() % 2 == 0);
    std::size_t field = 2;
    for (const auto& [name, kind] : params_.fields) {
      if (kind == Kind::kNumber) {
        cycles.set(row, field, text.size());
      } else {
        cycles.set(row, field, text);
      }
      ++field;
    }
    cycles.raw(row, [&](sdk::Object& raw) { raw.set("params", batch.params(row)); });
    cycles.succeed(row);
  }
}

sdk::Claim Question::claim() const {
  return {.statement = "s", .operationalization = "o", .h0 = "0", .h1 = "1", .metric = "m", .comparator = sdk::Comparator::kAbove,
          .threshold = 2.5};
}

sdk::Plan Question::plan() const {
  return {.analysis = "look", .stopping_rule = "after four", .time_cycles = true, .keep_raw = true, .cycles = 100, .batch = 2,
          .selection_window = 1};
}

void Question::select(const sdk::Record& record, sdk::Selection& selection) {
  ++seen_;
  if (!record.attribute("index").is_null() && record.attribute("index").integer() % 2 == 0) selection.emit(record);
}

void Question::select_end(sdk::Selection& selection) {
  const auto id = "seen-" + std::to_string(seen_);
  selection.emit(oph_record_t{sdk::str(id), {nullptr, 0}, {nullptr, 0}, nullptr, 0, 0});
}

void Question::score(const sdk::Run& run, sdk::Score& score) {
  score.observed(3.0);
  score.reasoning("because");
  score.inconclusive(run.insufficient(run.succeeded(), 3));
  score.add("own", sdk::Evidence("failed").value(static_cast<double>(run.failed())));
}

void Driven::drive(sdk::Driver& driver) {
  auto first = driver.open(1);
  auto second = driver.open(2, sdk::Arguments().set("level", 3));
  for (;;) {
    const auto records = driver.records(2);
    if (records.empty()) break;
    first.run(records);
    second.run(records, sdk::Arguments().set("factor", 2));
  }
  second.reset();
  if (driver.so_far().cycles() > 100) throw sdk::Failure(OPH_INTERNAL, "too many");
}

void Linter::run(std::string_view path, sdk::Findings& findings) const {
  findings.add({.message = "bad", .severity = sdk::Severity::kHigh, .rule = "R1", .path = path, .line = 3, .column = 4,
                .extra = [](sdk::Object& extra) { extra.set("fix", "good"); }});
  findings.add({.message = "meh"});
  findings.tool(1, 10, 0);
}

}  // namespace demo

namespace {

constexpr ophamin::sdk::PluginInfo kPlugin{
    .id = "demo", .version = "1.2.3-rc.1", .vendor = "Tests", .license = "Apache-2.0", .homepage = "https://example.org"};

}  // namespace

OPHAMIN_PLUGIN(kPlugin, demo::Mean, demo::Failing, demo::Count, demo::Echo, demo::Batchwise, demo::Question, demo::Driven, demo::Linter);
