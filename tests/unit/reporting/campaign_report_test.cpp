// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <unistd.h>

#include <doctest/doctest.h>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/reporting/campaign_report.hpp>
#include <ophamin/reporting/table.hpp>

namespace ophamin::reporting {
namespace {

namespace fs = std::filesystem;

ShardLine shard(std::string id, std::string scenario, std::string point, std::string verdict) {
  return {.shard_id = std::move(id),
          .scenario = std::move(scenario),
          .point = std::move(point),
          .verdict = std::move(verdict),
          .observed = 0.000123456,
          .comparator = "<=",
          .threshold = 0.05,
          .units = "s",
          .ci_low = 0.0001,
          .ci_high = 0.00015,
          .n = 2000,
          .seconds = 1.25};
}

std::vector<ShardLine> example() {
  std::vector<ShardLine> shards{shard("0000-throughput-ceiling-aaaaaaaa", "throughput-ceiling", "level=1", "VALIDATED"),
                                shard("0001-throughput-ceiling-bbbbbbbb", "throughput-ceiling", "level=9", "REFUTED"),
                                shard("0002-round-trip-fidelity-44136fa3", "round-trip-fidelity", "-", "VALIDATED"),
                                {.shard_id = "0003-broken-44136fa3",
                                 .scenario = "broken",
                                 .verdict = "ERRORED",
                                 .seconds = 125.0,
                                 .error = "the worker was killed by SIGSEGV\nlast output: | pipe \x1B[2J"}};
  shards[0].bundle = "proofs/engineering/throughput-ceiling/2026-05-15_validated_0123456789ab";
  shards[2].corrected_verdict = "INCONCLUSIVE";
  return shards;
}

TEST_CASE("durations") {
  CHECK(duration_text(0.0) == "0ms");
  CHECK(duration_text(0.35) == "350ms");
  CHECK(duration_text(0.9996) == "1.0s");
  CHECK(duration_text(1.24) == "1.2s");
  CHECK(duration_text(45.4) == "45s");
  CHECK(duration_text(59.7) == "1m00s");
  CHECK(duration_text(125.0) == "2m05s");
  CHECK(duration_text(11220.0) == "3h07m");
  CHECK(duration_text(-1.0) == "?");
  CHECK(duration_text(1e300) == "?");
}

TEST_CASE("the table of a run fits 80 columns and names everything") {
  const std::vector<ShardLine> shards = example();
  const std::string text = results_table(shards, 80);
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) CHECK(display_width(line) <= 80);
  CHECK(text ==
        "scenario   verdict         observed  threshold  interval              n   time\n"
        "------------------------------------------------------------------------------\n"
        "throughput-ceiling\n"
        "  level=1  VALIDATED      0.0001235  <= 0.05    [0.0001, 0.00015]  2000   1.2s\n"
        "  level=9  REFUTED        0.0001235  <= 0.05    [0.0001, 0.00015]  2000   1.2s\n"
        "round-trip-fidelity\n"
        "  -        INCONCLUSIVE*  0.0001235  <= 0.05    [0.0001, 0.00015]  2000   1.2s\n"
        "broken     ERRORED                                                       2m05s\n"
        "* not significant after multiplicity correction\n");
  // Points of several keys: the keys once, the values in each row.
  std::vector<ShardLine> grid = {shards[0], shards[1]};
  grid[0].point = "injection_rate=0.1, immune_threshold=0.45";
  grid[1].point = "injection_rate=0.1, immune_threshold=0.9";
  const std::string grid_text = results_table(grid, 80);
  CHECK(grid_text.find("\nthroughput-ceiling (injection_rate, immune_threshold)\n  0.1, 0.45 ") != std::string::npos);
  CHECK(grid_text.find("\n  0.1, 0.9 ") != std::string::npos);
  // Numbers of any length and long names stay within the width, too.
  std::vector<ShardLine> wide = shards;
  wide[0].scenario = std::string(90, 'x');
  wide[0].observed = -1.234e-300;
  wide[0].ci_low = -1.234e-300;
  wide[0].ci_high = 1.234e+300;
  wide[0].n = 5'000'000'000;
  for (const std::size_t width : {20U, 40U, 60U, 80U, 120U}) {
    std::istringstream wide_lines(results_table(wide, width));
    for (std::string line; std::getline(wide_lines, line);) CHECK(display_width(line) <= width);
  }
}

TEST_CASE("a run without shards says so") { CHECK(results_table({}, 80) == "nothing ran\n"); }

TEST_CASE("the report page") {
  CampaignReport report{.name = "quick | start",
                        .description = "What it is for.",
                        .target = "zlib",
                        .target_commit = "1.2.13",
                        .host_version = "0.1.0",
                        .started_at = "2026-11-24T00:00:00+00:00",
                        .completed_at = "2026-11-24T00:01:00+00:00",
                        .shards = example(),
                        .phases = {{.wheel = "seeing", .status = records::PhaseStatus::kSkipped, .error = "nothing to see"},
                                   {.wheel = "measuring", .status = records::PhaseStatus::kOk}},
                        .correction = "Holm at 0.05: 4 claims, 1 with a p-value, 0 significant after correction.",
                        .key_warning = "signed with the published key"};
  const std::vector<OutputEntry> outputs{{"SUMMARY.json", 0}, {"proofs/", 6}};
  CHECK(to_markdown(report, outputs, "2026-11-24T00:01:01+00:00") == R"(# Campaign quick \| start

Generated 2026-11-24T00:01:01+00:00 by ophamin-host 0.1.0

> A verdict compares what was observed with a threshold that was registered before the first cycle ran.
> REFUTED is a result like any other; ERRORED means that there is none.
> Every record is signed: `ophamin-host proof verify` checks one, this page is for reading only.

**Warning:** signed with the published key

What it is for.

- Target: zlib at `1.2.13`
- Started: 2026-11-24T00:00:00+00:00
- Completed: 2026-11-24T00:01:00+00:00
- Shards: 4 (1 ERRORED, 1 REFUTED, 2 VALIDATED)

## Results

| Scenario | Point | Verdict | Observed | Threshold | Interval | n | Time |
|---|---|---|---|---|---|---|---|
| [throughput-ceiling](proofs/engineering/throughput-ceiling/2026-05-15_validated_0123456789ab) | level=1 | VALIDATED | 0.0001235 | <= 0.05 s | [0.0001, 0.00015] | 2000 | 1.2s |
| throughput-ceiling | level=9 | REFUTED | 0.0001235 | <= 0.05 s | [0.0001, 0.00015] | 2000 | 1.2s |
| round-trip-fidelity |  | VALIDATED -> INCONCLUSIVE | 0.0001235 | <= 0.05 s | [0.0001, 0.00015] | 2000 | 1.2s |
| broken |  | ERRORED |  |  |  |  | 2m05s |

Holm at 0.05: 4 claims, 1 with a p-value, 0 significant after correction.

## Errored shards

- `0003-broken-44136fa3`: the worker was killed by SIGSEGV last output: \| pipe  [2J

## Phases

| Phase | Status | Why |
|---|---|---|
| seeing | skipped | nothing to see |
| measuring | ok |  |

## Files

- `SUMMARY.json`
- proofs/ (6 files)
)");
  report = CampaignReport{.name = "empty"};
  const std::string empty = to_markdown(report, {}, "now");
  CHECK(empty.find("(in flight)") != std::string::npos);
  CHECK(empty.find("Nothing ran.") != std::string::npos);
  CHECK(empty.find("Warning") == std::string::npos);
}

TEST_CASE("the report lists what the folder holds") {
  const fs::path folder = fs::temp_directory_path() / ("ophamin-report-" + std::to_string(::getpid()));
  fs::remove_all(folder);
  fs::create_directories(folder / "proofs/a/b");
  fs::create_directories(folder / ".work");
  for (const char* name : {"SUMMARY.md", "CAMPAIGN.json", "REPORT.md", "proofs/a/b/proof.json", "proofs/x.json", ".work/y"})
    std::ofstream(folder / name) << "x";
  const std::vector<OutputEntry> outputs = list_outputs(folder);
  REQUIRE(outputs.size() == 2);
  CHECK(outputs[0].name == "SUMMARY.md");
  CHECK(outputs[1].name == "proofs/");
  CHECK(outputs[1].files == 2);
  CHECK(write_report({.name = "x"}, folder) == 2);
  std::ostringstream text;
  text << std::ifstream(folder / "REPORT.md").rdbuf();
  CHECK(text.str().find("- proofs/ (2 files)\n") != std::string::npos);
  fs::remove_all(folder);
  CHECK_THROWS_AS(list_outputs(folder), diagnostics::Error);
}

}  // namespace
}  // namespace ophamin::reporting
