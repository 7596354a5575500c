// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <fstream>
#include <string>

#include <doctest/doctest.h>
#include <git2.h>

#include <ophamin/lineage/git_commit.hpp>
#include <support/temporary_directory.hpp>

using namespace ophamin;
namespace fs = std::filesystem;

namespace {

/// A repository with one commit of nothing; its id.
std::string commit_in(const fs::path& folder) {
  git_libgit2_init();
  git_repository* repository = nullptr;
  REQUIRE(git_repository_init(&repository, folder.c_str(), 0) == 0);
  git_treebuilder* builder = nullptr;
  git_oid tree_id{}, commit{};
  git_tree* tree = nullptr;
  git_signature* somebody = nullptr;
  REQUIRE(git_treebuilder_new(&builder, repository, nullptr) == 0);
  REQUIRE(git_treebuilder_write(&tree_id, builder) == 0);
  REQUIRE(git_tree_lookup(&tree, repository, &tree_id) == 0);
  REQUIRE(git_signature_new(&somebody, "Somebody", "somebody@example.org", 1'700'000'000, 0) == 0);
  REQUIRE(git_commit_create(&commit, repository, "HEAD", somebody, somebody, nullptr, "nothing", tree, 0, nullptr) == 0);
  const std::string text = git_oid_tostr_s(&commit);
  git_signature_free(somebody);
  git_tree_free(tree);
  git_treebuilder_free(builder);
  git_repository_free(repository);
  git_libgit2_shutdown();
  return text;
}

}  // namespace

TEST_CASE("the commit is found from a folder and from a file below the repository") {
  const test::TemporaryDirectory folder;
  const auto commit = commit_in(folder.path());
  CHECK(commit.size() == 40);
  fs::create_directories(folder / "a/b");
  std::ofstream(folder / "a/b/file") << "x";
  CHECK(lineage::capture_git_commit(folder.path()) == commit);
  CHECK(lineage::capture_git_commit(folder / "a/b") == commit);
  CHECK(lineage::capture_git_commit(folder / "a/b/file") == commit);
}

TEST_CASE("where there is no commit, there is no text") {
  const test::TemporaryDirectory folder;
  CHECK(lineage::capture_git_commit(folder / "absent").empty());
  CHECK(lineage::capture_git_commit(folder.path()).empty());
  fs::create_directory(folder / "fresh");
  git_libgit2_init();
  git_repository* repository = nullptr;
  REQUIRE(git_repository_init(&repository, (folder / "fresh").c_str(), 0) == 0);
  git_repository_free(repository);
  git_libgit2_shutdown();
  CHECK(lineage::capture_git_commit(folder / "fresh").empty());
  std::ofstream(folder / "fresh/.git/HEAD", std::ios::trunc) << "rubbish";
  CHECK(lineage::capture_git_commit(folder / "fresh").empty());
}
