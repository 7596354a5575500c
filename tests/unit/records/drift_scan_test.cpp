// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <limits>

#include <doctest/doctest.h>
#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/digest.hpp>
#include <ophamin/records/drift_scan.hpp>
#include <ophamin/records/json_parser.hpp>

#include "sample_records.hpp"

using namespace ophamin;
using namespace ophamin::records;

TEST_CASE("the hash of a stream") {
  const std::vector<double> samples{0.5, 1.0, 2.0};
  CHECK(drift_stream_hash(samples) == "9392a6ac17c3b053dc175d6164a2930430af2af51468c656916efa8d70a0c3d4");
  CHECK(drift_stream_hash({}) == sha256_hex("[]"));
  const std::vector<double> odd{-0.0, 1e16, 1e-05, std::nan(""), -std::numeric_limits<double>::infinity()};
  CHECK(drift_stream_hash(odd) == sha256_hex("[-0.0,1e+16,1e-05,NaN,-Infinity]"));
  std::vector<double> many(100000, 0.25);
  JsonArray list(many.begin(), many.end());
  CHECK(drift_stream_hash(many) == content_hash(Json(list)));
}

TEST_CASE("both versions there and back, the version a number") {
  for (const std::int64_t version : {1, 2, 7}) {
    DriftScan scan = test::sample_scan();
    scan.schema_version = version;
    if (version > 1) scan.attach_pre_registration(test::sample_claim("n_drift_events", Comparator::kAtMost, 9.0));
    scan.schema_version = version;
    scan.sign(SigningKey::from_bytes(kPublishedDriftKey));
    CHECK(*scan.to_json().find("schema_version") == Json(version));
    LoadNotes notes;
    const DriftScan loaded = DriftScan::from_json(parse_json(pretty(scan.to_json())), {}, &notes);
    CHECK(loaded.to_json() == scan.to_json());
    CHECK(loaded.verify(SigningKey::from_bytes(kPublishedDriftKey)));
    CHECK(notes.empty());
  }
}

TEST_CASE("required members are named together") {
  try {
    (void)DriftScan::from_json(parse_json(R"({"stream_name":"s","n_samples":1,"detector_config":{}})"), "d.json");
    FAIL("accepted");
  } catch (const diagnostics::Error& error) {
    const diagnostics::Diagnostic& problem = error.diagnostics().front();
    CHECK(problem.code == diagnostics::ErrorCode::kRecordDecodeError);
    CHECK(problem.place.file == "d.json");
    CHECK(problem.message == "members are missing: detector_name, events, stream_hash");
  }
  const DriftScan scan = DriftScan::from_json(parse_json(
      R"({"detector_name":"a","detector_config":{},"stream_name":"s","n_samples":1,"stream_hash":"h","events":[]})"));
  CHECK(scan.schema_version == 2);
  CHECK(scan.ophamin_version.empty());
  CHECK(parse_timestamp(scan.captured_at)->has_offset);
}

TEST_CASE("a pre-registration is attached: hash, date, verdict on the number of events, no signature") {
  DriftScan scan = test::sample_scan();
  scan.schema_version = 1;
  scan.sign(SigningKey::from_bytes(kPublishedDriftKey));
  scan.attach_pre_registration(test::sample_claim("n_drift_events", Comparator::kAtMost, 1.0));
  CHECK(scan.signature.empty());
  CHECK(scan.schema_version == 2);
  CHECK(scan.preregistration->config_hash == "385eabdcb59c03a8f2ed08de540196402d45e0b263b0c2750be709081323a0ce");
  CHECK(scan.preregistration->data_hash == scan.stream_hash);
  CHECK(scan.preregistration->preregistered_at == scan.captured_at);
  CHECK(scan.pre_registered_metric == "n_drift_events");
  CHECK(scan.verdict->observed_value == 2.0);
  CHECK(scan.verdict->outcome == Outcome::kRefuted);
  scan.attach_pre_registration(test::sample_claim("n_drift_events", Comparator::kAtMost, 1.0), 0.0);
  CHECK(scan.verdict->outcome == Outcome::kValidated);
}

TEST_CASE("a scan becomes a proof") {
  const DriftScan scan = test::sample_scan();
  const EmpiricalProofRecord proof =
      scan.wrap_as_proof({.claim = test::sample_claim("n_drift_events", Comparator::kAtMost, 5.0),
                          .library_version = "0.1.0",
                          .environment = {{"compiler", "g++"}}});
  CHECK(proof.validate().empty());
  CHECK(proof.preregistration.config_hash ==
        content_hash(Json(JsonObject{{"scan_id", scan.id()},
                                     {"statistic_name", "n_drift_events"},
                                     {"detector_name", "adwin"},
                                     {"detector_config", scan.detector_config}})));
  CHECK(proof.data.datasets[0].name == "drift-stream:cycle_seconds");
  CHECK(proof.data.datasets[0].kind == "drift_scan_stream");
  CHECK(proof.data.datasets[0].source == "river.adwin");
  CHECK(proof.data.datasets[0].n_records == 300);
  CHECK(proof.evidence[0].pillar == "O.drift");
  CHECK(proof.evidence[0].statistic_value == 2.0);
  CHECK(canonical(*proof.evidence[0].detail.find("event_indices")) == "[120,250]");
  CHECK(proof.data.substrate_name == "ophamin.comparing.drift_detection.DriftScan");
}

TEST_CASE("what makes a scan ill-formed") {
  CHECK(test::sample_scan().validate().empty());
  DriftScan scan = test::sample_scan();
  scan.detector_name.clear();
  scan.stream_name.clear();
  scan.stream_hash.clear();
  scan.captured_at.clear();
  scan.n_samples = -1;
  scan.events = {{.sample_index = 5}, {.sample_index = 5}};
  CHECK(scan.validate().size() == 8);
  scan = test::sample_scan();
  scan.attach_pre_registration(test::sample_claim("n_drift_events", Comparator::kAtMost, 5.0));
  scan.verdict->outcome = Outcome::kRefuted;
  REQUIRE(scan.validate().size() == 1);
  CHECK(scan.validate()[0].find("contradiction") != std::string::npos);
}
