// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <filesystem>
#include <fstream>
#include <limits>
#include <random>
#include <string>

#include <doctest/doctest.h>

#include "manifest_text.hpp"

namespace ophamin::test {
namespace {

using campaign::Manifest;
using diagnostics::ErrorCode;

TEST_CASE("the smallest manifest has every default") {
  const Manifest manifest = good(kSmallest);
  CHECK(manifest.campaign.name == "small");
  CHECK(manifest.campaign.description.empty());
  CHECK(manifest.campaign.seed == 0);
  CHECK(manifest.campaign.out == "campaigns/latest");
  CHECK(manifest.campaign.target == "zlib");
  CHECK(manifest.folder == "/project/manifests");
  CHECK(manifest.plugins.paths.empty());
  CHECK_FALSE(manifest.plugins.lock);
  CHECK(manifest.correction.method == comparing::CorrectionMethod::kHolm);
  CHECK(manifest.correction.alpha == 0.05);
  CHECK(manifest.execution.jobs >= 1);
  CHECK(manifest.execution.isolation == campaign::Isolation::kProcess);
  CHECK(manifest.execution.time_limit == std::chrono::milliseconds(0));
  CHECK(manifest.execution.memory_limit == 0);
  CHECK(manifest.execution.hash_cache == campaign::HashCacheUse::kUse);
  CHECK_FALSE(manifest.key_file);
  CHECK(manifest.formats == std::vector{campaign::ReportFormat::kJson, campaign::ReportFormat::kMarkdown});
  REQUIRE(manifest.scenarios.size() == 1);
  CHECK(manifest.scenarios[0].name == "round-trip-fidelity");
  CHECK(manifest.scenarios[0].corpus == "docs");
  CHECK(manifest.scenarios[0].substrate == "zlib");
  CHECK_FALSE(manifest.scenarios[0].n_cycles);
}

TEST_CASE("every key is read") {
  const Manifest manifest = good(R"(
[campaign]
name = "all"
description = "everything"
seed = 9223372036854775807
out = "results"
target = "libz"
[plugins]
paths = ["../lib", "/opt/plugins"]
lock = "plugins.lock"
prefer = { "pillar:O.spc" = "ophamin.pillars", "substrate:zlib" = "./mine/zlib.so" }
drafts = ["draft.gpu"]
[substrate.fast]
use = "zlib"
params = { level = 1, window = { bits = 15 } }
cycle = { flush = true }
[substrate.slow]
use = "zlib"
params = { level = 9 }
[corpus.docs]
use = "text-files"
params = { root = "..", include = ["*.md", "*.txt"], ratio = 0.5 }
[[scenario]]
use = "throughput-ceiling"
name = "quick"
corpus = "docs"
substrate = "slow"
n_cycles = 100
params = { ceiling_seconds = 1 }
sweep = { "substrate.params.level" = [9, 1], "corpus.params.unit" = ["file", "line"], n_cycles = [10, 20] }
[[scenario.pillar]]
use = "O.spc"
columns = { value = "deflate_ns", more = ["a", "host.cycle_seconds"] }
params = { sigma_limit = 2.5 }
stream = true
[[scenario]]
use = "round-trip-fidelity"
substrate = "fast"
[correction]
method = "bh"
alpha = 1
[execution]
jobs = 3
isolation = "none"
hash_cache = "check"
time_limit = "1m30s"
memory_limit = "1GiB"
[signing]
key_file = "key.bin"
[report]
formats = ["json"]
)");
  CHECK(manifest.campaign.seed == static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()));
  CHECK(manifest.campaign.out == "results");
  CHECK(manifest.campaign.target == "libz");
  REQUIRE(manifest.plugins.paths.size() == 2);
  CHECK(manifest.plugins.paths[0] == "/project/lib");
  CHECK(manifest.plugins.paths[1] == "/opt/plugins");
  CHECK(manifest.plugins.lock == "/project/manifests/plugins.lock");
  REQUIRE(manifest.plugins.prefer.size() == 2);
  CHECK(manifest.plugins.prefer[0] == std::pair<std::string, std::string>("pillar:O.spc", "ophamin.pillars"));
  CHECK(manifest.plugins.prefer[1].second == "/project/manifests/mine/zlib.so");
  CHECK(manifest.plugins.drafts == std::vector<std::string>{"draft.gpu"});

  REQUIRE(manifest.substrates.size() == 2);
  CHECK(manifest.substrates[0].name == "fast");
  CHECK(manifest.substrates[0].params.at("level").as_int64() == 1);
  CHECK(manifest.substrates[0].params.at("window").as_object().at("bits").as_int64() == 15);
  CHECK(manifest.substrates[0].cycle.at("flush").as_bool());
  CHECK(manifest.corpora.at(0).params.at("root").as_string() == "..");
  CHECK(manifest.corpora.at(0).params.at("ratio").as_double() == 0.5);

