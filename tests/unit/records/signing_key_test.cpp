// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <ophamin/records/digest.hpp>
#include <ophamin/records/signing_key.hpp>
#include <ophamin/storage/files.hpp>
#include <support/temporary_directory.hpp>
#include <sys/stat.h>

using namespace ophamin;
using namespace ophamin::records;
using diagnostics::ErrorCode;

namespace {

std::filesystem::path key_file(const test::TemporaryDirectory& folder, std::string_view bytes, mode_t mode = 0600) {
  const auto path = folder / "key";
  storage::write_file_atomic(path, bytes);
  ::chmod(path.c_str(), mode);
  return path;
}

SigningKey quiet(const std::filesystem::path& path) {
  std::vector<diagnostics::Diagnostic> warnings;
  SigningKey key = SigningKey::from_file(path, warnings);
  CHECK(warnings.empty());
  return key;
}

}  // namespace

TEST_CASE("a key file is its bytes less one newline") {
  const test::TemporaryDirectory folder;
  CHECK(quiet(key_file(folder, "secret")).bytes() == "secret");
  CHECK(quiet(key_file(folder, "secret\n")).bytes() == "secret");
  CHECK(quiet(key_file(folder, "secret\n\n")).bytes() == "secret\n");
  CHECK(quiet(key_file(folder, " secret\r\n")).bytes() == " secret\r");
  CHECK(quiet(key_file(folder, std::string("\0k\0", 3))).bytes() == std::string("\0k\0", 3));
}

TEST_CASE("a key file that is empty, too long or not there is refused") {
  const test::TemporaryDirectory folder;
  const auto refused = [](const std::filesystem::path& path) {
    std::vector<diagnostics::Diagnostic> warnings;
    try {
      (void)SigningKey::from_file(path, warnings);
    } catch (const diagnostics::Error& error) {
      CHECK(error.exit_code() == 2);
      CHECK(error.diagnostics().front().place.file == path.string());
      return error.code() == ErrorCode::kKeyFileInvalid;
    }
    return false;
  };
  CHECK(refused(key_file(folder, "")));
  CHECK(refused(key_file(folder, "\n")));
  CHECK(refused(key_file(folder, std::string(70000, 'k'))));
  CHECK(refused(folder / "none"));
  CHECK(refused(folder.path()));
  CHECK_THROWS_AS((void)SigningKey::from_bytes(""), diagnostics::Error);
}

TEST_CASE("a key that others can read is a warning that says the mode") {
  const test::TemporaryDirectory folder;
  for (const mode_t mode : {mode_t{0640}, mode_t{0604}, mode_t{0644}}) {
    std::vector<diagnostics::Diagnostic> warnings;
    CHECK(SigningKey::from_file(key_file(folder, "secret", mode), warnings).bytes() == "secret");
    REQUIRE(warnings.size() == 1);
    CHECK(warnings[0].code == ErrorCode::kKeyFileExposed);
    CHECK(warnings[0].severity == diagnostics::Severity::kWarning);
    CHECK(warnings[0].mend.starts_with("chmod 600"));
    CHECK(diagnostics::exit_code(warnings) == 0);
  }
}

TEST_CASE("published keys say that they prove little") {
  CHECK(SigningKey::published().bytes() == "ophamin-scenario-proof-key");
  for (const std::string_view bytes : {kPublishedRecordKey, kPublishedAuditKey, kPublishedDriftKey}) {
    CHECK(SigningKey::from_bytes(bytes).is_default());
    CHECK(SigningKey::from_bytes(bytes).warning().find("accidents") != std::string::npos);
  }
  CHECK_FALSE(SigningKey::from_bytes("mine").is_default());
  CHECK(SigningKey::from_bytes("mine").warning().empty());
}

TEST_CASE("a signature is the HMAC, and an empty one never matches") {
  const SigningKey key = SigningKey::from_bytes("Jefe");
  CHECK(key.sign("text") == hmac_sha256_hex("Jefe", "text"));
  CHECK(key.verify("text", key.sign("text")));
  CHECK_FALSE(key.verify("text!", key.sign("text")));
  CHECK_FALSE(key.verify("text", ""));
  CHECK_FALSE(SigningKey::from_bytes("jefe").verify("text", key.sign("text")));
}

TEST_CASE("copies and moves carry the key") {
  SigningKey key = SigningKey::from_bytes("short");
  const SigningKey copy = key;
  SigningKey moved = std::move(key);
  CHECK(moved.bytes() == "short");
  CHECK(copy.bytes() == "short");
  moved = SigningKey::from_bytes(std::string(100, 'l'));
  CHECK(moved.bytes() == std::string(100, 'l'));
  moved = copy;
  CHECK(moved.bytes() == "short");
}
