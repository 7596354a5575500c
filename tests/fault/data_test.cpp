// SPDX-License-Identifier: Apache-2.0
//
// Data that changes while it is measured, and a key that no guest may know of.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/attestation.hpp>
#include <ophamin/records/canonical.hpp>

#include "host_run.hpp"

using ophamin::test::Campaign;
using ophamin::test::has;
namespace records = ophamin::records;

namespace {

void write_lines(const Campaign& campaign) {
  std::ofstream file(campaign.folder() / "lines.txt");
  for (int i = 0; i < 30; ++i) file << i << '\n';
}

}  // namespace

TEST_CASE("a file that changes while a shard runs is an errored shard; the next one measures what is there then") {
  Campaign campaign(R"(
[substrate.bad]
use = "misbehaving"
params = { path = "{data}/lines.txt" }
[corpus.lines]
use = "lines"
params = { file = "{data}/lines.txt" }
[[scenario]]
use = "mean-above"
n_cycles = 20
sweep = { "substrate.params.mode" = ["none", "write-data", "print"] }
[execution]
jobs = 1
)");
  write_lines(campaign);
  CHECK(campaign.run().code == 1);
  auto shards = campaign.by_point();
  CHECK(shards["mode=write-data"].error == "GuestBrokePromise");
  CHECK(has(shards["mode=write-data"].text, "changed while the shard ran"));
  CHECK(has(shards["mode=write-data"].text, "lines.txt"));
  const auto hash = [](const records::Json& proof) { return proof.find("preregistration")->find("data_hash")->as_string(); };
  REQUIRE(shards["mode=none"].state == "proof");
  REQUIRE(shards["mode=print"].state == "proof");
  CHECK(hash(shards["mode=none"].proof) != hash(shards["mode=print"].proof));
}

TEST_CASE("a change is noticed although another shard had the new file hashed in the meantime") {
  Campaign campaign(R"(
[substrate.bad]
use = "misbehaving"
params = { path = "{data}/lines.txt", at = 1 }
[corpus.lines]
use = "lines"
params = { file = "{data}/lines.txt" }
[[scenario]]
name = "slow"
use = "mean-above"
n_cycles = 20
sweep = { "substrate.params.sleep_ms" = [150] }
[[scenario]]
name = "writes"
use = "mean-above"
n_cycles = 20
# In the middle of the slow one, however loaded the machine is.
sweep = { "substrate.params.mode" = ["write-data"], "substrate.params.at" = [10], "substrate.params.sleep_ms" = [100] }
[[scenario]]
name = "reads"
use = "mean-above"
n_cycles = 20
[execution]
jobs = 2
)");
  write_lines(campaign);
  CHECK(campaign.run().code == 1);
  for (const auto& [id, shard] : campaign.shards()) {
    const std::string name = id;
    CAPTURE(name);
    if (id.find("reads") != std::string::npos) {
      CHECK(shard.state == "proof");
    } else {
      CHECK(has(shard.text, "changed while the shard ran"));
    }
  }
}

TEST_CASE("records that differ at the second reading are an errored shard") {
  Campaign campaign(R"(
[substrate.unit]
use = "arithmetic"
[corpus.restless]
use = "restless"
[[scenario]]
use = "mean-above"
)");
  CHECK(campaign.run().code == 1);
  REQUIRE(campaign.shards().size() == 1);
  CHECK(has(campaign.shards().begin()->second.text, "the records that the corpus delivered"));
}

TEST_CASE("a worker does not learn where the keys are, and the host signs and attests with them") {
  Campaign campaign(R"(
[substrate.bad]
use = "misbehaving"
params = { mode = "environment" }
[corpus.numbers]
use = "counted"
[[scenario]]
use = "seen"
)");
  const auto key_file = campaign.folder() / "key";
  std::ofstream(key_file) << std::string(64, 'k');
  std::filesystem::permissions(key_file, std::filesystem::perms::owner_read);
  const auto keystore = campaign.folder() / "keys";
  const auto end = campaign.run({}, [&] {
    ::setenv("OPHAMIN_SIGN_KEY_FILE", key_file.c_str(), 1);
    ::setenv("OPHAMIN_ATTEST", "1", 1);
    ::setenv("OPHAMIN_AUTHOR", "alice", 1);
    ::setenv("OPHAMIN_KEYSTORE", keystore.c_str(), 1);
  });
  CHECK_MESSAGE(end.code == 0, end.err);
  std::vector<ophamin::diagnostics::Diagnostic> warnings;
  const auto shards = campaign.shards("out", records::SigningKey::from_file(key_file, warnings));
  REQUIRE(shards.size() == 1);
  const auto& proof = shards.begin()->second.proof;
  CHECK(has(records::canonical(proof), "\"texts\":[\"hidden\"]"));
  CHECK(records::verify_attestation(records::EmpiricalProofRecord::from_json(proof)));
  CHECK(proof.find("attestation")->find("author")->as_string() == "alice");
  CHECK(std::filesystem::exists(keystore / "alice.ed25519.key"));

  // A key in the environment is hidden, too.
  const std::string secret(64, '7');
  CHECK(campaign.run({"--out", "second", "--key-file", key_file.string()}, [&] {
    ::setenv("OPHAMIN_ATTEST", "1", 1);
    ::setenv("OPHAMIN_SIGNING_KEY", secret.c_str(), 1);
  }).code == 0);
  const auto second = campaign.shards("second", records::SigningKey::from_file(key_file, warnings));
  REQUIRE(second.size() == 1);
  const std::string text = records::canonical(second.begin()->second.proof);
  CHECK(has(text, "\"texts\":[\"hidden\"]"));
  CHECK(has(text, records::AuthorKey::from_hex(secret)->public_key()));
  CHECK_FALSE(has(text, secret));
}
