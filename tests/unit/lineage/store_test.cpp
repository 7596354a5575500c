// SPDX-License-Identifier: Apache-2.0
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/lineage/store.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/digest.hpp>
#include <support/temporary_directory.hpp>

#include "sample_runs.hpp"

using namespace ophamin;
using diagnostics::Error;
using diagnostics::ErrorCode;
using lineage::RunEntry;
using lineage::RunSummary;
using lineage::Store;
using records::Json;
using test::sample_run;
namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

std::string manifest_text(const RunEntry& run) { return records::canonical(Json(lineage::manifest_of(run))); }

template <typename Action>
Error error_of(Action&& action) {
  try {
    action();
  } catch (const Error& error) {
    return error;
  }
  FAIL("no error");
  return Error(diagnostics::Diagnostic{});
}

std::vector<std::string> ids_in(Store& store) {
  std::vector<std::string> ids;
  store.for_each_run([&](const RunSummary& run) {
    ids.push_back(std::string(2 * run.depth, ' ') + run.run_id);
    return true;
  });
  return ids;
}

/// Whatever another program may do to the file.
void change(const fs::path& file, const std::string& sql) {
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(file.c_str(), &database) == SQLITE_OK);
  CHECK_MESSAGE(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK, sqlite3_errmsg(database));
  sqlite3_close(database);
}

RunEntry run_called(std::string id) {
  auto run = sample_run("x", "parent");
  run.run_id = std::move(id);
  return run;
}

struct StoreKit {
  test::TemporaryDirectory folder;
  fs::path file = folder / "runs" / "lineage.db";
  Store store = Store::open(file);
};

}  // namespace

TEST_CASE_FIXTURE(StoreKit, "a run comes back as it was recorded") {
  const auto run = sample_run("child", "parent");
  store.record(run);
  CHECK(manifest_text(store.get("child")) == manifest_text(run));
  CHECK(manifest_text(Store::open_to_read(file).get("child")) == manifest_text(run));
  CHECK(store.count() == 1);
  CHECK(store.get("child").provenance.has_value());
  CHECK(store.get("child").substrate_git_commit() == "v1");
}

TEST_CASE_FIXTURE(StoreKit, "the least a run can be comes back, too") {
  RunEntry run;
  run.run_id = "x";
  store.record(run);
  CHECK(manifest_text(store.get("x")) == manifest_text(run));
  run.observed_value = std::numeric_limits<double>::quiet_NaN();  // no number is none
  store.record(run);
  CHECK_FALSE(store.get("x").observed_value.has_value());
}

TEST_CASE_FIXTURE(StoreKit, "a run that is recorded again is replaced, and nothing of the old one stays") {
  store.record(sample_run("a"));
  store.record(sample_run("b"));
  auto run = sample_run("a");
  run.outcome = "REFUTED";
  run.datasets.pop_back();
  run.artifacts = {"only"};
  run.provenance.reset();
  store.record(run);
  CHECK(manifest_text(store.get("a")) == manifest_text(run));
  CHECK(ids_in(store) == std::vector<std::string>{"b", "a"});
}

TEST_CASE_FIXTURE(StoreKit, "texts of any kind are kept") {
  auto run = sample_run("a");
  run.name = "'; DROP TABLE run; -- \xE2\x98\x83 \x01";
  run.extra = {{"k", run.name}, {"lone", "\xED\xA0\x80"}};
  run.datasets[0].path = std::string("nul\0inside", 10);
  store.record(run);
  CHECK(manifest_text(store.get("a")) == manifest_text(run));
}

TEST_CASE_FIXTURE(StoreKit, "an id that is none is refused") {
  for (const char* bad : {"", "..", "a/b", "a b"}) {
    CHECK(error_of([&] { store.record(run_called(bad)); }).code() == ErrorCode::kValueOutOfRange);
  }
  CHECK(error_of([&] { store.record(sample_run("self", "self")); }).code() == ErrorCode::kValueOutOfRange);
  CHECK(store.count() == 0);
}

TEST_CASE_FIXTURE(StoreKit, "many runs are recorded together or not at all") {
  store.record_all(5, [](std::size_t i) { return sample_run("run" + std::to_string(i)); });
  CHECK(store.count() == 5);
  CHECK_THROWS_AS(store.record_all(5, [](std::size_t i) { return sample_run(i == 4 ? "no id" : "more" + std::to_string(i)); }), Error);
  CHECK(store.count() == 5);
  store.record(sample_run("after"));  // the store is as good as before
  CHECK(store.count() == 6);
}

