// SPDX-License-Identifier: Apache-2.0
#include <fstream>
#include <stdexcept>

#include <doctest/doctest.h>
#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/layout.hpp>
#include <ophamin/records/record_list.hpp>
#include <ophamin/storage/files.hpp>
#include <support/temporary_directory.hpp>

#include "sample_records.hpp"

using namespace ophamin;
using namespace ophamin::records;
namespace fs = std::filesystem;

namespace {

std::vector<RecordRow> rows_of(const fs::path& folder, const ListOptions& options) {
  std::vector<RecordRow> rows;
  list_records(folder, options, [&rows](const RecordRow& row, double) {
    rows.push_back(row);
    return true;
  });
  return rows;
}

// Not synced, for there are many.
void write(const fs::path& path, std::string_view text) { std::ofstream(path, std::ios::binary) << text; }

// Records of all kinds, and what is none.
void fill(const fs::path& folder) {
  int number = 0;
  for (const Json& record : test::sample_records()) dump_json(record, folder / "records" / (std::to_string(number++) + ".json"));
  storage::write_file_atomic(folder / "broken.json", "{\"proof_id\":");
  storage::write_file_atomic(folder / "empty.json", "");
  storage::write_file_atomic(folder / "other.json", "{\"a\": 1}");
  storage::write_file_atomic(folder / "lacks.json", "{\"proof_id\": \"x\"}");
}

}  // namespace

TEST_CASE("records of any kind, each with the published key of its kind") {
  const test::TemporaryDirectory folder;
  fill(folder.path());
  const std::vector<RecordRow> rows = rows_of(folder.path(), {.with_signature = true});
  REQUIRE(rows.size() == 12);
  CHECK(rows[0].path == folder / "broken.json");
  CHECK(rows[0].error.find("1:13: the JSON text ends too early") == 0);
  CHECK(rows[1].error.find("ends too early") != std::string::npos);
  CHECK(rows[2].error.find("reproduction") == std::string::npos);
  CHECK(rows[2].error.find("claim: the member 'claim' is missing") == 0);
  CHECK(rows[3].error.empty());
  CHECK_FALSE(rows[3].is_record);
  const std::vector<Json> records = test::sample_records();
  for (std::size_t at = 0; at < records.size(); ++at) {
    const RecordRow& row = rows[4 + at];
    CHECK(row.is_record);
    CHECK(row.kind == detect_record_kind(records[at]));
    CHECK(row.facts.signature_ok == true);
    CHECK(row.facts.id == record_id(records[at]));
  }
  CHECK(rows[5].facts.total_findings == 3);
  CHECK(rows[5].facts.verdict == "VALIDATED");
  CHECK(rows[6].facts.verdict.empty());
  CHECK(rows[9].facts.subject == "before -> after");
}

TEST_CASE("of one kind, everything else is an error") {
  const test::TemporaryDirectory folder;
  fill(folder.path());
  const std::vector<RecordRow> rows = rows_of(folder.path(), {.kind = RecordKind::kProof, .with_signature = true, .key = SigningKey::from_bytes("other")});
  REQUIRE(rows.size() == 12);
  std::size_t errors = 0;
  for (const RecordRow& row : rows) errors += row.error.empty() ? 0 : 1;
  CHECK(errors == 11);
  CHECK(rows[4].facts.signature_ok == false);
  CHECK(rows_of(folder.path(), {.kind = RecordKind::kProof, .recursive = false}).size() == 4);
  CHECK_FALSE(rows_of(folder.path(), {})[4].facts.signature_ok.has_value());
  CHECK(rows_of(folder.path(), {.max_bytes = 5})[3].error.find("larger than the limit") != std::string::npos);
  CHECK_THROWS_AS(rows_of(folder / "absent", {}), diagnostics::Error);
}

