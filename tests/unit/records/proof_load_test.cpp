// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include <doctest/doctest.h>
#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/codec.hpp>
#include <ophamin/records/json_parser.hpp>
#include <ophamin/storage/files.hpp>
#include <support/temporary_directory.hpp>

#include "sample_records.hpp"

using namespace ophamin;
using namespace ophamin::records;

namespace {

Json sample() { return test::sample_proof().to_json(); }

// The value at a dotted path; numbers are indices of arrays.
Json& at(Json& root, std::string_view path) {
  Json* value = &root;
  while (!path.empty()) {
    const std::size_t dot = std::min(path.find('.'), path.size());
    const std::string step(path.substr(0, dot));
    value = value->is_array() ? &value->as_array()[std::stoul(step)] : &value->as_object()[step];
    path.remove_prefix(std::min(dot + 1, path.size()));
  }
  return *value;
}

EmpiricalProofRecord loaded_with(std::string_view path, Json value) {
  Json json = sample();
  at(json, path) = std::move(value);
  return EmpiricalProofRecord::from_json(json);
}

EmpiricalProofRecord loaded_without(std::string_view parent, std::string_view member) {
  Json json = sample();
  CHECK(at(json, parent).as_object().erase(member));
  return EmpiricalProofRecord::from_json(json);
}

template <typename Load>
diagnostics::Diagnostic refusal(const Load& load) {
  try {
    (void)load();
  } catch (const diagnostics::Error& error) {
    CHECK(error.code() == diagnostics::ErrorCode::kRecordDecodeError);
    CHECK(error.exit_code() == 2);
    return error.diagnostics().front();
  }
  FAIL("the record was accepted");
  return {};
}

}  // namespace

TEST_CASE("scalars in text positions become Python's text") {
  CHECK(loaded_with("claim.statement", 7).claim.statement == "7");
  CHECK(loaded_with("claim.statement", 1e5).claim.statement == "100000.0");
  CHECK(loaded_with("claim.statement", true).claim.statement == "True");
  CHECK(loaded_with("claim.statement", nullptr).claim.statement == "None");
  CHECK(loaded_with("claim.statement", std::nan("")).claim.statement == "nan");
  CHECK(loaded_with("claim.statement", Json::big_integer(std::string(40, '9'))).claim.statement ==
        std::string(40, '9'));
  CHECK(loaded_with("reproduction.environment", JsonObject{{"a", 1.5}}).reproduction.environment ==
        std::vector<std::pair<std::string, std::string>>{{"a", "1.5"}});
  CHECK(loaded_with("reproduction.lineage_chain", JsonArray{1, "b"}).reproduction.lineage_chain ==
        std::vector<std::string>{"1", "b"});
}

TEST_CASE("number positions take what Python's float and int take") {
  CHECK(loaded_with("claim.threshold.value", 1).claim.threshold.value == 1.0);
  CHECK(loaded_with("claim.threshold.value", " 0.5 ").claim.threshold.value == 0.5);
  CHECK(loaded_with("verdict.observed_value", true).verdict.observed_value == 1.0);
  CHECK(std::isnan(loaded_with("verdict.observed_value", "nan").verdict.observed_value));
  CHECK(loaded_with("evidence.0.statistic_value", 3).evidence[0].statistic_value == 3.0);
  CHECK(loaded_with("evidence.0.p_value", "1e-3").evidence[0].p_value == 0.001);
  CHECK_FALSE(loaded_with("evidence.0.effect_size", nullptr).evidence[0].effect_size);
  CHECK(loaded_with("data.datasets.0.n_records", 12.9).data.datasets[0].n_records == 12);
  CHECK(loaded_with("data.datasets.0.n_records", "12").data.datasets[0].n_records == 12);
  CHECK(refusal([] { return loaded_with("data.datasets.0.n_records", "12.5"); }).place.path ==
        "data.datasets.0.n_records");
  CHECK(refusal([] { return loaded_with("data.datasets.0.n_records", std::nan("")); }).expected ==
        "an integer of at most 64 bits");
  CHECK(refusal([] { return loaded_with("data.datasets.0.n_records", Json::big_integer(std::string(20, '9'))); })
            .place.path == "data.datasets.0.n_records");
  CHECK(refusal([] { return loaded_with("verdict.observed_value", nullptr); }).found == "null");
  CHECK(refusal([] { return loaded_with("verdict.observed_value", Json::big_integer(std::string(400, '9'))); })
            .place.path == "verdict.observed_value");
  CHECK(refusal([] { return loaded_with("verdict.observed_value", "high"); }).found == "'high'");
}

TEST_CASE("missing optional members get their defaults") {
  CHECK(loaded_without("", "schema_version").schema_version == "1.0");
  CHECK(loaded_without("", "identity").identity.ophamin_version.empty());
  CHECK(parse_timestamp(loaded_without("identity", "created_at").identity.created_at)->has_offset);
  CHECK(loaded_without("", "data").data.datasets.empty());
  CHECK(loaded_without("data", "substrate_name").data.substrate_name.empty());
  CHECK(loaded_without("", "evidence").evidence.empty());
  CHECK(loaded_without("", "provenance").provenance.empty());
  CHECK(loaded_without("", "signature").signature.empty());
  CHECK(loaded_without("claim.threshold", "units").claim.threshold.units.empty());
  CHECK(loaded_without("preregistration", "sweep_grid").preregistration.sweep_grid.empty());
  CHECK(loaded_without("verdict", "reasoning").verdict.reasoning.empty());
  CHECK(loaded_without("reproduction", "environment").reproduction.environment.empty());
  CHECK(loaded_without("data.datasets.0", "kind").data.datasets[0].kind == "corpus");
  CHECK(loaded_without("evidence.0", "cross_check").evidence[0].cross_check == CrossCheck::kNotApplicable);
  CHECK(loaded_without("evidence.0", "detail").evidence[0].detail.empty());
  for (const char* path : {"preregistration.sweep_grid", "reproduction.environment", "reproduction.lineage_chain",
                           "provenance", "evidence.0.detail"}) {
    CAPTURE(path);
    CHECK_NOTHROW(loaded_with(path, nullptr));
  }
}

