// SPDX-License-Identifier: Apache-2.0
//
// Claim, then pre-registration, then data: shown by guests and notary writing into one journal.
#include <fstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <support/temporary_directory.hpp>

#include "shard_kit.hpp"

using namespace ophamin;
using test::job_of;
using test::RecordingNotary;
using test::run;

namespace {

std::vector<std::string> lines_of(const std::string& file) {
  std::ifstream stream(file);
  std::vector<std::string> lines;
  std::string line;
  while (std::getline(stream, line)) lines.push_back(line);
  return lines;
}

}  // namespace

TEST_CASE("no record is read and no cycle is run before the pre-registration") {
  const test::TemporaryDirectory folder;
  const auto journal = (folder / "journal").string();
  const auto data = (folder / "data.txt").string();
  std::ofstream(data) << "1\n2\n3\n4\n";
  RecordingNotary notary;
  notary.journal = journal;
  auto job = job_of("mean-above", {{"journal", journal}});
  job.corpus = {"lines", {{"file", data}, {"journal", journal}}};
  job.substrate->params = {{"journal", journal}};
  CHECK(run(job, notary).cycles == 4);
  CHECK(lines_of(journal) ==
        std::vector<std::string>{"claim", "corpus files", "preregister", "corpus next", "substrate run", "score"});
  REQUIRE(notary.statement().files.has_value());
  CHECK(notary.statement().files->front().label == "data.txt");
  CHECK(notary.statement().record_hash.empty());
}

TEST_CASE("records that have to be hashed are read by the host alone before the scenario sees one") {
  const test::TemporaryDirectory folder;
  const auto journal = (folder / "journal").string();
  RecordingNotary notary;
  notary.journal = journal;
  auto job = job_of("balances", {{"journal", journal}});
  job.corpus.params = {{"attributes", true}, {"journal", journal}};
  job.substrate->params = {{"journal", journal}};
  run(job, notary);
  // The first reading is the host's, for the hash; the second is the run's.
  CHECK(lines_of(journal) == std::vector<std::string>{"corpus next", "preregister", "corpus next", "select", "substrate run"});
}

TEST_CASE("without a pre-registration on disk nothing runs") {
  const test::TemporaryDirectory folder;
  const auto journal = (folder / "journal").string();
  const auto data = (folder / "data.txt").string();
  std::ofstream(data) << "1\n";
  RecordingNotary notary;
  notary.on_preregister = [] {
    throw diagnostics::Error({.code = diagnostics::ErrorCode::kFileUnwritable, .message = "the disk is full"});
  };
  auto job = job_of("mean-above", {{"journal", journal}});
  job.corpus = {"lines", {{"file", data}, {"journal", journal}}};
  job.substrate->params = {{"journal", journal}};
  test::check_error(diagnostics::ErrorCode::kFileUnwritable, "the disk is full", [&] { run(job, notary); });
  CHECK(lines_of(journal) == std::vector<std::string>{"claim", "corpus files"});
}

TEST_CASE("a corpus whose second reading differs is found out by its hash") {
  auto job = job_of("mean-above");
  job.corpus = {"restless", {}};
  RecordingNotary notary;
  const auto result = run(job, notary);
  CHECK(result.record_hash.size() == 64);
  CHECK(result.record_hash != notary.statement().record_hash);
}
