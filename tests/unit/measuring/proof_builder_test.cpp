// SPDX-License-Identifier: Apache-2.0
#include <ophamin/measuring/proof_builder.hpp>

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include <ophamin/measuring/preregistration.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/version.hpp>
#include <support/prov_json.hpp>

#include "shard_kit.hpp"

using namespace ophamin;
using diagnostics::ErrorCode;
using records::Outcome;

namespace {

/// A shard that ran, ready to be notarised.
struct Finished {
  explicit Finished(measuring::ShardJob given) : job(std::move(given)) {
    test::RecordingNotary notary;
    result = test::run(job, notary);
    statement = notary.statement();
    const auto config = measuring::config_document(job, statement, {});
    preregistration = measuring::make_preregistration(statement, config, statement.record_hash, {});
    environment = measuring::environment_lock(test::guests_registry());
  }
  records::EmpiricalProofRecord build() const {
    return measuring::build_proof({.job = job,
                                   .statement = statement,
                                   .preregistration = preregistration,
                                   .attempt = 2,
                                   .result = result,
                                   .environment = environment,
                                   .command = "ophamin-host run x.toml"},
                                  records::SigningKey::published());
  }

  measuring::ShardJob job;
  measuring::Statement statement;
  measuring::ShardResult result;
  records::Preregistration preregistration;
  measuring::EnvironmentLock environment;
};

std::string text_of(const records::JsonObject& object) { return records::canonical(records::Json(object)); }

}  // namespace

TEST_CASE("the verdict is the host's: the claim's threshold against the observed value") {
  const Finished finished(test::job_of("mean-above", {{"threshold", 12.25}}));
  const auto proof = finished.build();
  CHECK(proof.verdict.outcome == Outcome::kValidated);
  CHECK(proof.verdict.observed_value == 12.25);
  CHECK(proof.verify(records::SigningKey::published()));
  CHECK(proof.validate().empty());
  CHECK(proof.data.substrate_name == "arithmetic unit");
  CHECK(proof.data.substrate_git_commit == "arithmetic-7");
  REQUIRE(proof.data.datasets.size() == 1);
  CHECK(proof.data.datasets[0].content_hash == finished.statement.record_hash);
  CHECK(proof.data.datasets[0].n_records == 100);
  CHECK(proof.data.datasets[0].source == "made up");
  CHECK(proof.reproduction.command == "ophamin-host run x.toml");
  const auto provenance = text_of(proof.provenance);
  for (const auto* piece : {"preregistration_attempt\":{\"$\":2", "ophamin:seed\":", "\"12345\"", "n_cycles_planned"}) {
    CHECK_MESSAGE(provenance.find(piece) != std::string::npos, provenance);
  }
  // What the substrate is, and the state it was left in.
  for (const auto* piece : {R"("ophamin:component":"arithmetic")", R"("ophamin:git_commit":"arithmetic-7")", R"("ophamin:kind":"test")",
                            R"("ophamin:state_arithmetic_unit":{"ophamin:cycles":{"$":50,"type":"xsd:int"},"ophamin:sum":{"$":1225,"type":"xsd:int"}})"}) {
    CHECK_MESSAGE(provenance.find(piece) != std::string::npos, provenance);
  }
  CHECK(text_of(proof.evidence[0].detail).find(R"("run":{"cycles":50,"failed":0,"substrate_state":{"cycles":50,"sum":1225}})") !=
        std::string::npos);

  CHECK(Finished(test::job_of("mean-above", {{"threshold", 12.3}})).build().verdict.outcome == Outcome::kRefuted);
  auto failing = test::job_of("mean-above", {{"threshold", 0.0}});
  failing.cycle = {{"fail_every", 1}};
  const auto none = Finished(failing).build();
  CHECK(none.verdict.outcome == Outcome::kInconclusive);
  CHECK(none.verdict.reasoning.find("50 of 50 cycles failed") != std::string::npos);
  CHECK(text_of(none.evidence[0].detail).find(R"("failures":{"divisible":50})") != std::string::npos);
}

TEST_CASE("what the corpus left out is in the record") {
  Finished finished(test::job_of("mean-above"));
  finished.result.skipped = {{"half a line", 2}, {"no line", 1}};
  const auto proof = finished.build();
  CHECK(text_of(proof.evidence[0].detail).find(R"("skipped_records":{"half a line":2,"no line":1})") != std::string::npos);
  CHECK(text_of(proof.provenance).find(R"("ophamin:n_records_skipped":{"$":3)") != std::string::npos);
  CHECK(proof.validate().empty());
}

TEST_CASE("revision and reference hash of the data stand beside its content hash") {
  const Finished finished(test::job_of("mean-above"));
  const auto proof = measuring::build_proof({.job = finished.job,
                                             .statement = finished.statement,
                                             .preregistration = finished.preregistration,
                                             .result = finished.result,
                                             .reference_hash = "feed",
                                             .environment = finished.environment,
                                             .command = "ophamin-host run x.toml"},
                                            records::SigningKey::published());
  CHECK(proof.data.datasets[0].content_hash == finished.statement.record_hash);
  const auto provenance = text_of(proof.provenance);
  CHECK(provenance.find(R"("ophamin:revision":"counted-1")") != std::string::npos);
  CHECK(provenance.find(R"("ophamin:reference_hash":"feed")") != std::string::npos);
  CHECK(text_of(finished.build().provenance).find("reference_hash") == std::string::npos);
}

