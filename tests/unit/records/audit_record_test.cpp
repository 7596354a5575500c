// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/audit_record.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/digest.hpp>
#include <ophamin/records/json_parser.hpp>
#include <ophamin/records/markdown.hpp>

#include "sample_records.hpp"

using namespace ophamin;
using namespace ophamin::records;

namespace {

using Keys = std::vector<std::string>;
using Problems = std::vector<std::string>;

Keys keys_of(const Json& object) {
  Keys keys;
  for (const Member& member : object.as_object()) keys.push_back(member.key);
  return keys;
}

AuditRecord gated(double observed = 3.0) {
  AuditRecord audit = test::sample_audit();
  audit.attach_pre_registration(test::sample_claim("total_findings", Comparator::kAtMost, 5.0), observed);
  return audit;
}

}  // namespace

TEST_CASE("members in the order of the format, judgement only where there is one") {
  const AuditRecord audit = test::sample_audit();
  CHECK(keys_of(audit.to_json()) == Keys{"audit_id", "schema_version", "identity", "target", "pillars", "summary",
                                         "reproduction", "signature"});
  CHECK(keys_of(gated().to_json()) == Keys{"audit_id", "schema_version", "identity", "target", "pillars", "summary",
                                           "reproduction", "preregistration", "pre_registered_metric", "verdict",
                                           "signature"});
  const Json json = audit.to_json();
  const Json& pillar = json.find("pillars")->as_array()[0];
  CHECK(keys_of(pillar) == Keys{"pillar_name", "tool_name", "tool_version", "status", "target_path", "finding_count",
                                "findings", "severity_histogram", "per_file_top10", "per_rule_top10",
                                "raw_stdout_bytes", "raw_stderr_bytes", "exit_code", "wall_time_s", "error_message",
                                "extra"});
  CHECK(keys_of(pillar.find("findings")->as_array()[0]) ==
        Keys{"pillar_name", "rule_id", "severity", "message", "path", "line", "column", "extra"});
  CHECK(keys_of(*audit.to_json().find("summary")) ==
        Keys{"total_findings", "severity_histogram", "findings_per_pillar", "top_files", "pillars_run",
             "pillars_unavailable", "pillars_errored"});
}

TEST_CASE("id and signature are made of the text with spaces after separators") {
  AuditRecord audit = test::sample_audit();
  const SigningKey key = SigningKey::from_bytes(kPublishedAuditKey);
  CHECK_FALSE(audit.verify(key));
  audit.sign(key);
  CHECK(audit.verify(key));
  CHECK_FALSE(audit.verify(SigningKey::published()));
  CHECK(audit.canonical_body() == canonical(audit.body(), Separators::kSpaced));
  CHECK(audit.id() == sha256_hex(canonical(audit.body(), Separators::kSpaced)));
  CHECK(audit.id() != sha256_hex(canonical(audit.body())));
  audit.schema_version = "audit/1.0";
  CHECK_FALSE(audit.verify(key));
}

TEST_CASE("counts come from the findings: by frequency, equal ones in the order of first occurrence") {
  PillarResult result;
  const auto add = [&result](Severity severity, const char* path, const char* rule) {
    result.findings.push_back({.rule_id = rule, .severity = severity, .path = path});
  };
  add(Severity::kLow, "b", "R1");
  add(Severity::kHigh, "a", "R2");
  add(Severity::kLow, "a", "R2");
  add(Severity::kLow, "c", "R3");
  CHECK(result.severity_histogram() == Counts{{"low", 3}, {"high", 1}});
  CHECK(result.per_file_top10() == Counts{{"a", 2}, {"b", 1}, {"c", 1}});
  CHECK(result.per_rule_top10() == Counts{{"R2", 2}, {"R1", 1}, {"R3", 1}});
  for (int more = 0; more < 20; ++more) add(Severity::kInfo, ("f" + std::to_string(more)).c_str(), "R1");
  CHECK(result.per_file_top10().size() == 10);
  CHECK(result.per_file_top10().back() == Counts::value_type{"f6", 1});
  CHECK(result.per_rule_top10().front() == Counts::value_type{"R1", 21});
  CHECK(PillarResult{}.severity_histogram().empty());
}

TEST_CASE("the summary rolls all tools up") {
  const AuditSummary summary = test::sample_audit().summary;
  CHECK(summary.total_findings == 3);
  CHECK(canonical(Json(summary.severity_histogram)) == R"({"high":1,"medium":2})");
  CHECK(canonical(Json(summary.findings_per_pillar)) == R"({"bandit":0,"mypy":0,"ruff":3})");
  CHECK(summary.top_files == Counts{{"a.py", 2}, {"b.py", 1}});
  CHECK(summary.pillars_run == Keys{"ruff"});
  CHECK(summary.pillars_unavailable == Keys{"bandit"});
  CHECK(summary.pillars_errored == Keys{"mypy"});
  std::vector<PillarResult> many(1);
  for (int file = 0; file < 30; ++file) many[0].findings.push_back({.path = std::to_string(file)});
  CHECK(AuditSummary::of(many).top_files.size() == 20);
}

