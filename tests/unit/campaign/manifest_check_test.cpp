// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <boost/json/serialize.hpp>

#include <ophamin/abi.h>
#include <ophamin/campaign/manifest_check.hpp>
#include <ophamin/campaign/manifest_reader.hpp>
#include <ophamin/diagnostics/render.hpp>

#include "manifest_text.hpp"

namespace ophamin::test {
namespace {

using diagnostics::Diagnostic;
using diagnostics::ErrorCode;
using registry::Component;

Component component(oph_kind_t kind, std::string name, std::string schema = {}) {
  Component made;
  made.kind = kind;
  made.name = std::move(name);
  made.revision = 1;
  made.parameters_schema = std::move(schema);
  switch (kind) {
    case OPH_PILLAR: made.table = oph_pillar_t{}; break;
    case OPH_SCENARIO: made.table = oph_scenario_t{}; break;
    case OPH_CORPUS: made.table = oph_corpus_t{}; break;
    default: made.table = oph_substrate_t{}; break;
  }
  return made;
}

constexpr const char* kLevelSchema =
    R"({"type":"object","properties":{"level":{"type":"integer","minimum":1,"maximum":9,"default":6}}})";
constexpr const char* kFilesSchema =
    R"({"type":"object","required":["root"],"properties":{
        "root":{"type":"string","format":"path"},
        "cache":{"type":"string","format":"path","default":"cache"},
        "none":{"type":"string","format":"path","default":""},
        "lists":{"type":"array","items":{"type":"string","format":"path"},"default":[]},
        "nested":{"type":"object","properties":{"file":{"type":"string","format":"path"},"name":{"type":"string"}},"default":{}},
        "unit":{"enum":["file","line"],"default":"file"}}})";

registry::Registry example_registry() {
  registry::ValidPlugin plugin;
  plugin.plugin.id = "test.example";
  plugin.plugin.version = "1.0.0";
  Component zlib = component(OPH_SUBSTRATE, "zlib", kLevelSchema);
  zlib.cycle_schema = R"({"type":"object","properties":{"flush":{"type":"boolean","default":false}}})";
  plugin.components.push_back(std::move(zlib));
  plugin.components.push_back(component(OPH_CORPUS, "text-files", kFilesSchema));
  plugin.components.push_back(
      component(OPH_SCENARIO, "round-trip-fidelity",
                R"({"type":"object","properties":{"floor":{"type":"number","minimum":0,"maximum":1,"default":0.99}}})"));
  Component spc = component(OPH_PILLAR, "O.spc", R"({"type":"object","properties":{"sigma_limit":{"type":"number","default":3}}})");
  spc.roles = {{"value", "what is charted", OPH_TYPE_BIT(OPH_FLOAT), OPH_ROLE_ONE},
               {"subgroup", "", OPH_TYPE_BIT(OPH_TEXT), OPH_ROLE_OPTIONAL},
               {"more", "", OPH_TYPE_BIT(OPH_FLOAT), OPH_ROLE_MANY},
               {"rest", "", OPH_TYPE_BIT(OPH_FLOAT), OPH_ROLE_ANY}};
  plugin.components.push_back(std::move(spc));
  registry::Registry made;
  REQUIRE(made.register_plugin(std::move(plugin)).empty());
  return made;
}

constexpr std::string_view kGood = R"([campaign]
name = "checked"
[substrate.zlib]
use = "zlib"
params = { level = 6 }
[corpus.docs]
use = "text-files"
params = { root = ".." }
[[scenario]]
use = "round-trip-fidelity"
[[scenario.pillar]]
use = "O.spc"
columns = { value = "deflate_ns", more = ["a", "b"] }
)";

std::vector<Diagnostic> check(std::string_view text, std::vector<std::string> overrides = {}) {
  static const registry::Registry registry = example_registry();
  return campaign::check_against(good(text, std::move(overrides)), registry);
}

TEST_CASE("a manifest whose components fit has no complaints") {
  CHECK(check(kGood).empty());
  CHECK(check(kGood, {"scenario.0.pillar.0.columns.rest=[\"c\", \"d\"]"}).empty());
}

