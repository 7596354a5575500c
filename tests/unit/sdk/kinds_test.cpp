// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <ophamin/abi.h>
#include <ophamin/probe.h>
#include <ophamin/templates.h>

#include <string>
#include <vector>

#include <support/fake_cycles.hpp>
#include <support/fake_run.hpp>

#include "demo.hpp"

using namespace ophamin::test;
using demo::component;

TEST_CASE("a corpus delivers what its class adds, in batches of any size") {
  FakeHost host;
  for (const std::uint64_t limit : {1u, 2u, 100u}) {
    Instance<oph_corpus_t> corpus(component(OPH_CORPUS, "count"), host, json::object{{"size", 4}});
    const auto records = read_all(corpus, limit);
    REQUIRE(records.size() == 4);
    CHECK(records[0].id == "r0");
    CHECK(records[0].text == "text 0");
    CHECK(records[0].attributes == json::object{{"index", 0}, {"even", true}, {"label", "l0"}, {"x", 0.5}});
    CHECK(records[1].attributes.is_null());
    CHECK(records[2].text == "\xef\xbf\xbd" "2");
    CHECK(records[2].raw == "\xff" "2");
    CHECK(records[2].flags == OPH_RECORD_INVALID_UTF8);
    CHECK(read_all(corpus, limit).empty());
  }
}

TEST_CASE("a corpus names its files and its revision") {
  FakeHost host;
  Instance<oph_corpus_t> corpus(component(OPH_CORPUS, "count"), host);
  std::string files;
  const oph_file_sink_t sink{OPH_SIZEOF(oph_file_sink_t, file), &files, [](void* c, oph_str_t path, oph_str_t label) noexcept -> oph_status_t {
                               *static_cast<std::string*>(c) += text(path) + "=" + text(label);
                               return OPH_OK;
                             }};
  call([&](oph_error_t* error) { return corpus->files(corpus.raw(), &sink, error); });
  CHECK(files == "/data/count.txt=count.txt");
  TextCapture revision;
  call([&](oph_error_t* error) { return corpus->revision(corpus.raw(), revision.raw(), error); });
  CHECK(revision.value == "r1");
}

TEST_CASE("a substrate fills its fields by name") {
  FakeHost host;
  SubstrateSession session(component(OPH_SUBSTRATE, "echo"), host);
  CHECK(session.revision == "v1");
  REQUIRE(session.fields.size() == 5);
  CHECK(session.fields[0].unit == "bytes");
  CHECK(session.fields[2].flags == OPH_FIELD_NULLABLE);
  CHECK(session.fields[4].flags == OPH_FIELD_MEASURED);

  const auto batch = session.run({record_of("a", "long text"), record_of("b", "even"), record_of("c", "fail"), record_of("d", "throw"),
                                  record_of("e", "raw")},
                                 json::object{{"factor", 2}},
                                 {json::value(nullptr), json::object{{"factor", 10}}, json::value(nullptr), json::value(nullptr), json::value(nullptr)});
  CHECK(batch.success == std::vector<bool>{true, true, false, false, true});
  CHECK(batch.failures == std::vector<std::string>{"", "", "asked to", "thrown", ""});
  CHECK(batch.cells.at("bytes")[0] == 18);
  CHECK(batch.cells.at("bytes")[1] == 40);
  CHECK(batch.cells.at("is_long")[0] == true);
  CHECK(batch.cells.at("is_long")[1] == false);
  CHECK(batch.cells.at("half")[0].is_null());
  CHECK(batch.cells.at("half")[1] == 2.0);
  CHECK(batch.cells.at("text")[1] == "b");
  CHECK(batch.cells.at("doc")[1] == "{\"a\":1}");
  CHECK(batch.raw[4] == json::object{{"size", 3}});
  CHECK(batch.marks.empty());
  CHECK(session.state() == json::object{{"cycles", 5}});
  session.reset();
  CHECK(session.state() == json::object{{"cycles", 0}});
}