TEST_CASE("a record survives its file, in both versions") {
  for (AuditRecord audit : {test::sample_audit(), gated()}) {
    for (const char* version : {"audit/1.0", "audit/1.1", "audit/9"}) {
      audit.schema_version = version;
      audit.sign(SigningKey::from_bytes(kPublishedAuditKey));
      LoadNotes notes;
      const AuditRecord loaded = AuditRecord::from_json(parse_json(pretty(audit.to_json())), {}, &notes);
      CHECK(loaded.to_json() == audit.to_json());
      CHECK(notes.empty());
    }
  }
}

TEST_CASE("only the summary and its total are required") {
  LoadNotes notes;
  const AuditRecord audit = AuditRecord::from_json(parse_json(R"({"summary":{"total_findings":3}})"), {}, &notes);
  CHECK(audit.schema_version == "audit/1.1");
  CHECK(audit.target_path.empty());
  CHECK(audit.pillars.empty());
  CHECK(audit.summary.total_findings == 3);
  CHECK(parse_timestamp(audit.identity.captured_at)->has_offset);
  CHECK_FALSE(audit.verdict);
  CHECK_FALSE(notes.empty());
  for (const LoadNote& note : notes) CHECK(note.kind == LoadNoteKind::kMissingMember);
  const auto refused_at = [](const char* text) {
    try {
      (void)AuditRecord::from_json(parse_json(text), "a.json");
    } catch (const diagnostics::Error& error) {
      CHECK(error.code() == diagnostics::ErrorCode::kRecordDecodeError);
      CHECK(error.diagnostics().front().place.file == "a.json");
      return error.diagnostics().front().place.path;
    }
    return std::string("accepted");
  };
  CHECK(refused_at("{}") == "summary");
  CHECK(refused_at("[]") == "<root>");
  CHECK(refused_at(R"({"summary":{}})") == "summary.total_findings");
  CHECK(refused_at(R"({"summary":{"total_findings":0,"top_files":[["a"]]}})") == "summary.top_files.0");
  CHECK(refused_at(R"({"summary":{"total_findings":0,"pillars_run":[1]}})") == "summary.pillars_run.0");
  CHECK(refused_at(R"({"pillars":[{"pillar_name":"p","findings":[{"pillar_name":"p","severity":"bad"}]}],
                       "summary":{"total_findings":0}})") == "pillars.0.findings.0.severity");
  CHECK(refused_at(R"({"pillars":[{}],"summary":{"total_findings":0}})") == "pillars.0.pillar_name");
  CHECK(refused_at(R"({"pillars":null,"summary":{"total_findings":0}})") == "pillars");
  CHECK(refused_at(R"({"summary":{"total_findings":0},"preregistration":null})") == "preregistration");
}

TEST_CASE("sections that count as empty are empty") {
  LoadNotes notes;
  const AuditRecord audit = AuditRecord::from_json(
      parse_json(R"({"identity":null,"target":[],"reproduction":0,"summary":{"total_findings":0}})"), {}, &notes);
  CHECK(audit.target_path.empty());
  CHECK(notes[1].path == "identity");
  CHECK(notes[1].kind == LoadNoteKind::kConverted);
}

TEST_CASE("stored counts that are wrong are told, and change nothing") {
  Json json = test::sample_audit().to_json();
  JsonObject& pillar = json.as_object().find("pillars")->as_array()[0].as_object();
  pillar.set("finding_count", 2);
  pillar.set("severity_histogram", JsonObject{{"medium", 2}, {"high", 1}});  // only another order
  pillar.set("per_rule_top10", JsonArray{});
  LoadNotes notes;
  const AuditRecord loaded = AuditRecord::from_json(json, {}, &notes);
  CHECK(loaded.id() == test::sample_audit().id());
  REQUIRE(notes.size() == 2);
  CHECK(notes[0].path == "pillars.0.finding_count");
  CHECK(notes[0].kind == LoadNoteKind::kStoredCounter);
  CHECK(notes[1].path == "pillars.0.per_rule_top10");
}

TEST_CASE("a pre-registration is attached: hash, date and verdict") {
  AuditRecord audit = test::sample_audit();
  audit.schema_version = "audit/1.0";
  audit.attach_pre_registration(test::sample_claim("total_findings", Comparator::kAtMost, 2.0), 3.0);
  CHECK(audit.schema_version == "audit/1.1");
  CHECK(audit.preregistration->config_hash == "d269084e9fa36e1356b72df4f3e04a379d31f6fdf3e4ffe31538082abaf9f10a");
  CHECK(audit.preregistration->data_hash == test::kHash);
  CHECK(audit.preregistration->preregistered_at == audit.identity.captured_at);
  CHECK(audit.preregistration->sweep_grid.empty());
  CHECK(audit.pre_registered_metric == "total_findings");
  CHECK(audit.verdict->outcome == Outcome::kRefuted);
  CHECK(audit.verdict->observed_value == 3.0);
}