TEST_CASE("what could be read of a manifest with errors is checked all the same") {
  const auto reading = campaign::read_manifest_text(R"([campaign]
name = "draft"
sede = 1
[substrate.zlib]
use = "zlip"
[corpus.docs]
params = { root = "." }
[[scenario]]
use = "round-trip-fidelity"
params = { floor = 2 }
sweep = { "params.floor" = [], "substrate.params.level" = [1] }
)",
                                                    "draft.toml");
  REQUIRE(!reading.manifest);
  REQUIRE(reading.draft);
  const auto registry = example_registry();
  const auto found = campaign::check_against(*reading.draft, registry);
  REQUIRE(found.size() == 2);
  CHECK(found[0].code == ErrorCode::kComponentNotFound);
  CHECK(found[0].place.line == 5);
  CHECK(found[1].code == ErrorCode::kParameterSchemaViolation);
  CHECK(found[1].place.line == 10);
}

TEST_CASE("what is no TOML leaves no draft") {
  CHECK(!campaign::read_manifest_text("[campaign", "draft.toml").draft);
  CHECK(campaign::read_manifest_text(kGood, "good.toml").manifest);
  CHECK(!campaign::read_manifest_text(kGood, "good.toml").draft);
}

TEST_CASE("unknown components suggest near ones") {
  const auto found = check(kGood, {"substrate.zlib.use=zlip", "scenario.0.use=round-trip-fidelty", "scenario.0.pillar.0.use=O.cps",
                                   "corpus.docs.use=completely-else"});
  REQUIRE(found.size() == 4);
  for (const Diagnostic& complaint : found) CHECK(complaint.code == ErrorCode::kComponentNotFound);
  CHECK(diagnostics::exit_code(found) == 3);
  const auto text = diagnostics::to_text(found);
  CHECK(text.find("did you mean: zlib") != std::string::npos);
  CHECK(text.find("did you mean: round-trip-fidelity") != std::string::npos);
}

TEST_CASE("a component of a refused plugin is found but refused") {
  registry::Registry registry = example_registry();
  const std::vector<std::pair<oph_kind_t, std::string>> claims{{OPH_SUBSTRATE, "lzma"}};
  const std::vector<registry::Violation> violations{{.rule = "OPH-ABI-2",
                                                     .error = registry::ErrorKind::kPluginProtocolViolationError,
                                                     .file = "/lib/lzma.so",
                                                     .component = "substrate lzma",
                                                     .expected = "a size of at least 72",
                                                     .found = "64",
                                                     .mend = "rebuild it"}};
  registry.note_refused(claims, violations);
  const auto found = campaign::check_against(good(kGood, {"substrate.zlib.use=lzma"}), registry);
  REQUIRE(found.size() == 1);
  CHECK(found[0].code == ErrorCode::kPluginProtocolViolationError);
  CHECK(found[0].rule == "OPH-ABI-2");
  CHECK(found[0].message == "the substrate 'lzma' was found in /lib/lzma.so, but is refused");
  CHECK(found[0].mend == "rebuild it");
}

TEST_CASE("parameters are checked where they were written") {
  SUBCASE("out of range, and unknown with a suggestion") {
    const auto found = check(R"([campaign]
name = "checked"
[substrate.zlib]
use = "zlib"
params = { levl = 3, level = 12 }
cycle = { flush = 1 }
[corpus.docs]
use = "text-files"
[[scenario]]
use = "round-trip-fidelity"
params = { floor = 1.5 }
)");
    REQUIRE(found.size() == 5);
    for (const Diagnostic& complaint : found) CHECK(complaint.code == ErrorCode::kParameterSchemaViolation);
    CHECK(found[0].place.line == 5);
    CHECK(found[0].place.column == 12);
    CHECK(found[0].suggestions == std::vector<std::string>{"level"});
    CHECK(found[1].place.line == 5);
    CHECK(found[1].place.column == 22);
    CHECK(found[1].found.find("12") != std::string::npos);
    CHECK(found[2].place.line == 6);
    CHECK(found[2].message.find("cycle parameter 'flush'") != std::string::npos);
    // 'root' is required and missing: the corpus itself is the nearest that was written.
    CHECK(found[3].place.line == 6 + 1);
    CHECK(found[4].place.line == 11);
    CHECK(found[4].place.column == 12);
    CHECK(diagnostics::exit_code(found) == 2);
  }
  SUBCASE("a swept value at its own place, once") {
    const auto found = check(kGood, {"scenario.0.sweep={ \"params.floor\" = [0.5, 2.0], \"substrate.params.level\" = [1, 10, 11] }"});
    REQUIRE(found.size() == 3);
    CHECK(found[0].place.path == "scenario.0.sweep.\"params.floor\".1");
    CHECK(found[1].place.path == "scenario.0.sweep.\"substrate.params.level\".1");
    CHECK(found[2].place.path == "scenario.0.sweep.\"substrate.params.level\".2");
  }
  SUBCASE("a required parameter that only the sweep gives") {
    const std::string text = R"([campaign]
name = "checked"
[substrate.zlib]
use = "zlib"
[corpus.docs]
use = "text-files"
[[scenario]]
use = "round-trip-fidelity"
sweep = { "corpus.params.root" = ["a", "b"] }
)";
    CHECK(check(text).empty());
    CHECK(check(text + "[[scenario]]\nname = \"other\"\nuse = \"round-trip-fidelity\"\n").size() == 1);
  }
  SUBCASE("one mistake of an entry that many scenarios use is one complaint") {
    const auto found = check(std::string(kGood) + "[[scenario]]\nname = \"again\"\nuse = \"round-trip-fidelity\"\n", {"substrate.zlib.params.level=0"});
    CHECK(found.size() == 1);
  }
  SUBCASE("entries that no scenario uses are checked too") {
    CHECK(check(std::string(kGood) + "substrate = \"zlib\"\n", {"scenario.0.pillar.0={use=\"O.spc\",columns={value=\"a\",more=\"b\"}}",
                                                                 "scenario.0.substrate=zlib", "substrate.spare={use=\"zlib\",params={level=0}}",
                                                                 "scenario.0.corpus=docs", "corpus.spare={use=\"nothing\"}"})
              .size() == 2);
  }
}