TEST_CASE("a substrate may run whole batches, with fields that depend on its parameters") {
  FakeHost host;
  const auto* batchwise = component(OPH_SUBSTRATE, "batchwise");
  SubstrateSession session(batchwise, host, json::object{{"fields", {{"size", "number"}, {"word", "word"}}}});
  REQUIRE(session.fields.size() == 4);
  CHECK(session.fields[1].flags == OPH_FIELD_NULLABLE);
  CHECK(session.fields[2].name == "size");
  CHECK(session.fields[2].type == OPH_FLOAT);
  CHECK(session.fields[3].type == OPH_TEXT);
  const auto batch = session.run({record_of("a", "even"), record_of("b", "fail"), record_of("c", "odd")}, json::object{{"any", 1}},
                                 {json::value(nullptr), json::value(nullptr), json::object{{"own", true}}});
  CHECK(batch.success == std::vector<bool>{true, false, true});
  CHECK(batch.failures[1] == "asked to");
  CHECK(batch.cells.at("even") == std::vector<json::value>{true, nullptr, nullptr});
  CHECK(batch.cells.at("size") == std::vector<json::value>{4.0, nullptr, 3.0});
  CHECK(batch.cells.at("word")[2] == "odd");
  CHECK(batch.raw[0].at("params") == json::object{{"any", 1}});
  CHECK(batch.raw[2].at("params") == json::object{{"own", true}});
  CHECK(batch.marks == std::vector<std::uint64_t>{0, 1, 2});
  CHECK(session.run({record_of("d", "x")}).cells.at("first_cycle")[0] == 3);
  CHECK(text(static_cast<const oph_substrate_t*>(batchwise->table)->cycle_schema) == R"({"type":"object","additionalProperties":true})");
  SubstrateSession wrong(batchwise, host);
  CHECK(status_of([&] { wrong.run({record_of("a", "wrong")}); }) == OPH_INTERNAL);
}

TEST_CASE("abilities are collected from components, and answer to their name and revision only") {
  const oph_plugin_t* plugin = ophamin_plugin_entry();
  const bool answers = plugin->extension != nullptr;
  REQUIRE(answers);
  CHECK(plugin->extension(str("nothing"), 1) == nullptr);
  CHECK(plugin->extension(str(OPH_ABILITY_TEMPLATES), 2) == nullptr);
  const auto* templates = static_cast<const oph_templates_t*>(plugin->extension(str(OPH_ABILITY_TEMPLATES), OPH_ABILITY_TEMPLATES_REVISION));
  REQUIRE(templates != nullptr);
  REQUIRE(templates->count == 2);
  CHECK(templates->items[0]->flags == OPH_TEMPLATE_EXECUTABLE);
  CHECK(templates->items[1]->flags == 0);
  CHECK(text(templates->items[1]->component) == "batchwise");
  CHECK(text(templates->items[1]->variant) == "b");
  CHECK(text(templates->items[1]->text) == "more");
  const auto* probes = static_cast<const oph_probes_t*>(plugin->extension(str(OPH_ABILITY_PROBE), OPH_ABILITY_PROBE_REVISION));
  REQUIRE(probes != nullptr);
  REQUIRE(probes->count == 1);
  FakeHost host;
  Instance<oph_substrate_t> instance(component(OPH_SUBSTRATE, "batchwise"), host, json::object{{"weights", {{"a", 1.0}, {"b", 2.0}}}});
  WriterCapture found;
  call([&](oph_error_t* error) { return probes->items[0]->probe(instance.raw(), found.raw(), error); });
  CHECK(found.object() == json::object{{"weights", 2}});
}

TEST_CASE("a failure that is no cycle's ends the batch") {
  FakeHost host;
  SubstrateSession session(component(OPH_SUBSTRATE, "echo"), host);
  CHECK(status_of([&] { session.run({record_of("a", "x"), record_of("b", "die")}); }) == OPH_IO);
}

