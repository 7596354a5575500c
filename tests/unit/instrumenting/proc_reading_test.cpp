// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <unistd.h>
#include <vector>

#include <doctest/doctest.h>

#include "proc_reading.hpp"

using namespace ophamin::instrumenting;

namespace {

const std::string kStat =
    "4711 (a) S (b\n) R 12 4711 4711 0 -1 4194304 101 202 3 4 250 150 70 30 20 0 7 0 987654 2097152 55 18446744073709551615 1 1 0 0\n";

}  // namespace

TEST_CASE("the stat line of a process, whatever its name") {
  const auto stat = parse_stat(kStat);
  REQUIRE(stat.has_value());
  CHECK(stat->parent == 12);
  CHECK(stat->own.minor_faults == 101);
  CHECK(stat->waited.minor_faults == 202);
  CHECK(stat->own.major_faults == 3);
  CHECK(stat->waited.major_faults == 4);
  CHECK(stat->own.user_seconds == doctest::Approx(250.0 / static_cast<double>(::sysconf(_SC_CLK_TCK))));
  CHECK(stat->own.system_seconds == doctest::Approx(150.0 / static_cast<double>(::sysconf(_SC_CLK_TCK))));
  CHECK(stat->waited.cpu_seconds() == doctest::Approx(100.0 / static_cast<double>(::sysconf(_SC_CLK_TCK))));
  CHECK(stat->threads == 7);
  CHECK(stat->start_ticks == 987654);
  CHECK(stat->rss_bytes == 55 * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)));
}

TEST_CASE("a stat line that is cut anywhere, or holds something else, is none") {
  const auto needed = kStat.find(" 18446744073709551615");
  for (std::size_t size = 0; size + 2 < needed; ++size) {
    CAPTURE(size);
    // The last number may have been cut in the middle, which nobody can tell.
    if (kStat.rfind(' ', size) > kStat.find(" 2097152")) continue;
    CHECK_FALSE(parse_stat(std::string_view(kStat).substr(0, size)).has_value());
  }
  CHECK_FALSE(parse_stat("").has_value());
  CHECK_FALSE(parse_stat("1 (x) R a b c d e f g h i j k l m n o p q r s t u v w").has_value());
}

TEST_CASE("bytes read and written") {
  const auto io = parse_io("rchar: 11\nwchar: 22\nsyscr: 3\nsyscw: 4\nread_bytes: 4096\nwrite_bytes: 8192\ncancelled_write_bytes: 0\n");
  REQUIRE(io.has_value());
  CHECK(io->read_bytes == 11);
  CHECK(io->written_bytes == 22);
  CHECK(io->storage_read_bytes == 4096);
  CHECK(io->storage_written_bytes == 8192);
  CHECK_FALSE(parse_io("rchar: 11\nwchar: 22\n").has_value());
  CHECK_FALSE(parse_io("rchar: x\nwchar: 22\nread_bytes: 1\nwrite_bytes: 1\n").has_value());
  CHECK_FALSE(parse_io("").has_value());
}

TEST_CASE("context switches, and lists of processes") {
  const auto switches = parse_switches("Name:\tx\nvoluntary_ctxt_switches:\t5\nnonvoluntary_ctxt_switches:\t6\n");
  REQUIRE(switches.has_value());
  CHECK(switches->voluntary == 5);
  CHECK(switches->involuntary == 6);
  CHECK_FALSE(parse_switches("voluntary_ctxt_switches:\t5\n").has_value());
  std::vector<pid_t> pids;
  parse_pids("12 13 x -4 0 99999999999999 14\n", pids);
  CHECK(pids == std::vector<pid_t>{12, 13, 14});
}

TEST_CASE("a file that is not there is empty, and one that is there can be read again") {
  ProcFile none("/proc/self/nothing-of-that-name");
  CHECK_FALSE(none.is_open());
  CHECK(none.read().empty());
  ProcFile stat("/proc/self/stat");
  CHECK(parse_stat(stat.read()).has_value());
  CHECK(parse_stat(stat.read()).has_value());
}