TEST_CASE("missing required members are named with their path") {
  const std::vector<std::pair<const char*, const char*>> required{
      {"", "claim"},          {"", "preregistration"},
      {"", "verdict"},        {"", "reproduction"},
      {"claim", "statement"}, {"claim", "operationalization"},
      {"claim", "threshold"}, {"claim", "h0"},
      {"claim", "h1"},        {"claim.threshold", "metric"},
      {"claim.threshold", "comparator"},
      {"claim.threshold", "value"},
      {"preregistration", "config_hash"},
      {"preregistration", "data_hash"},
      {"preregistration", "analysis_plan"},
      {"preregistration", "preregistered_at"},
      {"data.datasets.0", "name"},
      {"data.datasets.0", "content_hash"},
      {"data.datasets.0", "n_records"},
      {"data.datasets.0", "source"},
      {"evidence.1", "pillar"},
      {"evidence.1", "statistic_name"},
      {"evidence.1", "statistic_value"},
      {"evidence.1", "library"},
      {"evidence.1", "library_version"},
      {"verdict", "outcome"}, {"verdict", "observed_value"},
      {"verdict", "threshold"},
      {"reproduction", "command"}};
  for (const auto& entry : required) {
    const std::string parent = entry.first;
    const std::string member = entry.second;
    CAPTURE(parent);
    CAPTURE(member);
    const auto problem = refusal([&] { return loaded_without(parent, member); });
    CHECK(problem.place.path == (parent.empty() ? member : parent + "." + member));
    CHECK(problem.message.find("missing") != std::string::npos);
  }
}

TEST_CASE("wrong types at every level are decode errors with their path") {
  for (const char* path : {"identity", "claim", "claim.threshold", "preregistration", "data", "verdict", "reproduction",
                           "data.datasets.0", "evidence.0", "data.datasets", "evidence", "reproduction.environment",
                           "preregistration.sweep_grid", "provenance", "evidence.0.detail", "verdict.outcome",
                           "claim.threshold.comparator", "evidence.0.cross_check"}) {
    CAPTURE(path);
    CHECK(refusal([&] { return loaded_with(path, "wrong"); }).place.path == path);
    CHECK(refusal([&] { return loaded_with(path, 7); }).place.path == path);
  }
  CHECK(refusal([] { return loaded_with("claim.h0", JsonArray{1}); }).found == "an array");
  CHECK(refusal([] { return EmpiricalProofRecord::from_json(Json(JsonArray{}), "p.json"); }).place.path == "<root>");
  CHECK(refusal([] { return EmpiricalProofRecord::from_json(Json(1), "p.json"); }).place.file == "p.json");
}

TEST_CASE("unknown members are dropped at typed levels and kept in free maps") {
  const EmpiricalProofRecord plain = EmpiricalProofRecord::from_json(sample());
  for (const char* path : {"extra", "identity.extra", "claim.extra", "claim.threshold.extra", "evidence.0.extra"}) {
    CHECK(loaded_with(path, 1).canonical_body() == plain.canonical_body());
  }
  for (const char* path : {"evidence.0.detail.extra", "provenance.extra", "preregistration.sweep_grid.extra"}) {
    CHECK(loaded_with(path, 1).canonical_body() != plain.canonical_body());
  }
}

TEST_CASE("an attestation is kept only when it is a map with members") {
  CHECK(loaded_with("attestation", JsonObject{{"author", "me"}}).attestation.size() == 1);
  CHECK(loaded_with("attestation", JsonObject{}).attestation.empty());
  CHECK(loaded_with("attestation", "me").attestation.empty());
}

TEST_CASE("the stored id is ignored by loading") {
  CHECK(loaded_with("proof_id", "false").id() == test::sample_proof().id());
}

TEST_CASE("files that are no proof are decode errors with the file's name") {
  const test::TemporaryDirectory folder;
  const auto path = folder / "proof.json";
  const auto exit_code_of = [&path](std::string_view bytes) {
    storage::write_file_atomic(path, bytes);
    try {
      (void)load<EmpiricalProofRecord>(path);
    } catch (const diagnostics::Error& error) {
      CHECK(error.diagnostics().front().place.file == path.string());
      return error.exit_code();
    }
    return 0;
  };
  const std::string whole = pretty(sample());
  CHECK(exit_code_of(whole) == 0);
  CHECK(exit_code_of("") == 2);
  CHECK(exit_code_of("[]") == 2);
  CHECK(exit_code_of("{}") == 2);
  CHECK(exit_code_of("\xEF\xBB\xBF" + whole) == 2);
  CHECK(exit_code_of(whole.substr(0, whole.size() / 2)) == 2);
  CHECK(exit_code_of("\xFF\xFE\x01") == 2);
  CHECK(exit_code_of("{\"claim\":" + std::string(5000, '9') + "}") == 2);
}
