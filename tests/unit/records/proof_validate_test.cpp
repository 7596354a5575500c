// SPDX-License-Identifier: Apache-2.0
#include <functional>

#include <doctest/doctest.h>

#include "sample_records.hpp"

using namespace ophamin;
using namespace ophamin::records;

namespace {

using Problems = std::vector<std::string>;

Problems problems_after(const std::function<void(EmpiricalProofRecord&)>& spoil) {
  EmpiricalProofRecord proof = test::sample_proof();
  spoil(proof);
  return proof.validate();
}

bool says(const std::string& problem, std::string_view words) { return problem.find(words) != std::string::npos; }

struct Fault {
  const char* words;
  std::function<void(EmpiricalProofRecord&)> spoil;
};

// In the order of the checklist.
const std::vector<Fault> kFaults{
    {"claim.statement", [](auto& proof) { proof.claim.statement = " \t\n\xC2\xA0\xE3\x80\x80"; }},
    {"both hypotheses", [](auto& proof) { proof.claim.h1 = ""; }},
    {"preregistration.config_hash", [](auto& proof) { proof.preregistration.config_hash = ""; }},
    {"preregistration.data_hash", [](auto& proof) { proof.preregistration.data_hash = ""; }},
    {"lock violated", [](auto& proof) { proof.preregistration.preregistered_at = "2026-05-15T00:07:59Z"; }},
    {"dataset 'sources' has no content hash", [](auto& proof) { proof.data.datasets[0].content_hash = ""; }},
    {"dataset 'sources' n_records <= 0", [](auto& proof) { proof.data.datasets[0].n_records = 0; }},
    {"versioned", [](auto& proof) { proof.data.substrate_git_commit = ""; }},
    {"'stats.proportion/share' lacks attribution", [](auto& proof) { proof.evidence[0].library = ""; }},
    {"'O.spc/violations' lacks attribution", [](auto& proof) { proof.evidence[1].library_version = ""; }},
    {"contradiction", [](auto& proof) { proof.verdict.outcome = Outcome::kRefuted; }},
    {"reproduction.command", [](auto& proof) { proof.reproduction.command = "  "; }},
    {"environment", [](auto& proof) { proof.reproduction.environment.clear(); }},
    {"identity.ophamin_version", [](auto& proof) { proof.identity.ophamin_version = ""; }},
};

}  // namespace

TEST_CASE("the sample is well-formed, signed or not") {
  EmpiricalProofRecord proof = test::sample_proof();
  CHECK(proof.validate().empty());
  proof.sign(SigningKey::published());
  CHECK(proof.validate().empty());
}

TEST_CASE("each fault alone is exactly its own problem") {
  for (const Fault& fault : kFaults) {
    CAPTURE(fault.words);
    const Problems problems = problems_after(fault.spoil);
    REQUIRE(problems.size() == 1);
    CHECK(says(problems[0], fault.words));
  }
}

TEST_CASE("all faults together come in the order of the checklist") {
  const Problems problems = problems_after([](EmpiricalProofRecord& proof) {
    for (const Fault& fault : kFaults) fault.spoil(proof);
  });
  REQUIRE(problems.size() == kFaults.size());
  for (std::size_t index = 0; index < problems.size(); ++index) CHECK(says(problems[index], kFaults[index].words));
}

TEST_CASE("empty lists have problems of their own, in their places") {
  const Problems problems = problems_after([](EmpiricalProofRecord& proof) {
    proof.data.datasets.clear();
    proof.data.substrate_git_commit.clear();
    proof.evidence.clear();
    proof.reproduction.command.clear();
  });
  REQUIRE(problems.size() == 4);
  CHECK(says(problems[0], "no datasets"));
  CHECK(says(problems[1], "versioned"));
  CHECK(says(problems[2], "no pillar evidence"));
  CHECK(says(problems[3], "reproduction.command"));
}

TEST_CASE("hash and count of each dataset are told apart") {
  const Problems problems = problems_after([](EmpiricalProofRecord& proof) {
    proof.data.datasets.push_back({.name = "second", .content_hash = "", .n_records = -3, .source = ""});
    proof.data.datasets.push_back({.name = "third", .content_hash = "", .n_records = 1, .source = ""});
  });
  REQUIRE(problems.size() == 3);
  CHECK(says(problems[0], "'second' has no content hash"));
  CHECK(says(problems[1], "'second' n_records <= 0"));
  CHECK(says(problems[2], "'third' has no content hash"));
}

TEST_CASE("the lock compares instants, not texts") {
  const auto with = [](std::string registered, std::string created) {
    return problems_after([&](EmpiricalProofRecord& proof) {
      proof.preregistration.preregistered_at = std::move(registered);
      proof.identity.created_at = std::move(created);
    });
  };
  CHECK(with("2026-05-15T00:00:00+00:00", "2026-05-15T00:00:00+00:00").empty());
  CHECK(with("2026-05-15T02:00:00+02:00", "2026-05-15T00:00:00Z").empty());
  CHECK(with("2026-05-15T00:00:00", "2026-05-15T00:00:01").empty());
  CHECK(says(with("2026-05-15T00:00:00.000001Z", "2026-05-15T02:00:00+02:00").at(0), "lock violated"));
  for (const auto& [registered, created] :
       {std::pair{"soon", "2026-05-15T00:00:00Z"}, std::pair{"2026-05-15T00:00:00Z", ""},
        std::pair{"2026-05-15T00:00:00", "2026-05-15T00:00:01Z"}}) {
    const Problems problems = with(registered, created);
    REQUIRE(problems.size() == 1);
    CHECK(says(problems[0], "not ISO timestamps"));
    CHECK(says(problems[0], "preregistered_at"));
    CHECK(says(problems[0], "created_at"));
  }
}

TEST_CASE("the verdict is held to its own threshold and may always be inconclusive") {
  const Problems contradiction = problems_after([](auto& proof) { proof.verdict.observed_value = 0.5; });
  REQUIRE(contradiction.size() == 1);
  CHECK(says(contradiction[0], "observed 0.5"));
  CHECK(says(contradiction[0], "gives REFUTED"));
  CHECK(problems_after([](auto& proof) { proof.verdict.outcome = Outcome::kInconclusive; }).empty());
  CHECK(problems_after([](auto& proof) { proof.claim.threshold.value = 99.0; }).empty());
}

TEST_CASE("an outcome outside the three values is invalid and a contradiction") {
  const Problems problems = problems_after([](auto& proof) { proof.verdict.outcome = static_cast<Outcome>(7); });
  REQUIRE(problems.size() == 2);
  CHECK(says(problems[0], "invalid"));
  CHECK(says(problems[1], "contradiction"));
}