TEST_CASE_FIXTURE(StoreKit, "runs are listed below their parents, the newest root first") {
  store.record(sample_run("one"));
  store.record(sample_run("two"));
  store.record(sample_run("a", "one"));
  store.record(sample_run("b", "two"));
  store.record(sample_run("c", "one"));
  store.record(sample_run("d", "c"));
  store.record(sample_run("orphan", "absent"));
  CHECK(ids_in(store) == std::vector<std::string>{"orphan", "two", "  b", "one", "  a", "  c", "    d"});
  std::vector<std::string> first;
  store.for_each_run([&](const RunSummary& run) {
    first.push_back(run.run_id);
    return first.size() < 2;
  });
  CHECK(first == std::vector<std::string>{"orphan", "two"});
  std::vector<std::string> children;
  store.for_each_child("one", [&](const RunSummary& run) {
    children.push_back(run.run_id);
    return true;
  });
  CHECK(children == std::vector<std::string>{"a", "c"});
}

TEST_CASE_FIXTURE(StoreKit, "the lineage of a run goes up to the root; a cycle ends it; a missing ancestor is an error") {
  store.record(sample_run("c", "b"));
  store.record(sample_run("b", "a"));
  store.record(sample_run("a"));
  const auto chain_of = [&](std::string_view id) {
    std::string text;
    for (const auto& run : store.lineage_of(id)) text += run.run_id;
    return text;
  };
  CHECK(chain_of("c") == "cba");
  CHECK(chain_of("a") == "a");
  store.record(sample_run("a", "c"));
  CHECK(chain_of("c") == "cba");
  CHECK(chain_of("a") == "acb");
  store.record(sample_run("a", "lost"));
  const auto error = error_of([&] { (void)store.lineage_of("c"); });
  CHECK(error.code() == ErrorCode::kUnknownName);
  CHECK(error.diagnostics().front().message == "run a has the parent lost, which is not recorded");
  CHECK(error_of([&] { (void)store.lineage_of("nobody"); }).code() == ErrorCode::kUnknownName);
}

TEST_CASE_FIXTURE(StoreKit, "an id may be cut short as long as it is one") {
  store.record(sample_run("abc1"));
  store.record(sample_run("abc2"));
  store.record(sample_run("abc"));
  store.record(sample_run("xyz"));
  CHECK(store.resolve("abc1") == "abc1");
  CHECK(store.resolve("abc") == "abc");  // an id is itself, whatever begins with it
  CHECK(store.resolve("xy") == "xyz");
  const auto several = error_of([&] { (void)store.resolve("ab"); });
  CHECK(several.code() == ErrorCode::kUnknownName);
  CHECK(several.diagnostics().front().suggestions == std::vector<std::string>{"abc", "abc1", "abc2"});
  const auto none = error_of([&] { (void)store.resolve("abd1"); });
  CHECK(none.diagnostics().front().message == "no run is called 'abd1'");
  CHECK(none.diagnostics().front().suggestions.front() == "abc1");
  CHECK_THROWS_AS((void)store.resolve(""), Error);
  CHECK_THROWS_AS((void)store.resolve("%"), Error);
}

TEST_CASE_FIXTURE(StoreKit, "the id of a proof names its run") {
  store.record(sample_run("first"));
  auto second = sample_run("second");
  second.proof_id = std::string(64, '9');
  store.record(second);
  CHECK(store.resolve(std::string(64, '9')) == "second");
  CHECK(store.resolve("99999999") == "second");
  CHECK_THROWS_AS((void)store.resolve("9999999"), Error);  // too short to be meant
  CHECK(store.holds("second", second.proof_id));
  CHECK_FALSE(store.holds("second", ""));
  CHECK_FALSE(store.holds("first", second.proof_id));
}