TEST_CASE("the same rows whatever the number of threads") {
  const test::TemporaryDirectory folder;
  const std::string text = lay_out(test::sample_records()[0], Layout::kIndented);
  for (int number = 0; number < 700; ++number) {
    const fs::path path = folder / std::to_string(number % 7) / std::to_string(number) / "proof.json";
    fs::create_directories(path.parent_path());
    write(path, number % 50 == 0 ? "{" : text);
  }
  const auto texts = [&](unsigned threads) {
    std::vector<std::string> lines;
    list_records(folder.path(), {.kind = RecordKind::kProof, .with_signature = true, .threads = threads},
                 [&](const RecordRow& row, double share) {
                   CHECK(share <= 1.0);
                   lines.push_back(index_line(row, folder.path()));
                   return true;
                 });
    return lines;
  };
  const std::vector<std::string> one = texts(1);
  CHECK(one.size() == 700);
  CHECK(texts(2) == one);
  CHECK(texts(5) == one);
}

TEST_CASE("a list can be left at any row, by an exception, too") {
  const test::TemporaryDirectory folder;
  for (int number = 0; number < 300; ++number) write(folder / (std::to_string(number) + ".json"), "{}");
  for (const unsigned threads : {1u, 3u}) {
    std::size_t count = 0;
    list_records(folder.path(), {.threads = threads}, [&count](const RecordRow&, double) { return ++count < 20; });
    CHECK(count == 20);
    CHECK_THROWS_AS(list_records(folder.path(), {.threads = threads},
                                 [](const RecordRow&, double) -> bool { throw std::runtime_error("stop"); }),
                    std::runtime_error);
  }
}

TEST_CASE("files that go while the list runs are rows with an error") {
  const test::TemporaryDirectory folder;
  for (int number = 100; number < 400; ++number) write(folder / (std::to_string(number) + ".json"), "{}");
  std::size_t gone = 0;
  std::size_t rows = 0;
  list_records(folder.path(), {.threads = 1}, [&](const RecordRow& row, double) {
    if (++rows == 1) {
      for (int number = 200; number < 400; ++number) fs::remove(folder / (std::to_string(number) + ".json"));
    }
    gone += row.error.find("No such file") != std::string::npos ? 1 : 0;
    return true;
  });
  CHECK(rows == 300);
  CHECK(gone == 200);
}

TEST_CASE("an index: totals first, then a row for each") {
  const test::TemporaryDirectory folder;
  EmpiricalProofRecord proof = test::sample_proof();
  proof.claim.statement = "a | b\n" + std::string(120, 'x');
  proof.sign(SigningKey::published());
  dump(proof, folder / "engineering" / "round-trip" / "2026" / "proof.json");
  storage::write_file_atomic(folder / "siege_x.json", "no JSON");
  RecordTotals totals;
  std::string lines;
  for (const RecordRow& row : rows_of(folder.path(), {.kind = RecordKind::kProof})) {
    totals.add(row);
    lines += index_line(row, folder.path());
  }
  CHECK(totals.total == 2);
  CHECK(totals.n_decode_errors == 1);
  CHECK(totals.by_verdict == std::map<std::string, std::size_t>{{"ERROR", 1}, {"VALIDATED", 1}});
  CHECK(totals.by_family == std::map<std::string, std::size_t>{{"round-trip", 1}});
  const std::string head = index_head(totals, "proofs", "2026-05-15T00:00:00+00:00");
  CHECK(head.starts_with("# Proof index \u2014 `proofs`\n\n_Generated: 2026-05-15T00:00:00+00:00_\n\n**Total:** 2 (1 could not be decoded)\n"));
  CHECK(head.find("| ERROR | 1 |\n| VALIDATED | 1 |\n") != std::string::npos);
  CHECK(head.find("## By family (heuristic from filename)\n") != std::string::npos);
  CHECK(lines.find("| VALIDATED | 1.0 | engineering/round-trip/2026/proof.json | a \\| b " + std::string(91, 'x') + "... |\n") == 0);
  CHECK(lines.find("| ERROR | \u2014 | siege_x.json | *1:1: ") != std::string::npos);
}