  REQUIRE(manifest.scenarios.size() == 2);
  const campaign::ScenarioEntry& quick = manifest.scenarios[0];
  CHECK(quick.name == "quick");
  CHECK(quick.substrate == "slow");
  CHECK(quick.n_cycles == 100);
  REQUIRE(quick.sweep.size() == 3);
  CHECK(quick.sweep[0].key == "substrate.params.level");
  CHECK(quick.sweep[0].values[0].as_int64() == 9);
  CHECK(quick.sweep[1].key == "corpus.params.unit");
  CHECK(quick.sweep[2].key == "n_cycles");
  REQUIRE(quick.pillars.size() == 1);
  CHECK(quick.pillars[0].columns.at(0).fields == std::vector<std::string>{"deflate_ns"});
  CHECK(quick.pillars[0].columns.at(1).fields == std::vector<std::string>{"a", "host.cycle_seconds"});
  CHECK(quick.pillars[0].params.at("sigma_limit").as_double() == 2.5);
  CHECK(quick.pillars[0].stream);
  CHECK(manifest.scenarios[1].corpus == "docs");

  CHECK(manifest.correction.method == comparing::CorrectionMethod::kBenjaminiHochberg);
  CHECK(manifest.correction.alpha == 1.0);
  CHECK(manifest.execution.jobs == 3);
  CHECK(manifest.execution.isolation == campaign::Isolation::kNone);
  CHECK(manifest.execution.hash_cache == campaign::HashCacheUse::kCheck);
  CHECK(manifest.execution.time_limit == std::chrono::seconds(90));
  CHECK(manifest.execution.memory_limit == std::uint64_t{1} << 30);
  CHECK(manifest.key_file == "/project/manifests/key.bin");
  CHECK(manifest.formats == std::vector{campaign::ReportFormat::kJson});

