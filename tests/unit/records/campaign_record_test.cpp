// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/codec.hpp>
#include <ophamin/records/digest.hpp>
#include <ophamin/records/json_parser.hpp>
#include <support/temporary_directory.hpp>

#include "sample_records.hpp"

using namespace ophamin;
using namespace ophamin::records;

namespace {

using Keys = std::vector<std::string>;

Keys keys_of(const Json& object) {
  Keys keys;
  for (const Member& member : object.as_object()) keys.push_back(member.key);
  return keys;
}

diagnostics::Diagnostic refusal(const Json& json) {
  try {
    (void)CampaignRecord::from_json(json, "c.json");
  } catch (const diagnostics::Error& error) {
    CHECK(error.code() == diagnostics::ErrorCode::kRecordDecodeError);
    return error.diagnostics().front();
  }
  FAIL("accepted");
  return {};
}

}  // namespace

TEST_CASE("version 2.0 on disk, and version 1.0 without what came later") {
  CampaignRecord campaign = test::sample_campaign();
  CHECK(keys_of(campaign.to_json()) ==
        Keys{"campaign_id", "schema_version", "target_name", "target_git_commit", "started_at", "completed_at",
             "ophamin_version", "ophamin_git_commit", "phases", "corrected_verdicts",
             "multiplicity_correction_method", "signature"});
  CHECK(keys_of(campaign.to_json().find("phases")->as_array()[0]) ==
        Keys{"wheel", "started_at", "completed_at", "status", "artifact_paths", "summary", "error"});
  campaign.schema_version = "1.0";
  const Keys old = keys_of(campaign.to_json());
  CHECK(old.size() == 10);
  CHECK(old.back() == "signature");
  CHECK(old[8] == "phases");
}

TEST_CASE("campaign records survive the disk and verify") {
  const test::TemporaryDirectory folder;
  const SigningKey key = SigningKey::published();
  for (const char* version : {"2.0", "1.0"}) {
    CampaignRecord campaign = test::sample_campaign();
    campaign.schema_version = version;
    CHECK_FALSE(campaign.verify(key));
    campaign.sign(key);
    dump(campaign, folder / "out" / "CAMPAIGN.json");
    const CampaignRecord loaded = load<CampaignRecord>(folder / "out" / "CAMPAIGN.json");
    CHECK(loaded.schema_version == version);
    CHECK(loaded.verify(key));
    CHECK(loaded.to_json() == campaign.to_json());
    CHECK(loaded.id() == sha256_hex(campaign.canonical_body()));
    CHECK(loaded.phases[0].error == "the substrate has no source tree");
    CHECK_FALSE(loaded.phases[1].error);
  }
}

TEST_CASE("defaults of missing members, and what is required") {
  const CampaignRecord campaign =
      CampaignRecord::from_json(parse_json(R"({"campaign_id":"x","target_name":"t"})"), {}, nullptr, "9.9");
  CHECK(campaign.schema_version == "2.0");
  CHECK(campaign.ophamin_version == "9.9");
  CHECK(campaign.multiplicity_correction_method == "none");
  CHECK(parse_timestamp(campaign.started_at)->has_offset);
  CHECK(campaign.phases.empty());
  CHECK(refusal(parse_json("{}")).place.path == "target_name");
  CHECK(refusal(parse_json(R"({"target_name":"t","schema_version":"3.0"})")).expected == "1.0 or 2.0");
  const auto status = refusal(parse_json(
      R"({"target_name":"t","phases":[{"wheel":"w","started_at":"","completed_at":"","status":"fine"}]})"));
  CHECK(status.place.path == "phases.0.status");
  CHECK(status.expected == "one of failed, ok, skipped");
  CHECK(refusal(parse_json(R"({"target_name":"t","phases":[{}]})")).place.path == "phases.0.wheel");
}

TEST_CASE("counts of phases") {
  const CampaignRecord campaign = test::sample_campaign();
  CHECK(campaign.status_counts().ok == 1);
  CHECK(campaign.status_counts().skipped == 1);
  CHECK(campaign.status_counts().failed == 1);
  CHECK_FALSE(campaign.all_ok());
  CHECK(campaign.any_failed());
  CHECK(CampaignRecord{}.all_ok());
  CHECK_FALSE(CampaignRecord{}.any_failed());
}
