// SPDX-License-Identifier: Apache-2.0
//
// Files that are no records: a clear error, soon, and nothing else.
#include <cmath>
#include <csignal>
#include <functional>
#include <random>

#include <doctest/doctest.h>
#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/codec.hpp>
#include <ophamin/records/json_parser.hpp>
#include <ophamin/records/layout.hpp>
#include <ophamin/records/record_list.hpp>
#include <ophamin/records/verify.hpp>
#include <ophamin/storage/files.hpp>
#include <support/temporary_directory.hpp>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mutated_json.hpp"
#include "sample_records.hpp"

using namespace ophamin;
using namespace ophamin::records;
using diagnostics::ErrorCode;
namespace fs = std::filesystem;

namespace {

const SigningKey kKey = SigningKey::published();

// The first diagnostic of a text that cannot be verified; kInternalError for one that could.
diagnostics::Diagnostic refusal(const std::string& text) {
  try {
    (void)verify_text(text, kKey, "r.json");
  } catch (const diagnostics::Error& error) {
    CHECK(error.exit_code() == 2);
    CHECK(error.diagnostics().front().place.file == "r.json");
    return error.diagnostics().front();
  }
  return {};
}

std::string signed_text(const std::function<void(EmpiricalProofRecord&)>& change) {
  EmpiricalProofRecord proof = test::sample_proof();
  change(proof);
  proof.sign(kKey);
  return lay_out(proof.to_json(), Layout::kIndented);
}

}  // namespace

TEST_CASE("records that end too early, wherever they do") {
  for (const Json& record : test::sample_records()) {
    const std::string text = lay_out(record, Layout::kIndented);
    for (std::size_t size = 0; size < text.size(); size += 13) {
      const diagnostics::Diagnostic problem = refusal(text.substr(0, size));
      CHECK(problem.code == ErrorCode::kJsonSyntax);
      CHECK(problem.place.line > 0);
    }
  }
}

TEST_CASE("bytes of any kind") {
  std::mt19937_64 chance(3);
  for (int number = 0; number < 3000; ++number) {
    std::string bytes(chance() % 200, '\0');
    for (char& byte : bytes) byte = static_cast<char>(chance());
    if (number % 3 == 0) bytes = "{\"proof_id\":" + bytes;
    CHECK(refusal(bytes).code != ErrorCode::kInternalError);
  }
}

TEST_CASE("too deep, too long, too many digits, a byte-order mark, bytes that are no UTF-8") {
  for (const char* open : {"[", "{\"a\":"}) {
    std::string deep = "{\"proof_id\":\"x\",\"provenance\":";
    for (int level = 0; level < 10'000; ++level) deep += open;
    CHECK(refusal(deep).code == ErrorCode::kJsonLimit);
  }
  CHECK(refusal("{\"proof_id\":" + std::string(4301, '9') + "}").code == ErrorCode::kJsonLimit);
  CHECK(refusal("\xEF\xBB\xBF{}").message.find("byte-order mark") != std::string::npos);
  const diagnostics::Diagnostic problem = refusal("{\n\"proof_id\": \"\xC3(\"}");
  CHECK(problem.code == ErrorCode::kJsonSyntax);
  CHECK(problem.place.line == 2);
  CHECK(refusal("{\"proof_id\": \"\xED\xA0\x80\"}").code == ErrorCode::kJsonSyntax);
  try {
    (void)parse_record_file(std::string(1001, ' '), "r.json", 1000);
    FAIL("accepted");
  } catch (const diagnostics::Error& error) {
    CHECK(error.code() == ErrorCode::kJsonLimit);
  }
}

TEST_CASE("odd values that a record may hold") {
  CHECK(verify_text(signed_text([](EmpiricalProofRecord& proof) {
          proof.provenance = {{"n", Json::big_integer(std::string(4300, '9'))},
                              {"nan", std::nan("")},
                              {"infinity", HUGE_VAL},
                              {"surrogate \xED\xA0\x80", "\xED\xB0\x80"},
                              {std::string("nul\0", 4), std::string(3, '\0')},
                              {"", JsonArray{JsonArray{}, JsonObject{}}}};
          proof.verdict.observed_value = -HUGE_VAL;
        }),
                    kKey)
            .ok());
}

TEST_CASE("a member that is there twice counts once, and is no written form") {
  std::string text = signed_text([](EmpiricalProofRecord&) {});
  text.replace(text.find("  \"claim\""), 0, "  \"claim\": 1,\n");
  const VerifyReport report = verify_text(text, kKey);
  CHECK(report.signature_ok);
  REQUIRE(report.problems.size() == 1);
  CHECK(report.problems[0].kind == VerifyProblemKind::kNotInWrittenForm);
}

TEST_CASE("a value of another type, at every place of every kind") {
  std::size_t refused = 0;
  std::size_t failed = 0;
  for (const Json& record : test::sample_records()) {
    test::for_each_place(record, [&](const test::Place& place) {
      for (const Json& value : test::other_values()) {
        const Json changed = test::replaced(record, place, value);
        if (changed == record) continue;
        try {
          failed += verify_text(lay_out(changed, Layout::kIndented), published_key_for(record)).ok() ? 0 : 1;
        } catch (const diagnostics::Error& error) {
          ++refused;
          if (error.exit_code() != 2) CHECK(error.exit_code() == 2);
          if (error.diagnostics().front().place.path.empty()) CHECK(place.empty());  // what is no record has no place
        }
      }
    });
  }
  CHECK(refused > 5000);
  CHECK(failed > 5000);
}

TEST_CASE("links in a circle, pipes, folders and closed files are rows of a list") {
  const test::TemporaryDirectory folder;
  fs::create_symlink("b.json", folder / "a.json");
  fs::create_symlink("a.json", folder / "b.json");
  REQUIRE(::mkfifo((folder / "pipe.json").c_str(), 0600) == 0);
  storage::write_file_atomic(folder / "secret.json", "{}");
  ::chmod((folder / "secret.json").c_str(), 0);
  fs::create_directory(folder / "folder.json");
  fs::create_directory_symlink("folder.json", folder / "link.json");
  std::vector<std::string> errors;
  list_records(folder.path(), {}, [&errors](const RecordRow& row, double) {
    errors.push_back(row.path.filename().string() + ": " + row.error);
    return true;
  });
  REQUIRE(errors.size() == 5);
  CHECK(errors[0].find("a.json: cannot open the file: Too many levels of symbolic links") == 0);
  CHECK(errors[2].find("link.json: cannot read the file: Is a directory") == 0);
  CHECK(errors[3].find("pipe.json: cannot read the file: it is a device, a pipe or a socket") == 0);
  if (::geteuid() != 0) CHECK(errors[4].find("secret.json: cannot open the file: Permission denied") == 0);
}

TEST_CASE("a disk that is full leaves the old record as it was") {
  const test::TemporaryDirectory folder;
  const EmpiricalProofRecord small = test::sample_proof();
  dump(small, folder / "proof.json");
  EmpiricalProofRecord large = small;
  large.provenance = {{"text", std::string(1 << 20, 'x')}};
  const pid_t child = ::fork();
  if (child == 0) {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{.rlim_cur = 64 << 10, .rlim_max = 64 << 10};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    try {
      dump(large, folder / "proof.json");
    } catch (const diagnostics::Error& error) {
      ::_exit(error.code() == ErrorCode::kFileUnwritable ? 0 : 2);
    }
    ::_exit(1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
  CHECK(load<EmpiricalProofRecord>(folder / "proof.json").id() == small.id());
  CHECK(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()) == 1);
}
