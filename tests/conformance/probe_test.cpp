// SPDX-License-Identifier: Apache-2.0
// OPH-HOST-2: what a probe child tells of a file.
#include <doctest/doctest.h>

#include <chrono>
#include <csignal>

#include "conformance/plugin_folder.hpp"

using namespace ophamin;
using namespace ophamin::registry;

TEST_CASE("a good file") {
  const ProbeResult result = probe(test::prober(), test::fixture_file("good"));
  CHECK_MESSAGE(result.violations.empty(), to_text(result.violations));
  CHECK(result.outcome == ProbeOutcome::kOk);
  CHECK(result.stage == "done");
  CHECK(result.id == "fixture.good");
  CHECK(result.version == "1.0.0");
  REQUIRE(result.claims.size() == 2);
  CHECK(result.claims[0] == std::pair<oph_kind_t, std::string>(OPH_PILLAR, "fixture.good"));
}

TEST_CASE("a crash names signal and stage") {
  const ProbeResult result = probe(test::prober(), test::fixture_file("crash_in_initialiser"));
  CHECK(result.outcome == ProbeOutcome::kCrashed);
  CHECK(result.signal == SIGSEGV);
  CHECK(result.signal_name == "SIGSEGV");
  CHECK(result.stage == "load");
  CHECK(probe(test::prober(), test::fixture_file("crash_in_entry")).stage == "entry");
  CHECK(probe(test::prober(), test::fixture_file("wild_pointer")).stage == "descriptor");
}

TEST_CASE("a hang ends at the time limit") {
  const auto begin = std::chrono::steady_clock::now();
  const ProbeResult result = probe(test::prober(std::chrono::milliseconds(700)), test::fixture_file("hang_in_entry"));
  CHECK(result.outcome == ProbeOutcome::kHung);
  CHECK(result.stage == "entry");
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(10));
}

TEST_CASE("an exit is not mistaken for success, nor output for an answer") {
  const ProbeResult ended = probe(test::prober(), test::fixture_file("exit_in_entry"));
  CHECK(ended.outcome == ProbeOutcome::kExited);
  CHECK(ended.exit_status == 0);
  const ProbeResult printed = probe(test::prober(), test::fixture_file("print_in_entry"));
  CHECK(printed.outcome == ProbeOutcome::kPrinted);
  CHECK(printed.stdout_tail == "fixture loaded\n");
  CHECK(printed.id == "fixture.print-in-entry");
}

TEST_CASE("a refused plugin still tells its names") {
  const ProbeResult result = probe(test::prober(), test::fixture_file("missing_slot"));
  CHECK(result.outcome == ProbeOutcome::kRefused);
  CHECK(result.id == "fixture.missing-slot");
  CHECK(result.claims.size() == 2);
}

TEST_CASE("a child that cannot be started, or knows nothing of probing, is the host's fault") {
  for (const char* program : {"/nonexistent/program", "/bin/false", "/bin/true"}) {
    Prober prober;
    prober.command = {program};
    const ProbeResult result = probe(prober, test::fixture_file("good"));
    CHECK(result.outcome == ProbeOutcome::kNotStarted);
    REQUIRE(result.violations.size() == 1);
    CHECK(result.violations[0].mend.find("fault of the host") != std::string::npos);
  }
  CHECK(probe(Prober{}, test::fixture_file("good")).outcome == ProbeOutcome::kNotStarted);
}

TEST_CASE("many files at once keep their order") {
  std::vector<std::filesystem::path> files;
  for (int i = 0; i < 6; ++i) {
    files.push_back(test::fixture_file("good"));
    files.push_back(test::fixture_file("crash_in_entry"));
  }
  const std::vector<ProbeResult> results = probe_all(test::prober(), files);
  REQUIRE(results.size() == files.size());
  for (std::size_t i = 0; i < results.size(); ++i) {
    CHECK(results[i].file == files[i]);
    CHECK(results[i].outcome == (i % 2 == 0 ? ProbeOutcome::kOk : ProbeOutcome::kCrashed));
  }
}
