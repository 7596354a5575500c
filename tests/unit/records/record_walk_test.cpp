// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <doctest/doctest.h>
#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/record_walk.hpp>
#include <ophamin/storage/files.hpp>
#include <support/temporary_directory.hpp>
#include <sys/stat.h>
#include <unistd.h>

using namespace ophamin;
using namespace ophamin::records;
namespace fs = std::filesystem;

namespace {

struct Tree {
  test::TemporaryDirectory folder;

  explicit Tree(const std::vector<std::string>& names) {
    for (const std::string& name : names) {
      storage::ensure_directory((folder / name).parent_path());
      storage::write_file_atomic(folder / name, "{}");
    }
  }
  std::vector<std::string> walked(RecordKind kind, bool recursive = true) const {
    std::vector<std::string> found;
    RecordWalk walk(folder.path(), {.kind = kind, .recursive = recursive});
    double share = 0.0;
    while (const auto entry = walk.next()) {
      found.push_back(entry->path.lexically_relative(folder.path()).string() + (entry->error.empty() ? "" : "!"));
      CHECK(walk.share_done() >= share - 1e-9);
      CHECK(walk.share_done() <= 1.0);
      share = walk.share_done();
    }
    CHECK(walk.share_done() == 1.0);
    return found;
  }
};

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("files in the order of the parts of their paths") {
  const Tree tree({"b.json", "a/z.json", "a/b/c.json", "a-b/x.json", "a.json", "A.json", "notes.md", "c/empty.txt"});
  CHECK(tree.walked(RecordKind::kAudit) == Names{"A.json", "a/b/c.json", "a/z.json", "a-b/x.json", "a.json", "b.json"});
  CHECK(tree.walked(RecordKind::kUnknown, false) == Names{"A.json", "a.json", "b.json"});
}

TEST_CASE("what the walk over proofs passes over, and that over other kinds does not") {
  const Tree tree({"b/proof.json", "b/environment.json", "b/inner/x.json", "llm_calls/c.json", "a/llm_calls/d.json", "a/diagnosis.json",
                   "a/.tmp-1/proof.json", ".hidden.json", "loose.json"});
  CHECK(tree.walked(RecordKind::kProof) == Names{"b/inner/x.json", "b/proof.json", "loose.json"});
  CHECK(tree.walked(RecordKind::kAudit) == Names{"a/diagnosis.json", "a/llm_calls/d.json", "b/environment.json", "b/inner/x.json",
                                                 "b/proof.json", "llm_calls/c.json", "loose.json"});
  RecordWalk inside(tree.folder / "llm_calls", {.kind = RecordKind::kProof});
  CHECK_FALSE(inside.next());
}

TEST_CASE("links to folders are not followed, links to files are files") {
  const Tree tree({"a/x.json"});
  fs::create_directory_symlink(tree.folder.path(), tree.folder / "a" / "loop");
  fs::create_directory_symlink("a", tree.folder / "other");
  fs::create_symlink("x.json", tree.folder / "a" / "y.json");
  fs::create_symlink("circle.json", tree.folder / "a" / "circle.json");
  CHECK(tree.walked(RecordKind::kAudit) == Names{"a/circle.json", "a/x.json", "a/y.json"});
}

TEST_CASE("a folder that cannot be opened is named, and the walk goes on") {
  if (::geteuid() == 0) {
    MESSAGE("root opens every folder: only the vanished one is tested");
  }
  const Tree tree({"a/x.json", "b/y.json", "c/z.json"});
  if (::geteuid() != 0) {
    ::chmod((tree.folder / "b").c_str(), 0);
    CHECK(tree.walked(RecordKind::kAudit) == Names{"a/x.json", "b!", "c/z.json"});
    ::chmod((tree.folder / "b").c_str(), 0755);
  }
  RecordWalk walk(tree.folder.path(), {.kind = RecordKind::kAudit});
  CHECK(walk.next()->path.filename() == "x.json");
  fs::remove_all(tree.folder / "b");
  const auto gone = walk.next();
  REQUIRE(gone);
  CHECK(gone->path.filename() == "b");
  CHECK(gone->error.find("No such file") != std::string::npos);
  CHECK(walk.next()->path.filename() == "z.json");
  CHECK_FALSE(walk.next());
  CHECK_FALSE(walk.next());
}

TEST_CASE("what is no folder is refused") {
  const Tree tree({"a.json"});
  for (const char* name : {"a.json", "absent"}) {
    try {
      RecordWalk walk(tree.folder / name);
      FAIL("accepted");
    } catch (const diagnostics::Error& error) {
      CHECK(error.exit_code() == 2);
      CHECK(error.diagnostics().front().place.file == (tree.folder / name).string());
    }
  }
}

TEST_CASE("families by file name and by bundle") {
  CHECK(record_family("engineering/throughput-ceiling/2026-05-15_validated_0123456789ab/proof.json") == "throughput-ceiling");
  CHECK(record_family("scientific/drift/phi-floor_abc12345_0123456789ab.json") == "phi-floor");
  CHECK(record_family("plain.json") == "plain");
  CHECK(record_family("proof.json") == "proof");
}
