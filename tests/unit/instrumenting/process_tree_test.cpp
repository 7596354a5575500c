// SPDX-License-Identifier: Apache-2.0
//
// Real processes: children, theirs, many, and those that are gone.
#include <cstring>
#include <list>
#include <sys/mman.h>
#include <thread>

#include <doctest/doctest.h>

#include "children.hpp"
#include "process_tree.hpp"

using namespace ophamin;
using instrumenting::ProcessTree;
using test::Child;

TEST_CASE("without children there is nothing, and a child is there until it is waited for") {
  ProcessTree tree;
  CHECK_FALSE(ProcessTree::may_have_children());
  CHECK(tree.look(ProcessTree::Detail::kEverything).processes == 0);
  constexpr std::size_t kMemory = std::size_t{32} << 20;
  Child child([] {
    auto* memory = new char[kMemory];
    std::memset(memory, 1, kMemory);
    test::burn(0.05);
  });
  CHECK(ProcessTree::may_have_children());
  const auto seen = tree.look(ProcessTree::Detail::kEverything);
  CHECK(seen.processes == 1);
  CHECK(seen.threads == 1);
  CHECK(seen.rss_bytes >= kMemory);
  CHECK(seen.usage.cpu_seconds() >= 0.05);
  CHECK(seen.usage.cpu_seconds() < 5.0);
  CHECK(seen.usage.minor_faults >= kMemory / static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)) / 2);
  CHECK(seen.unreadable == 0);
  child.end();
  CHECK(tree.look(ProcessTree::Detail::kMemory).processes == 0);
}

TEST_CASE("children of children, those of threads, and what was waited for") {
  ProcessTree tree;
  std::thread([&] {
    pid_t* const grandchild = static_cast<pid_t*>(::mmap(nullptr, sizeof(pid_t), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
    REQUIRE(grandchild != MAP_FAILED);
    Child child([&] {
      const pid_t gone = ::fork();
      if (gone == 0) {
        test::burn(0.05);
        ::_exit(0);
      }
      ::waitpid(gone, nullptr, 0);
      const pid_t stays = ::fork();  // into a variable of its own: both write what the mapping shares
      if (stays == 0) {
        for (;;) ::pause();
      }
      *grandchild = stays;
    });
    const auto seen = tree.look(ProcessTree::Detail::kEverything);
    CHECK(seen.processes == 2);
    // What the child waited for counts with it, in ticks of the clock.
    CHECK(seen.usage.cpu_seconds() >= 0.03);
    REQUIRE(*grandchild > 0);
    ::kill(*grandchild, SIGKILL);
    ::munmap(grandchild, sizeof(pid_t));
  }).join();
}

TEST_CASE("hundreds of children") {
  ProcessTree tree;
  std::list<Child> children;
  for (int i = 0; i < 300; ++i) children.emplace_back([] {});
  CHECK(tree.look(ProcessTree::Detail::kEverything).processes == 300);
  children.clear();
  CHECK(tree.look(ProcessTree::Detail::kMemory).processes == 0);
}