TEST_CASE("plugins that took part, and the runs that the record comes from, are in its graph") {
  const Finished finished(test::job_of("mean-above"));
  const auto* plugin = test::guests_registry().find_plugin("test.scenarios");
  REQUIRE(plugin != nullptr);
  const auto proof = measuring::build_proof({.job = finished.job,
                                             .statement = finished.statement,
                                             .preregistration = finished.preregistration,
                                             .result = finished.result,
                                             .environment = finished.environment,
                                             .plugins = {plugin},
                                             .lineage = {"shard-1-2", "campaign-1-2"},
                                             .command = "ophamin-host run x.toml"},
                                            records::SigningKey::published());
  CHECK(proof.reproduction.lineage_chain == std::vector<std::string>{"shard-1-2", "campaign-1-2"});
  CHECK(test::ProvCheck::faults(proof.provenance).empty());
  const auto* agent = proof.provenance.find("agent")->find("ophamin:plugin_test.scenarios");
  REQUIRE(agent != nullptr);
  CHECK(agent->find("ophamin:sha256")->as_string() == plugin->sha256);
  CHECK(text_of(proof.provenance).find(R"("ophamin:run_id":"shard-1-2")") != std::string::npos);
  CHECK(records::canonical(*proof.provenance.find("wasInformedBy")) ==
        R"({"_:id11":{"prov:informant":"ophamin:run_campaign-1-2","prov:informed":"ophamin:scenario_mean-above"}})");
  // The reference's own relations keep their numbers.
  CHECK(proof.provenance.find("wasDerivedFrom")->find("_:id6") != nullptr);
  const auto alone = finished.build();
  CHECK(test::ProvCheck::faults(alone.provenance).empty());
  CHECK(alone.provenance.find("wasInformedBy") == nullptr);
  CHECK(alone.reproduction.lineage_chain.empty());
}

TEST_CASE("an early stop is in the words of the verdict") {
  const auto proof = Finished(test::job_of("stops-early")).build();
  CHECK(proof.verdict.reasoning.find("stopped after 30 of 1000 planned cycles by the pre-registered rule") != std::string::npos);
  CHECK(proof.preregistration.analysis_plan.find("Stopping rule:") != std::string::npos);
}

TEST_CASE("a static question without a revision is about its data") {
  auto job = test::job_of("counts-records");
  job.corpus.params = {{"attributes", true}};
  Finished finished(job);
  finished.statement.substrate_revision.clear();
  CHECK(finished.build().data.substrate_git_commit == "sha256:" + finished.statement.record_hash);
}

TEST_CASE("events of two streams of one pillar are kept apart") {
  auto job = test::job_of("mean-above");
  for (const double limit : {20.0, 200.0}) job.pillars.push_back({"test.cusum", {{"value", {"half"}}}, {{"limit", limit}}, true});
  const Finished finished(job);
  const auto proof = finished.build();
  const auto detail = text_of(proof.evidence[0].detail);
  CHECK(detail.find("\"events_test.cusum\":[{") != std::string::npos);
  CHECK(detail.find("\"events_test.cusum_2\":[{") != std::string::npos);
  CHECK(finished.result.events[0].count != finished.result.events[1].count);
  CHECK(proof.validate().empty());
}

TEST_CASE("a record that does not validate is not signed") {
  Finished finished(test::job_of("mean-above"));
  finished.statement.claim.h0.clear();
  const auto error = test::check_error(ErrorCode::kRecordValidationError, "was not signed", [&] { (void)finished.build(); });
  CHECK(error.exit_code() == 1);
}

TEST_CASE("the environment lock names the host and every plugin by digest") {
  const auto lock = measuring::environment_lock(test::guests_registry());
  const auto value = [&](std::string_view name) -> std::string {
    for (const auto& [key, text] : lock) {
      if (key == name) return text;
    }
    return {};
  };
  CHECK(lock.front().first == "ophamin-host");
  CHECK(value("ophamin-host") == kVersion);
  CHECK_FALSE(value("platform").empty());
  CHECK_FALSE(value("openssl").empty());
  CHECK(value("libc").starts_with("glibc 2."));
  std::set<std::string> names;
  for (const auto& [key, text] : lock) {
    CHECK(names.insert(key).second);
    CHECK_FALSE_MESSAGE(text.empty(), key);
    CHECK(records::find_invalid_utf8(key + text) == std::string::npos);
  }
  const auto* plugin = test::guests_registry().find_plugin("test.scenarios");
  REQUIRE(plugin != nullptr);
  CHECK(value("plugin:test.scenarios") == "4.5.6 sha256:" + plugin->sha256);
}