TEST_CASE_FIXTURE(StoreKit, "a dataset is one, however many runs were about it") {
  store.record(sample_run("a"));
  store.record(sample_run("b"));
  store.add_dataset("a", {.path = "/p", .content_hash = std::string(64, 'd'), .size_bytes = 1, .kind = "file"});
  store.add_dataset("a", {.path = "/p", .content_hash = std::string(64, 'd'), .size_bytes = 1, .kind = "file"});
  CHECK(store.get("a").datasets.size() == 3);
  std::vector<std::pair<std::string, std::uint64_t>> uses;
  store.for_each_dataset([&](const lineage::DatasetUse& use) {
    uses.emplace_back(use.dataset.path, use.n_runs);
    CHECK(use.last_used == "2026-05-15T00:07:58.130424+00:00");
    return true;
  });
  CHECK(uses == std::vector<std::pair<std::string, std::uint64_t>>{{"/data/model", 2}, {"/p", 1}, {"/data/numbers", 2}});
  CHECK(error_of([&] { store.add_dataset("nobody", {}); }).code() == ErrorCode::kUnknownName);
}

TEST_CASE_FIXTURE(StoreKit, "artifacts are found below the folder of the parent, wherever that was moved") {
  auto parent = sample_run("parent");
  parent.folder = "/results/latest";
  store.record(parent);
  store.record(sample_run("child", "parent"));
  CHECK(store.get("child").artifact_paths() == std::vector<fs::path>{"/results/latest/proofs/x/proof.json", "/elsewhere/log"});
  store.relocate("parent", "/results/latest.2");
  CHECK(store.get("child").artifact_paths().front() == "/results/latest.2/proofs/x/proof.json");
  store.relocate("nobody", "/x");
}

TEST_CASE_FIXTURE(StoreKit, "a configuration that somebody changed is not believed") {
  store.record(sample_run("a"));
  change(file, "UPDATE run SET config = '{}' WHERE run_id = 'a'");
  CHECK(error_of([&] { (void)store.get("a"); }).diagnostics().front().message == "the configuration of run a is not what was recorded");
  change(file, "UPDATE run SET config = 'no json', config_hash = '" + records::sha256_hex("no json") + "' WHERE run_id = 'a'");
  CHECK(error_of([&] { (void)store.get("a"); }).code() == ErrorCode::kJsonSyntax);
}

TEST_CASE("a file that is no store is refused and stays as it is") {
  const test::TemporaryDirectory folder;
  const auto file = folder / "lineage.db";
  const auto refused = [&](std::string_view piece) {
    std::ifstream before(file, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(before), {}};
    for (const bool reads : {false, true}) {
      const auto error = error_of([&] { (void)(reads ? Store::open_to_read(file) : Store::open(file)); });
      CHECK(error.code() == (reads ? ErrorCode::kFileUnreadable : ErrorCode::kFileUnwritable));
      CHECK_MESSAGE(error.diagnostics().front().message.find(piece) != std::string::npos, error.what());
      CHECK_FALSE(error.diagnostics().front().mend.empty());
    }
    std::ifstream after(file, std::ios::binary);
    CHECK(bytes == std::string{std::istreambuf_iterator<char>(after), {}});
  };
  std::ofstream(file) << "years of work, and no database at all" << std::string(5000, '.');
  refused("not a database");
  fs::remove(file);
  change(file, "CREATE TABLE thesis (chapter TEXT)");
  refused("a database of another program");
  fs::remove(file);
  { const auto store = Store::open(file); }
  change(file, "PRAGMA user_version = 99");
  refused("a version that this host does not know");
}

