// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include <doctest/doctest.h>
#include <ophamin/records/markdown.hpp>

#include "sample_records.hpp"

using namespace ophamin;
using namespace ophamin::records;

namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

// All positions ascend: the parts come in this order.
void check_order(const std::string& text, const std::vector<std::string>& parts) {
  std::size_t at = 0;
  for (const std::string& part : parts) {
    CAPTURE(part);
    const std::size_t found = text.find(part, at);
    REQUIRE(found != std::string::npos);
    at = found + part.size();
  }
}

}  // namespace

TEST_CASE("the record's own page, block by block") {
  EmpiricalProofRecord proof = test::sample_proof();
  proof.sign(SigningKey::published());
  const std::string page = to_markdown(proof);
  check_order(page, {"# Ophamin Empirical Proof Record \u2014 `VALIDATED`\n\n",
                     "**Proof ID:** `" + proof.id() + "`",
                     "**Schema:** v1.0  \n",
                     "**Created:** 2026-05-15T00:07:58.130424+00:00\n\n",
                     "## 1. Identity\n\n- **Ophamin:** 0.1.0 @ 0123abc\n- **Substrate:** zlib @ 1.2.13\n\n",
                     "## 2. Claim\n\n> Records come back identical",
                     "- **Threshold:** `fidelity >= 0.9 share`\n",
                     "## 3. Pre-registration\n\n- **Registered at:** 2026-05-15T00:07:57+00:00\n",
                     "## 4. Data\n\n- **sources** (corpus) \u2014 1,000 records \u2014 `aaaaaaaaaaaaaaaa\u2026` \u2014 host/**/*.cpp\n\n",
                     "## 5. Evidence\n\n| Pillar | Statistic | Value | Effect | 95% CI | p | Library | Cross-check |\n",
                     "| stats.proportion | share | 1 | 0.1 | (0.9961, 1) | \u2014 | ophamin 0.1.0 | passed |\n",
                     "| O.spc | violations | 3 | \u2014 | \u2014 | 1e-05 | ophamin 0.1.0 | n/a |\n\n",
                     "## 6. Verdict\n\n### **VALIDATED**\n\n- **Observed:** 1\n",
                     "## 7. Reproduction\n\n```\nophamin-host run manifests/quickstart.toml\n```\n\n",
                     "- **Environment:** 2 entries\n- **Lineage:** campaign <- shard 1\n\n",
                     "## 8. Provenance\n\n- 2 entities, 1 activities, 2 agents\n\n",
                     "## 9. Signature\n\n- `" + proof.signature + "`\n\n---\n\n**This record is well-formed.**\n"});
  CHECK(page.back() == '\n');
}

TEST_CASE("the page says what is missing and what is wrong") {
  EmpiricalProofRecord proof = test::sample_proof();
  proof.identity.ophamin_git_commit.clear();
  proof.reproduction.lineage_chain.clear();
  proof.claim.statement.clear();
  proof.verdict.observed_value = std::nan("");
  const std::string page = to_markdown(proof);
  CHECK(has(page, "0.1.0 @ (no commit)"));
  CHECK(has(page, "*unsigned*"));
  CHECK(has(page, "- **Observed:** nan"));
  CHECK_FALSE(has(page, "Lineage"));
  CHECK(has(page, "has 2 validation problems"));
  CHECK(has(page, "\n- claim.statement is empty\n"));
}

TEST_CASE("texts of guests cannot break the layout") {
  EmpiricalProofRecord proof = test::sample_proof();
  proof.claim.statement = "one\n# two";
  proof.evidence[0].pillar = "a|b\nc";
  proof.reproduction.command = "echo '```'";
  const std::string page = to_markdown(proof);
  CHECK(has(page, "> one # two\n"));
  CHECK(has(page, "| a\\|b c |"));
  CHECK(has(page, "````\necho '```'\n````"));
}

TEST_CASE("the page of a bundle is shorter") {
  EmpiricalProofRecord proof = test::sample_proof();
  proof.sign(SigningKey::published());
  const std::string page = to_bundle_markdown(proof, "nothing was lost");
  check_order(page, {"# Records come back", "> **What this means:** nothing was lost\n\n", "## 1. Claim\n", "## 2. Verdict\n",
                     "## 3. Pre-registration\n", "## 4. Data\n", "## 5. Evidence\n",
                     "| Pillar | Statistic | Value | 95% CI | p |\n", "[0.9961, 1.0000]", "## 6. Signature\n",
                     proof.signature});
  CHECK_FALSE(has(to_bundle_markdown(proof), "What this means"));
}

TEST_CASE("the page of a campaign") {
  CampaignRecord campaign = test::sample_campaign();
  const std::string page = to_markdown(campaign);
  check_order(page, {"# Ophamin Campaign Record \u2014 `" + campaign.id().substr(0, 16) + "...`",
                     "**Target:** zlib @ 1.2.13", "**Completed:** 2026-05-15T00:01:00.5+00:00",
                     "1 ok, 1 skipped, 1 failed", "| # | Wheel | Status | Artifacts | Summary |\n",
                     "| 1 | seeing | skipped | \u2014 | the substrate has no source tree |\n",
                     "| 2 | measuring | ok | `proof.json`, `b.json` | errors=[\"a \\| b\"], n_errored=0, n_validated=2 |\n",
                     "| 3 | reporting | failed | \u2014 | " + std::string(77, 'x') + "... |\n"});
  campaign.completed_at.clear();
  CHECK(has(to_markdown(campaign), "**Completed:** (in flight)"));
}
