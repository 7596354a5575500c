// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <ophamin/records/audit_record.hpp>
#include <ophamin/records/digest.hpp>
#include <ophamin/records/python_repr.hpp>
#include <ophamin/storage/files.hpp>
#include <support/temporary_directory.hpp>

using namespace ophamin;
using namespace ophamin::records;
namespace fs = std::filesystem;

namespace {

void write(const fs::path& path, std::string_view bytes) {
  storage::ensure_directory(path.parent_path());
  storage::write_file_atomic(path, bytes);
}

}  // namespace

TEST_CASE("names of files that are no UTF-8") {
  CHECK(python_file_name("caf\xC3\xA9") == "caf\xC3\xA9");
  CHECK(python_file_name("\x80") == "\xED\xB2\x80");
  CHECK(python_file_name("\xED\xA0\x80") == "\xED\xB3\xAD\xED\xB2\xA0\xED\xB2\x80");
  CHECK(python_file_name("\xE5\xAD") == "\xED\xB3\xA5\xED\xB2\xAD");
}

TEST_CASE("the hash of a file is that of its bytes, of nothing it is empty") {
  const test::TemporaryDirectory folder;
  write(folder / "a.txt", "abc");
  CHECK(audit_target_hash(folder / "a.txt") == sha256_hex("abc"));
  CHECK(audit_target_hash(folder / "nowhere").empty());
  CHECK(audit_target_hash(folder.path()) == "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945");
}

TEST_CASE("the hash of a folder is that of the list of its Python files") {
  const test::TemporaryDirectory folder;
  write(folder / "c.py", "c");
  write(folder / "a" / "b.py", "b");
  write(folder / "a" / "b.txt", "no Python");
  write(folder / "a.py", "a");
  write(folder / "__pycache__" / "x.py", "left out");
  write(folder / "a" / ".venv" / "lib" / "x.py", "left out");
  write(folder / "it's.py", "quote");
  fs::create_directory_symlink(folder.path(), folder / "loop");
  fs::create_symlink("nowhere", folder / "broken.py");
  const std::string list = "[('a.py', '" + sha256_hex("a") + "'), ('a/b.py', '" + sha256_hex("b") +
                           "'), ('broken.py', ''), ('c.py', '" + sha256_hex("c") + "'), (\"it's.py\", '" +
                           sha256_hex("quote") + "')]";
  CHECK(audit_target_hash(folder.path()) == sha256_hex(list));
  CHECK(audit_target_hash(folder / "loop") == sha256_hex(list));
  CHECK(audit_target_hash(folder / "a" / ".venv" / "lib") == sha256_hex("[]"));
}