TEST_CASE("roles of pillars") {
  SUBCASE("missing") {
    const auto found = check(kGood, {"scenario.0.pillar.0.columns={ subgroup = \"g\" }"});
    REQUIRE(found.size() == 2);
    CHECK(found[0].code == ErrorCode::kNonUniformComputeError);
    CHECK(found[0].message == "pillar O.spc needs a field for its role 'value'");
    CHECK(found[0].expected == "value = \"FIELD\" in columns: what is charted");
    CHECK(found[1].message.find("'more'") != std::string::npos);
  }
  SUBCASE("unknown") {
    const auto found = check(kGood, {"scenario.0.pillar.0.columns.valu=\"x\""});
    REQUIRE(found.size() == 1);
    CHECK(found[0].code == ErrorCode::kUnknownName);
    CHECK(found[0].suggestions == std::vector<std::string>{"value"});
  }
  SUBCASE("several fields where one fits") {
    const auto found = check(kGood, {"scenario.0.pillar.0.columns.value=[\"x\", \"y\"]"});
    REQUIRE(found.size() == 1);
    CHECK(found[0].code == ErrorCode::kValueOutOfRange);
  }
  SUBCASE("a stream of a pillar that cannot stream") {
    const auto found = check(kGood, {"scenario.0.pillar.0.stream=true"});
    REQUIRE(found.size() == 1);
    CHECK(found[0].message == "pillar O.spc cannot be fed as a stream");
  }
}

TEST_CASE("paths in parameters start at the manifest's folder") {
  const auto resolved = campaign::resolve_parameters(
      kFilesSchema, {{"root", ".."}, {"lists", {"a", "/b", "../c/"}}, {"nested", {{"file", "x"}, {"name", "x"}}}}, "/project/manifests");
  REQUIRE(resolved.problems.empty());
  CHECK(resolved.complete.at("root").as_string() == "/project/");
  CHECK(resolved.complete.at("cache").as_string() == "/project/manifests/cache");
  CHECK(resolved.complete.at("none").as_string() == "");
  CHECK(boost::json::serialize(resolved.complete.at("lists")) == R"(["/project/manifests/a","/b","/project/c/"])");
  CHECK(resolved.complete.at("nested").as_object().at("file").as_string() == "/project/manifests/x");
  CHECK(resolved.complete.at("nested").as_object().at("name").as_string() == "x");
  CHECK(resolved.complete.at("unit").as_string() == "file");
  CHECK_FALSE(campaign::resolve_parameters(kFilesSchema, {}, "/project").problems.empty());
  CHECK(campaign::resolve_parameters("", {}, "/project").problems.empty());
  CHECK_FALSE(campaign::resolve_parameters("", {{"x", 1}}, "/project").problems.empty());
}

}  // namespace
}  // namespace ophamin::test
