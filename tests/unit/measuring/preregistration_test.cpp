// SPDX-License-Identifier: Apache-2.0
#include <ophamin/measuring/preregistration.hpp>

#include <filesystem>
#include <set>
#include <string>

#include <doctest/doctest.h>

#include <ophamin/records/json_parser.hpp>
#include <support/temporary_directory.hpp>

#include "shard_kit.hpp"

using namespace ophamin;
using records::Json;

namespace {

measuring::Statement statement_of(const measuring::ShardJob& job) {
  test::RecordingNotary notary;
  test::run(job, notary);
  return notary.statement();
}

std::string config_hash(const measuring::ShardJob& job, const measuring::Statement& statement,
                        const std::vector<std::pair<std::string, std::string>>& plugins = {{"p", "1"}}) {
  return measuring::make_preregistration(statement, measuring::config_document(job, statement, plugins), "d", {}).config_hash;
}

}  // namespace

TEST_CASE("the configuration hash covers all that decides the result, and nothing else") {
  auto job = test::job_of("mean-above");
  job.corpus.params = {{"count", 5}};
  const auto statement = statement_of(job);
  const auto base = config_hash(job, statement);
  std::set<std::string> hashes{base};
  const auto differs = [&](const std::string& hash) { CHECK(hashes.insert(hash).second); };

  auto other = job;
  other.scenario.params["threshold"] = 11.0;
  differs(config_hash(other, statement));
  other = job;
  other.substrate->params["scale"] = 3;
  differs(config_hash(other, statement));
  other = job;
  other.cycle["offset"] = 1;
  differs(config_hash(other, statement));
  other = job;
  other.seed = 1;
  differs(config_hash(other, statement));
  other = job;
  other.n_cycles = 3;
  differs(config_hash(other, statement));
  other = job;
  other.pillars.push_back({"test.mean", {}, {}, false});
  differs(config_hash(other, statement));
  auto changed = statement;
  changed.claim.threshold.value = 0.0;
  differs(config_hash(job, changed));
  changed = statement;
  changed.substrate_revision = "other";
  differs(config_hash(job, changed));
  changed = statement;
  changed.analysis_plan += ".";
  differs(config_hash(job, changed));
  differs(config_hash(job, statement, {{"p", "2"}}));

  other = job;
  other.id = "other";
  other.trace_file = "/elsewhere";
  other.verify_determinism = true;
  CHECK(config_hash(other, statement) == base);
  changed = statement;
  changed.files = std::vector<seeing::CorpusFile>{{"/another/place", "x"}};
  changed.record_hash = "";
  CHECK(config_hash(job, changed) == base);
}

TEST_CASE("a stopping rule is part of what is registered") {
  auto statement = statement_of(test::job_of("stops-early"));
  const auto section = measuring::make_preregistration(statement, Json(1), "hash", {{"level", Json(6)}});
  CHECK(section.analysis_plan == "Count cycles.\nStopping rule: Stop at the first look at 25 cycles or more.");
  CHECK(section.data_hash == "hash");
  CHECK(section.sweep_grid.find("level")->as_int() == 6);
  CHECK_FALSE(section.preregistered_at.empty());
}

TEST_CASE("every attempt is written, and stays") {
  const test::TemporaryDirectory folder;
  auto job = test::job_of("mean-above");
  const auto statement = statement_of(job);
  const auto config = measuring::config_document(job, statement, {});
  const auto section = measuring::make_preregistration(statement, config, "hash", {});
  CHECK(measuring::write_preregistration(folder / "p", job, statement, config, section) == 1);
  CHECK(measuring::write_preregistration(folder / "p", job, statement, config, section) == 2);
  const auto written = records::load_json(folder / "p" / (job.id + ".2.json"));
  CHECK(written.find("attempt")->as_int() == 2);
  CHECK(written.find("config_hash")->as_string() == section.config_hash);
  CHECK(records::content_hash(*written.find("config")) == section.config_hash);
  CHECK(measuring::Statement::from_json(*written.find("statement")).claim.h0 == statement.claim.h0);
  CHECK(std::filesystem::exists(folder / "p" / (job.id + ".1.json")));
}