TEST_CASE("a store that is damaged is told of before anything is recorded in it") {
  const test::TemporaryDirectory folder;
  const auto file = folder / "lineage.db";
  {
    auto store = Store::open(file);
    store.record_all(200, [](std::size_t i) { return sample_run("run" + std::to_string(i)); });
  }
  const auto size = fs::file_size(file);
  {
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekp(static_cast<std::streamoff>(size / 2));
    stream << std::string(20'000, '\xFF');
  }
  const auto error = error_of([&] { (void)Store::open(file); });
  CHECK(error.code() == ErrorCode::kFileUnwritable);
  CHECK(error.diagnostics().front().mend.find("move the file away") != std::string::npos);
  fs::resize_file(file, size / 2);
  CHECK_THROWS_AS((void)Store::open(file), Error);
}

TEST_CASE("a reader needs a file, and takes one that a host left empty") {
  const test::TemporaryDirectory folder;
  const auto file = folder / "lineage.db";
  CHECK(error_of([&] { (void)Store::open_to_read(file); }).diagnostics().front().message == "there is no lineage store here");
  CHECK_FALSE(fs::exists(file));
  std::ofstream(file) << "";
  CHECK(ids_in(*std::make_unique<Store>(Store::open_to_read(file))).empty());
  auto store = Store::open(file);
  store.record(sample_run("a"));
  CHECK(Store::open_to_read(file).count() == 1);
}

TEST_CASE_FIXTURE(StoreKit, "who cannot wait is told that somebody holds the file") {
  sqlite3* other = nullptr;
  REQUIRE(sqlite3_open(file.c_str(), &other) == SQLITE_OK);
  REQUIRE(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK);
  auto impatient = Store::open(file, 50ms);
  const auto begin = std::chrono::steady_clock::now();
  const auto error = error_of([&] { impatient.record(sample_run("a")); });
  CHECK(std::chrono::steady_clock::now() - begin >= 50ms);
  CHECK(error.diagnostics().front().message.find("locked") != std::string::npos);
  CHECK(Store::open_to_read(file).count() == 0);  // readers do not wait for writers
  std::jthread release([&] {
    std::this_thread::sleep_for(100ms);
    sqlite3_exec(other, "ROLLBACK", nullptr, nullptr, nullptr);
  });
  store.record(sample_run("a"));  // who can wait, gets through
  release.join();
  sqlite3_close(other);
  CHECK(store.count() == 1);
}

TEST_CASE("two processes that make the same store and record in it at once lose nothing") {
  const test::TemporaryDirectory folder;
  constexpr int kProcesses = 4, kRuns = 50;
  for (int round = 0; round < 5; ++round) {
    const auto file = folder / ("lineage" + std::to_string(round) + ".db");
    std::vector<pid_t> children;
    for (int process = 0; process < kProcesses; ++process) {
      const pid_t child = ::fork();
      REQUIRE(child >= 0);
      if (child == 0) {
        int code = 0;
        try {
          auto store = Store::open(file, 60s);
          for (int i = 0; i < kRuns; ++i) {
            store.record(sample_run("own" + std::to_string(process) + "-" + std::to_string(i)));
            store.record(sample_run("shared" + std::to_string(i)));
          }
        } catch (const std::exception& error) {
          std::fprintf(stderr, "%s\n", error.what());
          code = 1;
        }
        ::_exit(code);
      }
      children.push_back(child);
    }
    for (const pid_t child : children) {
      int status = 0;
      REQUIRE(::waitpid(child, &status, 0) == child);
      CHECK(WIFEXITED(status));
      CHECK(WEXITSTATUS(status) == 0);
    }
    auto store = Store::open(file);
    CHECK(store.count() == kProcesses * kRuns + kRuns);
    CHECK(store.get("shared0").datasets.size() == 2);
  }
}

TEST_CASE("a process that is killed at any instant leaves whole runs") {
  const test::TemporaryDirectory folder;
  const auto file = folder / "lineage.db";
  std::uint64_t before = 0;
  for (int kill = 0; kill < 40; ++kill) {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      try {
        auto store = Store::open(file, 60s);
        for (int i = 0;; ++i) store.record(sample_run("k" + std::to_string(kill) + "-" + std::to_string(i), "parent"));
      } catch (const std::exception&) {
        ::_exit(1);
      }
    }
    std::this_thread::sleep_for(std::chrono::microseconds(500 + 700 * kill));
    ::kill(child, SIGKILL);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(WIFSIGNALED(status));
    if (!fs::exists(file)) continue;
    auto store = Store::open(file);
    const auto now = store.count();
    CHECK(now >= before);
    before = now;
    for (const auto& id : ids_in(store)) {
      auto run = store.get(id);
      CHECK(run.datasets.size() == 2);
      CHECK(run.artifacts.size() == 2);
    }
  }
  CHECK(before > 0);
}

TEST_CASE("a file that cannot grow is told of, and what was recorded stays") {
  const test::TemporaryDirectory folder;
  const auto file = folder / "lineage.db";
  {
    auto store = Store::open(file);
    store.record(sample_run("first"));
  }
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{60'000, 60'000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    int code = 1;
    try {
      auto store = Store::open(file);
      for (int i = 0; i < 1000; ++i) store.record(sample_run("more" + std::to_string(i)));
    } catch (const Error& error) {
      code = error.code() == ErrorCode::kFileUnwritable ? 0 : 2;
    }
    ::_exit(code);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
  auto store = Store::open(file);
  CHECK(store.get("first").datasets.size() == 2);
  store.record(sample_run("last"));
}
