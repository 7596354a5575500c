// SPDX-License-Identifier: Apache-2.0
// OPH-HOST-9: the lock file, and digests between host and worker.
#include <doctest/doctest.h>

#include <ophamin/registry/digest.hpp>
#include <ophamin/registry/lock_file.hpp>

#include "conformance/plugin_folder.hpp"

using namespace ophamin;
using namespace ophamin::registry;
using test::PluginFolder;

TEST_CASE("a lock file survives being written and read, and then everything matches it") {
  PluginFolder folder;
  folder.add("good");
  folder.add("newer_structs");
  const LoadReport report = folder.load();
  const LockFile lock = make_lock(report.registry);
  const auto file = folder.path() / "ophamin.lock";
  write_lock(file, lock);
  const LockFile again = read_lock(file);
  CHECK(again.plugins == lock.plugins);
  CHECK(to_text(again) == to_text(lock));
  CHECK(compare(again, report.registry).empty());

  LoadOptions options;
  options.lock = &again;
  options.locked = true;
  const LoadReport locked = folder.load(options);
  CHECK_MESSAGE(locked.violations.empty(), to_text(locked.violations));
  CHECK(locked.registry.plugins().size() == 2);
}

TEST_CASE("a plugin whose digest is not the locked one is refused before any of its code runs") {
  PluginFolder folder;
  folder.add("good");
  const auto file = std::filesystem::canonical(folder.add("twin_first", "twin"));
  const LockFile lock = make_lock(folder.load().registry);
  // A crash in an initialiser would be found if the file were loaded, even in a child.
  std::filesystem::remove(file);
  folder.add("crash_in_initialiser", "twin");
  for (const bool locked : {false, true}) {
    LoadOptions options;
    options.lock = &lock;
    options.locked = locked;
    const LoadReport report = folder.load(options);
    REQUIRE_MESSAGE(report.violations.size() == 1, to_text(report.violations));
    CHECK(report.violations[0].rule == "OPH-HOST-9");
    CHECK(name(report.violations[0].error) == "PluginPolicyError");
    CHECK(report.violations[0].file == file);
    CHECK(report.violations[0].expected.find("fixture.twin 1.0.0") != std::string::npos);
    CHECK(test::has_good(report.registry));
  }
}

TEST_CASE("a locked id in a file of another name is refused too") {
  PluginFolder folder;
  folder.add("twin_first");
  const LockFile lock = make_lock(folder.load().registry);
  std::filesystem::remove(folder.path() / "twin_first.so");
  folder.add("twin_second");
  LoadOptions options;
  options.lock = &lock;
  const LoadReport report = folder.load(options);
  REQUIRE_MESSAGE(report.violations.size() == 1, to_text(report.violations));
  CHECK(report.violations[0].rule == "OPH-HOST-9");
  CHECK(report.violations[0].found.find("1.0.1") != std::string::npos);
}

TEST_CASE("--locked leaves strangers out and misses what is not there") {
  PluginFolder folder;
  folder.add("good");
  const LockFile lock = make_lock(folder.load().registry);
  folder.add("newer_structs");
  LoadOptions options;
  options.lock = &lock;
  CHECK(folder.load(options).registry.plugins().size() == 2);
  options.locked = true;
  const LoadReport locked = folder.load(options);
  CHECK_MESSAGE(locked.violations.empty(), to_text(locked.violations));
  CHECK(locked.registry.plugins().size() == 1);

  std::filesystem::remove(folder.path() / "good.so");
  const LoadReport missing = folder.load(options);
  REQUIRE_MESSAGE(missing.violations.size() == 1, to_text(missing.violations));
  CHECK(missing.violations[0].rule == "OPH-HOST-9");
  CHECK(missing.violations[0].expected.find("fixture.good") != std::string::npos);
}

TEST_CASE("compare tells every difference") {
  PluginFolder folder;
  folder.add("good");
  folder.add("newer_structs");
  const LoadReport report = folder.load();
  LockFile lock = make_lock(report.registry);
  lock.plugins[0].version = "9.9.9";
  lock.plugins[1].id = "fixture.gone";
  const std::vector<Violation> differences = compare(lock, report.registry);
  REQUIRE(differences.size() == 3);  // another version, one missing, one that is not listed
  for (const Violation& difference : differences) CHECK(difference.rule == "OPH-HOST-9");
}

TEST_CASE("without digests everything else is as before, and copies and locks are still seen") {
  PluginFolder folder;
  folder.add("good");
  folder.add("newer_structs");
  const LockFile lock = make_lock(folder.load().registry);
  LoadOptions options;
  options.digests = false;
  const LoadReport bare = folder.load(options);
  CHECK_MESSAGE(bare.violations.empty(), to_text(bare.violations));
  CHECK(bare.registry.plugins().size() == 2);

  PluginFolder single;  // no other file of its size, from which it would have to be told
  single.add("good");
  CHECK(single.load(options).registry.find_plugin("fixture.good")->sha256.empty());

  folder.add("good", "zz_copy");
  const LoadReport copied = folder.load(options);
  CHECK_MESSAGE(copied.violations.empty(), to_text(copied.violations));
  CHECK(copied.registry.plugins().size() == 2);

  std::filesystem::remove(folder.path() / "zz_copy.so");
  std::filesystem::remove(folder.path() / "good.so");
  folder.add("twin_first", "good");
  options.lock = &lock;
  const LoadReport locked = folder.load(options);
  REQUIRE_MESSAGE(locked.violations.size() == 1, to_text(locked.violations));
  CHECK(locked.violations[0].rule == "OPH-HOST-9");
}

TEST_CASE("a worker takes a file only with the digest that the host saw") {
  PluginFolder folder;
  const auto file = folder.add("good");
  const TrustedFile right[] = {{file, file_sha256(file)}};
  const LoadReport fine = load_trusted(right);
  CHECK_MESSAGE(fine.violations.empty(), to_text(fine.violations));
  CHECK(test::has_good(fine.registry));
  CHECK(fine.registry.plugins().at(0)->origin == "trusted");

  const TrustedFile wrong[] = {{file, std::string(64, '0')}};
  const LoadReport refused = load_trusted(wrong);
  REQUIRE(refused.violations.size() == 1);
  CHECK(refused.violations[0].rule == "OPH-HOST-9");
  CHECK(refused.registry.plugins().empty());
}