  CHECK(manifest.find_substrate("fast") == &manifest.substrates[0]);
  CHECK(manifest.find_corpus("nope") == nullptr);
  CHECK(manifest.find_scenario("quick") == &manifest.scenarios[0]);
}

TEST_CASE("every parameter knows the line it was written in") {
  const Manifest manifest = good(R"([campaign]
name = "places"
[substrate.zlib]
use = "zlib"
[substrate.zlib.params]
level = 6
window = { bits = 15, list = [1, 2] }
[corpus.docs]
use = "text-files"
[[scenario]]
use = "a"
sweep = { "substrate.params.level" = [1, 6] }
[[scenario]]
use = "b"
)");
  const auto level = manifest.place_of("/substrate/zlib/params/level");
  CHECK(level.line == 6);
  CHECK(level.column == 1);
  CHECK(level.line_text == "level = 6");
  CHECK(level.path == "substrate.zlib.params.level");
  CHECK(manifest.place_of("/substrate/zlib/params/window/bits").column == 12);
  CHECK(manifest.place_of("/substrate/zlib/params/window/list/1").column == 34);
  CHECK(manifest.place_of("/scenario/1/use").line == 14);
  CHECK(manifest.place_of("/scenario/0/sweep/substrate.params.level/1").line == 12);
  // What was not written is at the nearest enclosing key that was.
  CHECK(manifest.place_of("/substrate/zlib/params/memory").line == 5);
  CHECK(manifest.place_of("/substrate/zlib/cycle/x").line == 3);
  CHECK(manifest.place_of("/execution/jobs").line == 0);
  CHECK(manifest.place_of("/execution/jobs").file == "/project/manifests/run.toml");
  CHECK(manifest.place_of("/scenario/0/sweep/substrate.params.level").path == "scenario.0.sweep.\"substrate.params.level\"");
  CHECK(campaign::json_pointer("/a", "x/y~z") == "/a/x~1y~0z");
}

TEST_CASE("a sweep may be written as dotted tables, in the order written") {
  const Manifest manifest = good(std::string(kSmallest) + R"(sweep.params.zeta = [1, 2]
sweep.substrate.params.level = [1]
sweep.n_cycles = [5]
)");
  const auto& sweep = manifest.scenarios.at(0).sweep;
  REQUIRE(sweep.size() == 3);
  CHECK(sweep[0].key == "params.zeta");
  CHECK(sweep[1].key == "substrate.params.level");
  CHECK(sweep[2].key == "n_cycles");
  CHECK(manifest.place_of(sweep[1].at).line == 10);
}

TEST_CASE("a manifest without a substrate needs a target and no more") {
  const Manifest manifest = good(R"([campaign]
name = "static"
target = "the source tree"
[corpus.docs]
use = "text-files"
[[scenario]]
use = "wording"
)");
  CHECK(manifest.scenarios.at(0).substrate.empty());
  CHECK(manifest.campaign.target == "the source tree");
}

TEST_CASE("an entry that nothing uses is a warning, not an error") {
  const auto reading = read(std::string(kSmallest) + "substrate = \"zlib\"\n[substrate.spare]\nuse = \"zlib\"\n");
  REQUIRE(reading.manifest);
  REQUIRE(reading.diagnostics.size() == 1);
  CHECK(reading.diagnostics[0].severity == diagnostics::Severity::kWarning);
  CHECK(reading.diagnostics[0].place.line == 10);
  CHECK(diagnostics::exit_code(reading.diagnostics) == 0);
}

TEST_CASE("overrides are applied before anything is checked") {
  SUBCASE("a value as TOML, a value as text, and a new key") {
    const Manifest manifest = good(kSmallest, {"campaign.seed=7", "campaign.out=/tmp/x y", "execution.jobs=2",
                                               "substrate.zlib.params.level=9", "campaign.seed=8"});
    CHECK(manifest.campaign.seed == 8);
    CHECK(manifest.campaign.out == "/tmp/x y");
    CHECK(manifest.execution.jobs == 2);
    CHECK(manifest.substrates[0].params.at("level").as_int64() == 9);
    CHECK(manifest.place_of("/substrate/zlib/params/level").file == "--set substrate.zlib.params.level=9");
    CHECK(manifest.place_of("/substrate/zlib/params/level").line == 0);
    CHECK(manifest.place_of("/substrate/zlib/use").line == 4);
  }
  SUBCASE("a scenario by index, by name and by component") {
    const std::string text = std::string(kSmallest) + "name = \"first\"\n[[scenario]]\nuse = \"second\"\n";
    const Manifest manifest = good(text, {"scenario.0.n_cycles=3", "scenario.first.params.x=1", "scenario.second.n_cycles=4"});
    CHECK(manifest.scenarios[0].n_cycles == 3);
    CHECK(manifest.scenarios[0].params.at("x").as_int64() == 1);
    CHECK(manifest.scenarios[1].n_cycles == 4);
  }
  SUBCASE("a quoted part, and an equals sign in the value") {
    const Manifest manifest = good(kSmallest, {"scenario.0.sweep.\"params.a\"=[\"x=y\", \"z\"]", "campaign.description=a=b"});
    CHECK(manifest.scenarios[0].sweep.at(0).key == "params.a");
    CHECK(manifest.scenarios[0].sweep.at(0).values.at(0).as_string() == "x=y");
    CHECK(manifest.campaign.description == "a=b");
  }
  SUBCASE("the order of an inline table is kept") {
    const Manifest manifest = good(kSmallest, {"scenario.0.sweep={ \"params.z\" = [1], \"params.a\" = [1] }"});
    CHECK(manifest.scenarios[0].sweep.at(0).key == "params.z");
  }
  SUBCASE("an override can mend a manifest") {
    CHECK(good(R"([campaign]
[corpus.d]
use = "x"
[[scenario]]
use = "y"
)",
               {"campaign.name=n", "campaign.target=t"})
              .campaign.name == "n");
  }
  SUBCASE("a value with a line break is text, not more keys") {
    CHECK(good(kSmallest, {"campaign.description=1\nseed = 5"}).campaign.description == "1\nseed = 5");
  }
}

TEST_CASE("an override that cannot be applied says why") {
  for (const char* bad : {"campaign.seed", "=5", "campaign..seed=1", "campaign.name.first=x", "scenario.7.n_cycles=1",
                          "scenario.round-trip.n_cycles=1", "a\nb=1", "campaign.\xff=1"}) {
    CAPTURE(bad);
    const auto found = complaints(kSmallest, {bad});
    CHECK(found.back().code == ErrorCode::kSetOverrideInvalid);
    CHECK(found.back().place.file == std::string("--set ") + bad);
    CHECK_FALSE(found.back().expected.empty());
  }
}

TEST_CASE("a wrong value of an override is complained of at the override, after the file's own") {
  const auto found = complaints(std::string(kSmallest) + "n_cycle = 3\n", {"campaign.seed=-1"});
  REQUIRE(found.size() == 2);
  CHECK(found[0].code == ErrorCode::kUnknownKey);
  CHECK(found[0].place.line == 9);
  CHECK(found[0].suggestions == std::vector<std::string>{"n_cycles"});
  CHECK(found[1].place.file == "--set campaign.seed=-1");
  CHECK(found[1].code == ErrorCode::kValueOutOfRange);
  CHECK(found[1].place.path == "campaign.seed");
}