TEST_CASE("an audit becomes a proof that is well-formed once it has an environment") {
  const AuditRecord audit = test::sample_audit();
  AuditClaim claim{.claim = test::sample_claim("total_findings", Comparator::kAtMost, 5.0),
                   .observed_value = 3.0,
                   .library_version = "0.1.0"};
  CHECK(audit.wrap_as_proof(claim).validate().size() == 1);
  claim.environment = {{"compiler", "g++"}};
  EmpiricalProofRecord proof = audit.wrap_as_proof(claim);
  CHECK(proof.validate() == Problems{});
  CHECK(proof.signature.empty());
  CHECK(proof.preregistration.config_hash ==
        content_hash(Json(JsonObject{{"audit_id", audit.id()},
                                     {"pillar_name", "audit"},
                                     {"statistic_name", "total_findings"}})));
  CHECK(proof.preregistration.data_hash == test::kHash);
  CHECK(proof.data.datasets[0].name == "audit-target:/srv/tools");
  CHECK(proof.data.datasets[0].n_records == 3);
  CHECK(proof.data.datasets[0].kind == "audit_target_tree");
  CHECK(proof.data.substrate_name == "ophamin.auditing.AuditRecord");
  CHECK(proof.data.substrate_git_commit == "0123abc");
  CHECK(keys_of(Json(proof.evidence[0].detail)) ==
        Keys{"audit_id", "total_findings", "severity_histogram", "pillars_run"});
  CHECK(proof.verdict.outcome == Outcome::kValidated);
  CHECK(proof.identity.created_at == audit.identity.captured_at);
  CHECK(proof.provenance.empty());
  AuditRecord empty = audit;
  empty.summary.total_findings = 0;
  CHECK(empty.wrap_as_proof(claim).data.datasets[0].n_records == 1);
}

TEST_CASE("the checklist, in its order") {
  CHECK(test::sample_audit().validate() == Problems{});
  CHECK(gated().validate() == Problems{});
  AuditRecord audit = gated();
  audit.target_path.clear();
  audit.target_content_hash.clear();
  audit.identity.ophamin_version.clear();
  audit.identity.captured_at = "yesterday";
  audit.summary.pillars_run = {"z", "y"};
  audit.verdict->outcome = Outcome::kRefuted;
  const Problems problems = audit.validate();
  REQUIRE(problems.size() == 7);
  const char* parts[] = {"target.target_path", "target.target_content_hash", "identity.ophamin_version",
                         "identity.captured_at 'yesterday'", "not in the summary: ruff", "not in the list: y, z",
                         "contradiction"};
  for (std::size_t at = 0; at < problems.size(); ++at) {
    CAPTURE(problems[at]);
    CHECK(problems[at].find(parts[at]) != std::string::npos);
  }
  audit.identity.captured_at.clear();
  CHECK(audit.validate()[3] == "identity.captured_at is empty");
}

TEST_CASE("an audit as Markdown") {
  AuditRecord audit = gated();
  audit.sign(SigningKey::from_bytes(kPublishedAuditKey));
  const std::string page = to_markdown(audit);
  std::size_t at = 0;
  for (const std::string& part :
       {std::string("# Ophamin Audit Record\n\n**Audit ID:** `"), audit.id() + "`  \n**Schema:** vaudit/1.1  \n",
        std::string("## 1. Identity\n\n- Ophamin: 0.1.0 @ 0123abc\n- Target: `/srv/tools`\n"),
        std::string("- Target content hash: `aaaaaaaaaaaaaaaa\u2026`\n"), std::string("## 2. Pillars run\n"),
        std::string("| `ruff` | `ruff` | ruff 0.4.4 | ok | 3 | 0.09s |\n"),
        std::string("| `bandit` | `bandit` | \u2014 | unavailable | \u2014 | 0.00s |\n"),
        std::string("## 3. Summary\n\n- Total findings: **3**\n- Pillars run: 1 (ruff)\n"),
        std::string("- Pillars unavailable: 1 (bandit)\n- Pillars errored: 1 (mypy)\n"),
        std::string("### Severity histogram\n\n- `medium`: 2\n- `high`: 1\n"),
        std::string("### Findings per pillar\n\n- `bandit`: 0\n- `mypy`: 0\n- `ruff`: 3\n"),
        std::string("### Top 20 hotspot files\n\n- `a.py`: 2 findings\n- `b.py`: 1 finding\n"),
        std::string("## 4. Reproduction\n\n```\nophamin audit /srv/tools\n```\n"),
        std::string("## 5. Signature\n\n- `") + audit.signature}) {
    CAPTURE(part);
    const std::size_t found = page.find(part, at);
    REQUIRE(found != std::string::npos);
    at = found + part.size();
  }
  CHECK(page.back() == '\n');
  AuditRecord bare;
  CHECK(to_markdown(bare).find("- _no findings_\n") != std::string::npos);
  CHECK(to_markdown(bare).find("(not signed)") != std::string::npos);
  CHECK(to_markdown(bare).find("## 4.") == std::string::npos);
}
