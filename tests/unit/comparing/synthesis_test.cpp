// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <unistd.h>

#include <doctest/doctest.h>

#include <ophamin/comparing/synthesis.hpp>
#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/codec.hpp>
#include <ophamin/records/json_parser.hpp>
#include <ophamin/records/proof.hpp>

#include "../records/sample_records.hpp"

namespace ophamin::test {
namespace {

namespace fs = std::filesystem;
using comparing::ProofRow;

// A folder of its own, removed at the end.
class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / ("ophamin-synthesis-" + std::to_string(::getpid()))) {
    fs::remove_all(path_);
    fs::create_directories(path_);
  }
  ~Folder() { fs::remove_all(path_); }
  const fs::path& path() const { return path_; }

  void write(const fs::path& name, std::string_view text) const {
    fs::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << text;
  }

  std::string proof(const fs::path& name, const std::string& commit, double observed, std::vector<std::optional<double>> p_values = {}) const {
    records::EmpiricalProofRecord record = sample_proof();
    record.data.substrate_git_commit = commit;
    record.verdict = records::Verdict::decide(observed, record.claim.threshold);
    record.evidence.resize(1);
    for (const std::optional<double>& p : p_values) {
      record.evidence.push_back(record.evidence.front());
      record.evidence.back().p_value = p;
    }
    record.sign(records::SigningKey::published());
    fs::create_directories((path_ / name).parent_path());
    records::dump(record, path_ / name);
    return record.id();
  }

 private:
  fs::path path_;
};

