// SPDX-License-Identifier: Apache-2.0
//
// Counters of the kernel's software events, which need no hardware, and hardware counters where there are some.
#include <cstring>
#include <linux/perf_event.h>
#include <sys/mman.h>

#include <doctest/doctest.h>

#include "children.hpp"
#include "perf_counters.hpp"

using namespace ophamin;
using instrumenting::PerfCounters;

namespace {

constexpr PerfCounters::Event kFaults[] = {{"faults", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS}};
constexpr PerfCounters::Event kNothing[] = {{"nothing", 0xfffffff0u, 0}, {"also_nothing", PERF_TYPE_HARDWARE, 0xffff}};

/// Touches so many fresh pages.
void touch(std::size_t pages) {
  const auto size = pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  auto* const memory = static_cast<char*>(::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  if (memory == MAP_FAILED) return;
  ::madvise(memory, size, MADV_NOHUGEPAGE);
  for (std::size_t at = 0; at < size; at += static_cast<std::size_t>(::sysconf(_SC_PAGESIZE))) memory[at] = 1;
  ::munmap(memory, size);
}

}  // namespace

TEST_CASE("what is counted is that of the batch, children included") {
  PerfCounters counters(kFaults);
  if (!counters.unavailable().empty()) {
    MESSAGE("no software counters here: " << counters.unavailable());
    return;
  }
  touch(500);
  counters.begin();
  touch(300);
  const pid_t pid = ::fork();
  if (pid == 0) {
    touch(700);
    ::_exit(0);
  }
  ::waitpid(pid, nullptr, 0);
  counters.end();
  touch(500);
  const auto totals = counters.totals();
  REQUIRE(totals.size() == 1);
  REQUIRE(totals[0].count.has_value());
  CHECK(*totals[0].count >= 1000);
  CHECK(*totals[0].count < 1450);
}

TEST_CASE("a counter that there is not has no count, and a reason") {
  PerfCounters counters(kNothing);
  counters.begin();
  counters.end();
  CHECK(counters.unavailable().starts_with("nothing: "));
  for (const auto& total : counters.totals()) CHECK_FALSE(total.count.has_value());
}

TEST_CASE("hardware counters count where there are some, and are told from none") {
  PerfCounters counters(PerfCounters::hardware());
  counters.begin();
  test::burn(0.02);
  counters.end();
  const auto totals = counters.totals();
  REQUIRE(totals.size() == 4);
  CHECK(totals[0].name == "instructions");
  if (totals[0].count) {
    CHECK(*totals[0].count > 1e6);
  } else {
    MESSAGE("no hardware counters here: " << counters.unavailable());
    CHECK_FALSE(counters.unavailable().empty());
  }
}