TEST_CASE("a scenario's claim, plan and fields cross as they were written") {
  FakeHost host;
  Instance<oph_scenario_t> scenario(component(OPH_SCENARIO, "a-question"), host);
  const auto claim = claim_of(scenario);
  CHECK(claim.statement == "s");
  CHECK(claim.h0 == "0");
  CHECK(claim.comparator == OPH_GT);
  CHECK(claim.threshold == 2.5);
  const auto plan = plan_of(scenario);
  CHECK(plan.flags == (OPH_PLAN_TIME_CYCLES | OPH_PLAN_KEEP_RAW));
  CHECK(plan.stopping_rule == "after four");
  CHECK(plan.cycles == 100);
  CHECK(plan.batch == 2);
  CHECK(plan.selection_window == 1);
  const auto fields = fields_of(scenario);
  REQUIRE(fields.size() == 2);
  CHECK(fields[0].types == OPH_TYPE_BIT(OPH_INT));
  CHECK(fields[0].required);
  CHECK(fields[0].family == "size");
  CHECK_FALSE(fields[1].required);
}

TEST_CASE("selection filters, holds back, and stops when there are enough") {
  FakeHost host;
  Instance<oph_corpus_t> corpus(component(OPH_CORPUS, "count"), host, json::object{{"size", 10}});
  const oph_record_t* records = nullptr;
  std::uint64_t count = 0;
  call([&](oph_error_t* error) { return corpus->next(corpus.raw(), 10, &records, &count, error); });
  REQUIRE(count == 10);

  struct Taken {
    std::vector<std::string> ids;
    std::size_t most = 100;
  };
  const auto select = [&](std::size_t most) {
    Taken taken{{}, most};
    const oph_selection_sink_t sink{OPH_SIZEOF(oph_selection_sink_t, emit), &taken, [](void* c, const oph_record_t* record) noexcept -> oph_status_t {
                                      auto& self = *static_cast<Taken*>(c);
                                      if (self.ids.size() == self.most) return OPH_LIMIT;
                                      self.ids.push_back(text(record->id));
                                      return OPH_OK;
                                    }};
    Instance<oph_scenario_t> scenario(component(OPH_SCENARIO, "a-question"), host);
    call([&](oph_error_t* error) { return scenario->select(scenario.raw(), records, count, &sink, error); });
    call([&](oph_error_t* error) { return scenario->select_end(scenario.raw(), &sink, error); });
    return taken.ids;
  };
  CHECK(select(100) == std::vector<std::string>{"r0", "r2", "r4", "r6", "r8", "seen-10"});
  CHECK(select(2) == std::vector<std::string>{"r0", "r2"});
}

TEST_CASE("a scenario scores, and may end the run") {
  FakeHost host;
  Instance<oph_scenario_t> scenario(component(OPH_SCENARIO, "a-question"), host);
  TableData table(4);
  ScoreCapture out;
  score(scenario, table, 4, 1, out);
  CHECK(out.observed == std::vector<double>{3.0});
  CHECK(out.reasoning == "because");
  CHECK_FALSE(out.inconclusive.has_value());
  CHECK(out.evidence.rows().at(0).aspect == "own");
  ScoreCapture little;
  score(scenario, table, 4, 2, little);
  CHECK(little.inconclusive == "2 observations, at least 3 are needed");

  oph_run_t run{};
  run.struct_size = OPH_SIZEOF(oph_run_t, events);
  for (const std::uint64_t cycles : {3u, 4u}) {
    run.cycles = cycles;
    std::uint32_t stop = 77;
    call([&](oph_error_t* error) { return scenario->after_batch(scenario.raw(), &run, &stop, error); });
    CHECK(stop == (cycles == 4 ? 1u : 0u));
  }
}