TEST_CASE("files that are no manifest") {
  namespace fs = std::filesystem;
  const fs::path folder = fs::temp_directory_path() / "ophamin-manifest-test";
  fs::create_directories(folder);
  const auto code_of = [](const fs::path& path) {
    const auto reading = campaign::read_manifest(path);
    REQUIRE_FALSE(reading.manifest);
    REQUIRE(reading.diagnostics.size() == 1);
    CHECK(diagnostics::exit_code(reading.diagnostics) == 2);
    return reading.diagnostics[0].code;
  };
  CHECK(code_of(folder / "absent.toml") == ErrorCode::kManifestUnreadable);
  CHECK(code_of(folder) == ErrorCode::kManifestUnreadable);
  const fs::path file = folder / "run.toml";
  const auto write = [&](const std::string& bytes) { std::ofstream(file, std::ios::binary) << bytes; };
  write("");
  CHECK(code_of(file) == ErrorCode::kManifestUnreadable);
  write(" \n\t\r\n");
  CHECK(code_of(file) == ErrorCode::kManifestUnreadable);
  write(std::string(campaign::kManifestLimit + 1, '#'));
  CHECK(code_of(file) == ErrorCode::kManifestUnreadable);
  write("[campaign]\nname = \"caf\xC3\xA9 \xFF\"\n");
  const auto reading = campaign::read_manifest(file);
  REQUIRE(reading.diagnostics.size() == 1);
  CHECK(reading.diagnostics[0].code == ErrorCode::kManifestSyntax);
  CHECK(reading.diagnostics[0].place.line == 2);
  CHECK(reading.diagnostics[0].place.column == 14);
  write("\xEF\xBB\xBF" + std::string(kSmallest));
  CHECK(campaign::read_manifest(file).manifest.has_value());
  CHECK_THROWS_AS(campaign::load_manifest(folder / "absent.toml"), diagnostics::Error);
  fs::remove_all(folder);
}

TEST_CASE("a manifest at its size limit of keys is read in reasonable time and memory") {
  std::string text = std::string(kSmallest) + "params = { ";
  for (int i = 0; i < 20000; ++i) text += "k" + std::to_string(i) + " = 1, ";
  text += "last = 1 }\n";
  CHECK(good(text).scenarios[0].params.size() == 20001);
}

TEST_CASE("whatever stands in a file, reading gives a manifest or complaints") {
  const std::string whole = std::string(kSmallest) + R"(params = { a = [1, 2.5, "x"], "b.c" = { d = true } }
sweep = { "substrate.params.level" = [1, 6], n_cycles = [3] }
[[scenario.pillar]]
use = "O.spc"
columns = { value = ["x", "host.success"] }
[execution]
time_limit = "1h30m"
memory_limit = "1.5 GiB"
[plugins]
prefer = { "pillar:O.spc" = "a/b" }
)";
  const auto holds = [](const std::string& text) {
    const auto reading = read(text);
    bool errors = false;
    for (const auto& complaint : reading.diagnostics) errors |= complaint.severity == diagnostics::Severity::kError;
    return reading.manifest.has_value() != errors;
  };
  for (std::size_t size = 0; size <= whole.size(); ++size) CHECK_MESSAGE(holds(whole.substr(0, size)), size);
  std::mt19937 random(20261124);
  constexpr std::string_view kBytes = "[]{}=,.\"'#\n 0-x\xFF\x00\xC3";
  for (int round = 0; round < 3000; ++round) {
    std::string mutated = whole;
    for (int change = 0; change < 3; ++change) {
      const std::size_t at = random() % mutated.size();
      if (random() % 3 == 0) mutated.erase(at, 1 + random() % 8);
      else if (random() % 2 == 0) mutated[at] = kBytes[random() % kBytes.size()];
      else mutated.insert(at, 1, kBytes[random() % kBytes.size()]);
    }
    CHECK_MESSAGE(holds(mutated), mutated);
  }
}

TEST_CASE("a flood of complaints ends in a count") {
  std::string text(kSmallest);
  for (int i = 0; i < 1500; ++i) text += "wrong" + std::to_string(i) + " = 1\n";
  const auto found = complaints(text);
  REQUIRE(found.size() == 1001);
  CHECK(found.back().severity == diagnostics::Severity::kNote);
  CHECK(found.back().message == "500 more complaints are not shown");
}

}  // namespace
}  // namespace ophamin::test
