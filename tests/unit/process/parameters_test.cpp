// SPDX-License-Identifier: Apache-2.0
// What a manifest may say, and what is refused when the substrate is opened.
#include "process_kit.hpp"

#include <fstream>

#include <ophamin/probe.h>
#include <ophamin/templates.h>
#include <support/temporary_directory.hpp>

using namespace ophamin::test;

namespace {

std::string refused(const json::object& params, oph_status_t status = OPH_INVALID_ARGUMENT) {
  return refusal(status, [&] { Session session(params); });
}

}  // namespace

TEST_CASE("fields are declared as the manifest says") {
  Session session(odd("echo", "",
                      {{"fields", {{"score", "float"}, {"label", "text"}, {"took", "float"}}},
                       {"optional", {"label"}},
                       {"measured", {"took"}},
                       {"units", {{"took", "s"}}},
                       {"families", {{"took", "timing"}, {"score", "phi"}}}}));
  std::map<std::string, FieldCopy> fields;
  for (const auto& field : session->fields) fields[field.name] = field;
  REQUIRE(fields.size() == 6);
  CHECK(fields.at("score").type == OPH_FLOAT);
  CHECK(fields.at("score").flags == 0);
  CHECK(fields.at("score").family == "phi");
  CHECK(fields.at("label").type == OPH_TEXT);
  CHECK(fields.at("label").flags == OPH_FIELD_NULLABLE);
  CHECK(fields.at("took").flags == OPH_FIELD_MEASURED);
  CHECK(fields.at("took").unit == "s");
  CHECK(fields.at("cycle_seconds").flags == (OPH_FIELD_NULLABLE | OPH_FIELD_MEASURED));
  CHECK(fields.at("round_trip_seconds").unit == "s");
  CHECK(fields.at("halt_mode").flags == OPH_FIELD_NULLABLE);
}

TEST_CASE("wrong fields are said all at once") {
  const auto message = refused(odd("echo", "",
                                   {{"fields", {{"host.x", "int"}, {"cycle_seconds", "float"}, {"good", "int"}}},
                                    {"optional", {"godo"}},
                                    {"units", {{"other", "s"}}}}));
  for (const char* piece : {"found `host.x`", "`cycle_seconds` is always there", "optional: expected names of `fields`, found `godo`", "units: expected"}) {
    CHECK_MESSAGE(contains(message, piece), message);
  }
}

TEST_CASE("parameters that exclude one another are said all at once") {
  const auto message = refused(odd("echo", "", {{"exchange", "batch"}, {"wait_ready", true}, {"restart", true}, {"numbered", false}, {"revision", "command"}, {"results_folder", "/nowhere"}}));
  for (const char* piece : {"exchange = \"batch\"", "wait_ready", "restart", "numbered = false", "expected revision_command, found none", "results_folder: expected a folder"}) {
    CHECK_MESSAGE(contains(message, piece), message);
  }
  CHECK(contains(refused(lines(odd("echo", "", {{"input", "text"}}))), "input = \"text\": expected mode = \"subprocess\""));
  CHECK(contains(refused(odd("echo", "", {{"revision_command", {"x"}}})), "revision_command: expected revision = \"command\""));
  CHECK(contains(refused(odd("echo", "", {{"environment", {{"A=B", "x"}}}})), "found `A=B`"));
  CHECK(contains(refused({{"command", json::array{}}}), "found an empty list"));
}

TEST_CASE("a program that is not there is said with the places where it was looked for") {
  TemporaryDirectory folder;
  CHECK(contains(refused({{"command", {"no-such-program-anywhere"}}, {"environment", {{"PATH", "/bin:/usr/bin"}}}}, OPH_UNAVAILABLE),
                 "expected a program `no-such-program-anywhere` in PATH (/bin:/usr/bin), found none"));
  CHECK(contains(refused({{"command", {"./missing"}}, {"working_folder", folder.path().string()}}, OPH_UNAVAILABLE), "/missing`: No such file or directory"));
  std::ofstream(folder / "plain") << "x";
  CHECK(contains(refused({{"command", {"./plain"}}, {"working_folder", folder.path().string()}}, OPH_UNAVAILABLE), "it is not executable"));
  CHECK(contains(refused({{"command", {"plain"}}, {"environment", {{"PATH", folder.path().string()}}}}, OPH_UNAVAILABLE), "plain`: it is not executable"));
  CHECK(contains(refused({{"command", {"/tmp"}}}, OPH_UNAVAILABLE), "it is a folder"));
  CHECK(contains(refused({{"command", {"cat"}}, {"working_folder", (folder / "none").string()}}, OPH_UNAVAILABLE), "expected the folder that the program runs in"));
}

TEST_CASE("a relative program starts at the working folder") {
  TemporaryDirectory folder;
  std::ofstream(folder / "model.sh") << "#!/bin/sh\necho '{\"here\": true}'\n";
  std::filesystem::permissions(folder / "model.sh", std::filesystem::perms::owner_all);
  Session session({{"command", {"./model.sh"}}, {"working_folder", folder.path().string()}});
  CHECK(session.run({"x"}).raw[0].at("here") == true);
}

TEST_CASE("the plugin offers templates and probes, and nothing under other names") {
  const oph_plugin_t* plugin = load_plugin((shipped_plugins() / "process.so").string());
  const bool has_abilities = plugin->extension != nullptr;
  REQUIRE(has_abilities);
  CHECK(plugin->extension(str("templates"), 2) == nullptr);
  CHECK(plugin->extension(str("other"), 1) == nullptr);
  const auto* templates = static_cast<const oph_templates_t*>(plugin->extension(str(OPH_ABILITY_TEMPLATES), OPH_ABILITY_TEMPLATES_REVISION));
  REQUIRE(templates != nullptr);
  std::vector<std::string> names;
  for (std::uint64_t i = 0; i < templates->count; ++i) {
    names.push_back(text(templates->items[i]->component) + "/" + text(templates->items[i]->variant));
    CHECK(templates->items[i]->text.size > 100);
  }
  CHECK(names == std::vector<std::string>{"process/python", "process/shell", "process/cpp", "kimera/"});
  const auto* probes = static_cast<const oph_probes_t*>(plugin->extension(str(OPH_ABILITY_PROBE), OPH_ABILITY_PROBE_REVISION));
  REQUIRE(probes != nullptr);
  CHECK(probes->count == 2);
}