TEST_CASE("a driven scenario runs sessions and closes them") {
  struct Drive {
    std::vector<std::string> calls;
    std::vector<oph_record_t> records{record_of("a", "1"), record_of("b", "2"), record_of("c", "3")};
    std::uint64_t next = 0, sessions = 0;
    oph_run_t run{};
  } drive;
  drive.run.struct_size = OPH_SIZEOF(oph_run_t, events);
  static constexpr auto self = [](void* c) -> Drive& { return *static_cast<Drive*>(c); };
  static constexpr auto shown = [](const oph_value_t* value) { return value == nullptr ? std::string("-") : json::serialize(to_json(*value)); };
  const oph_driver_t driver{
      OPH_SIZEOF(oph_driver_t, so_far), &drive, 10,
      [](void* c, std::uint64_t limit, const oph_record_t** records, std::uint64_t* count, oph_error_t*) noexcept -> oph_status_t {
        *count = std::min(limit, std::uint64_t{3} - self(c).next);
        *records = self(c).records.data() + self(c).next;
        self(c).next += *count;
        return OPH_OK;
      },
      [](void* c, const oph_value_t* params, std::uint64_t replicate, std::uint64_t* session, oph_error_t*) noexcept -> oph_status_t {
        *session = ++self(c).sessions;
        self(c).calls.push_back("open " + std::to_string(replicate) + " " + shown(params));
        return OPH_OK;
      },
      [](void* c, std::uint64_t session, oph_error_t*) noexcept -> oph_status_t {
        self(c).calls.push_back("reset " + std::to_string(session));
        return OPH_OK;
      },
      [](void* c, std::uint64_t session, const oph_record_t* records, std::uint64_t count, const oph_value_t* params,
         const oph_value_t* const* row_params, std::uint64_t* first_row, oph_error_t*) noexcept -> oph_status_t {
        *first_row = 0;
        self(c).calls.push_back("run " + std::to_string(session) + " " + text(records[0].id) + " " + std::to_string(count) + " " + shown(params));
        return row_params == nullptr ? OPH_OK : OPH_INTERNAL;
      },
      [](void* c, std::uint64_t session, oph_error_t*) noexcept -> oph_status_t {
        self(c).calls.push_back("close " + std::to_string(session));
        return OPH_OK;
      },
      [](void* c, const oph_run_t** run, oph_error_t*) noexcept -> oph_status_t {
        *run = &self(c).run;
        return OPH_OK;
      }};
  FakeHost host;
  Instance<oph_scenario_t> scenario(component(OPH_SCENARIO, "driven"), host);
  call([&](oph_error_t* error) { return scenario->drive(scenario.raw(), &driver, error); });
  CHECK(drive.calls == std::vector<std::string>{"open 1 -", "open 2 {\"level\":3}", "run 1 a 2 -", "run 2 a 2 {\"factor\":2}", "run 1 c 1 -",
                                                "run 2 c 1 {\"factor\":2}", "reset 2", "close 2", "close 1"});
}

TEST_CASE("an auditor says how to get its tool, and what the tool found") {
  FakeHost host;
  Instance<oph_auditor_t> auditor(component(OPH_AUDITOR, "linter"), host);
  std::uint32_t yes = 7;
  TextCapture why, version;
  call([&](oph_error_t* error) { return auditor->available(auditor.raw(), &yes, why.raw(), error); });
  CHECK(yes == 0);
  CHECK(why.value == "install it");
  call([&](oph_error_t* error) { return auditor->version(auditor.raw(), version.raw(), error); });
  CHECK(version.value == "3");

  struct Found {
    std::vector<std::string> lines;
    WriterCapture extra;
  } found;
  const oph_finding_sink_t sink{OPH_SIZEOF(oph_finding_sink_t, tool), &found,
                                [](void* c, const oph_finding_t* f, const oph_writer_t** extra) noexcept -> oph_status_t {
                                  auto& self = *static_cast<Found*>(c);
                                  self.lines.push_back(text(f->path) + ":" + std::to_string(f->line) + ":" + std::to_string(f->column) + " " +
                                                       text(f->rule) + " " + text(f->message) + " " + std::to_string(f->severity));
                                  if (extra != nullptr) *extra = self.extra.raw();
                                  return OPH_OK;
                                },
                                [](void* c, std::int32_t code, std::uint64_t out, std::uint64_t err) noexcept -> oph_status_t {
                                  static_cast<Found*>(c)->lines.push_back(std::to_string(code) + " " + std::to_string(out) + " " + std::to_string(err));
                                  return OPH_OK;
                                }};
  call([&](oph_error_t* error) { return auditor->run(auditor.raw(), str("/src"), &sink, error); });
  CHECK(found.lines == std::vector<std::string>{"/src:3:4 R1 bad 4", ":0:0  meh 1", "1 10 0"});
  CHECK(found.extra.object() == json::object{{"fix", "good"}});
}