std::string slurp(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

TEST_CASE("what is no folder has no rows") {
  const Folder folder;
  folder.write("notes.md", "{}");
  CHECK(comparing::read_proof_rows(folder.path()).empty());
  CHECK_THROWS_AS(comparing::read_proof_rows(folder.path() / "absent"), diagnostics::Error);
  CHECK_THROWS_AS(comparing::read_proof_rows(folder.path() / "notes.md"), diagnostics::Error);
}

TEST_CASE("proofs of the flat layout are read, beside bundles too") {
  const Folder folder;
  const std::string bundled = folder.proof("scientific/alpha/2026-05-15_validated_0123456789ab/proof.json", "commit-one", 0.95);
  const std::string flat = folder.proof("alpha_entity_0123456789abcdef.json", "commit-two", 0.1);
  const std::string other = folder.proof("beta-gamma_my_target_fedcba9876543210.json", "commit-two", 0.97);
  const std::string loose = folder.proof("proof.json", "commit-three", 0.98);  // makes no bundle of the whole folder
  folder.write("environment.json", "{}");
  const auto rows = comparing::read_proof_rows(folder.path());
  REQUIRE(rows.size() == 4);
  CHECK(rows[0].proof_id == flat);
  CHECK(rows[0].family == "alpha");
  CHECK(rows[0].verdict == "REFUTED");
  CHECK(rows[1].proof_id == other);
  CHECK(rows[1].family == "beta-gamma");
  CHECK(rows[2].proof_id == loose);
  CHECK(rows[3].proof_id == bundled);
  CHECK(rows[3].family == "alpha");
}

TEST_CASE("a summary counts verdicts, families and revisions, and finds flips") {
  const Folder folder;
  const std::string first = folder.proof("s/alpha/1/proof.json", "commit-one-long", 0.95, {0.3, std::nullopt, 0.01});
  folder.proof("s/alpha/2/proof.json", "commit-one-long", 0.1);  // later in path order: does not speak for the revision
  const std::string third = folder.proof("s/alpha/3/proof.json", "commit-two", 0.2, {0.04});
  const std::string fourth = folder.proof("s/alpha/4/proof.json", "", 0.99);
  folder.proof("s/beta_x.json", "commit-two", 0.2);
  folder.write("s/broken.json", "{\"proof_id\": 1}");
  folder.write("s/no.json", "no json");

  const std::vector<ProofRow> rows = comparing::read_proof_rows(folder.path());
  REQUIRE(rows.size() == 7);
  const comparing::CorpusSummary summary = comparing::summarize(rows);
  CHECK(summary.total == 7);
  CHECK(summary.n_decode_errors == 2);
  CHECK(summary.by_verdict == comparing::Counts{{"ERROR", 2}, {"REFUTED", 3}, {"VALIDATED", 2}});
  CHECK(summary.by_family == comparing::Counts{{"alpha", 4}, {"beta", 1}});
  CHECK(summary.by_substrate_commit.at("commit-one-l") == comparing::Counts{{"REFUTED", 1}, {"VALIDATED", 1}});
  CHECK(summary.by_substrate_commit.at("commit-two") == comparing::Counts{{"REFUTED", 2}});
  CHECK(summary.by_substrate_commit.at("<no-commit>") == comparing::Counts{{"VALIDATED", 1}});

  REQUIRE(summary.verdict_flips.size() == 2);
  const comparing::VerdictFlip& none_two = summary.verdict_flips[0];
  CHECK(none_two.commit_a == "<no-commit>");
  CHECK(none_two.commit_b == "commit-two");
  CHECK(none_two.verdict_a == "VALIDATED");
  CHECK(none_two.verdict_b == "REFUTED");
  CHECK(none_two.proof_a == fourth);
  CHECK(none_two.proof_b == third);
  CHECK(summary.verdict_flips[1].commit_a == "commit-one-long");
  CHECK(summary.verdict_flips[1].proof_a == first);

  const std::vector<comparing::ClaimInput> claims = comparing::claims_of(rows);
  REQUIRE(claims.size() == 5);
  CHECK(claims[0].claim_id == first);
  CHECK(claims[0].p_value == 0.01);
  CHECK_FALSE(claims[1].p_value.has_value());

  const records::JsonObject json = comparing::to_json(summary);
  CHECK(json.find("total")->as_int() == 7);
  CHECK(json.find("verdict_flips")->as_array().size() == 2);
  const records::JsonArray& entries = json.find("entries")->as_array();
  CHECK(entries[0].find("path")->as_string() == "s/alpha/1/proof.json");
  CHECK(entries[0].find("p_value")->as_double() == 0.01);
  CHECK_FALSE(entries[5].find("error")->as_string().empty());
}

TEST_CASE("the same proof in two places is one claim") {
  const Folder folder;
  folder.proof("a/x.json", "c", 0.95, {0.5});
  fs::create_directories(folder.path() / "b");
  fs::copy_file(folder.path() / "a/x.json", folder.path() / "b/x.json");
  const auto rows = comparing::read_proof_rows(folder.path());
  CHECK(rows.size() == 2);
  CHECK(comparing::claims_of(rows).size() == 1);
}

TEST_CASE("the files of a campaign") {
  const Folder folder;
  folder.proof("proofs/e/alpha/1/proof.json", "one", 0.95, {0.04});
  folder.proof("proofs/e/alpha/2/proof.json", "two", 0.1, {0.03});
  const auto rows = comparing::read_proof_rows(folder.path() / "proofs");
  const auto summary = comparing::summarize(rows);
  const auto family = comparing::correct(comparing::claims_of(rows), comparing::CorrectionMethod::kHolm, 0.05);
  const auto written = comparing::write_summary(summary, family, folder.path());
  CHECK(written == std::vector<fs::path>{folder.path() / "SUMMARY.json", folder.path() / "SUMMARY.md"});
  CHECK(slurp(written[0]) == R"({
  "total": 2,
  "by_verdict": {
    "REFUTED": 1,
    "VALIDATED": 1
  },
  "by_family": {
    "alpha": 2
  },
  "verdict_flips": 1,
  "fwer": {
    "method": "holm",
    "alpha": 0.05,
    "family_size": 2,
    "n_with_p_value": 2,
    "n_rejections": 0
  }
})");
  const std::string text = slurp(written[1]);
  std::vector<std::string> headings;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("## ")) headings.push_back(line.substr(3));
  CHECK(headings == std::vector<std::string>{"Verdict distribution", "Family distribution", "Per-substrate-commit verdict distribution",
                                             "Verdict flips", "Multiplicity correction"});
  CHECK(text.find("| alpha | `one` | VALIDATED | `two` | REFUTED |\n") != std::string::npos);
  CHECK(text.find("2 claim(s), 2 with a p-value, 0 significant after correction") != std::string::npos);
}

TEST_CASE("an empty folder is an empty summary") {
  const Folder folder;
  const auto rows = comparing::read_proof_rows(folder.path());
  const auto summary = comparing::summarize(rows);
  CHECK(summary.total == 0);
  const std::string text = comparing::to_markdown(summary, comparing::correct({}, comparing::CorrectionMethod::kNone, 0.05), "now");
  CHECK(text.find("None.") != std::string::npos);
}

}  // namespace
}  // namespace ophamin::test
