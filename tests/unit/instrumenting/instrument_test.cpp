// SPDX-License-Identifier: Apache-2.0
//
// What is known to have been used is found: by this process, by children that live, and by those that are gone.
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <ophamin/instrumenting/instrument.hpp>

#include "children.hpp"

using namespace ophamin;
using instrumenting::Instrument;
using instrumenting::Settings;
using test::burn;
using test::Child;

namespace {

constexpr std::size_t kMiB = std::size_t{1} << 20;

double number(const records::JsonObject& object, std::string_view name) { return object.find(name)->to_double(); }

void fork_and_wait(double cpu) {
  const pid_t pid = ::fork();
  if (pid == 0) {
    burn(cpu);
    ::_exit(0);
  }
  ::waitpid(pid, nullptr, 0);
}

}  // namespace

TEST_CASE("CPU time is that of the batch, and nothing from before or after it") {
  Instrument instrument(Settings{});
  burn(0.1);
  fork_and_wait(0.1);
  instrument.before();
  burn(0.05);
  instrument.after();
  burn(0.1);
  const auto cost = instrument.last();
  CHECK(cost.worker.cpu_seconds() >= 0.049);
  CHECK(cost.worker.cpu_seconds() < 0.099);
  CHECK(cost.children.cpu_seconds() == 0.0);
  CHECK(cost.processes == 1);
  CHECK(cost.threads == 1);
  instrument.before();
  instrument.after();
  CHECK(instrument.last().cpu_seconds() < 0.01);
}

TEST_CASE("children that are gone count, and of those that live only what they used in the batch") {
  Instrument instrument(Settings{.sampling = std::chrono::milliseconds(2)});
  Child old([] { burn(0.2); });
  instrument.before();
  fork_and_wait(0.05);
  Child young([] { burn(0.05); });
  instrument.after();
  const auto cost = instrument.last();
  CHECK(cost.children.cpu_seconds() >= 0.099);
  CHECK(cost.children.cpu_seconds() < 0.19);
  CHECK(cost.worker.cpu_seconds() < 0.09);
  CHECK(cost.processes >= 3);
  // One that was there at the beginning and is waited for in the batch has its sum from before taken off.
  instrument.before();
  old.end();
  young.end();
  instrument.after();
  CHECK(instrument.last().children.cpu_seconds() < 0.05);
}

TEST_CASE("bytes are those that the batch read and wrote, to the byte where nothing else goes on") {
  Instrument instrument(Settings{.sampling = std::chrono::milliseconds(0)});
  const int sink = ::open("/dev/null", O_WRONLY | O_CLOEXEC), source = ::open("/dev/zero", O_RDONLY | O_CLOEXEC);
  std::vector<char> bytes(3 * kMiB);
  instrument.before();
  REQUIRE(::write(sink, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
  REQUIRE(::read(source, bytes.data(), 1000) == 1000);
  instrument.after();
  const auto moved = instrument.last().transfer;
  CHECK(moved.written_bytes == 3 * kMiB);
  CHECK(moved.read_bytes == 1000);
  instrument.before();
  instrument.after();
  CHECK(instrument.last().transfer.read_bytes == 0);
  ::close(sink);
  ::close(source);
}

TEST_CASE("memory: what is there before and after, and a peak in between that is gone at the end") {
  Instrument instrument(Settings{.sampling = std::chrono::milliseconds(1)});
  instrument.before();
  {
    const auto memory = std::make_unique<char[]>(64 * kMiB);
    std::memset(memory.get(), 1, 64 * kMiB);
    burn(0.05);
  }
  instrument.after();
  const auto cost = instrument.last();
  CHECK(cost.rss_peak >= cost.rss_before + 60 * kMiB);
  CHECK(cost.rss_after < cost.rss_before + 60 * kMiB);
  CHECK(cost.worker.minor_faults > 0);
}

TEST_CASE("processes that come and vanish while they are looked at disturb nothing") {
  Instrument instrument(Settings{.sampling = std::chrono::milliseconds(1)});
  for (int round = 0; round < 3; ++round) {
    instrument.before();
    for (int i = 0; i < 60; ++i) fork_and_wait(0.0);
    instrument.after();
    CHECK(instrument.last().children.minor_faults > 0);
    instrument.charge(1000, {}, 1);
  }
  const auto profile = instrument.profile();
  CHECK(profile.find("not_measured")->as_array().empty());
  CHECK(number(profile, "n_batches") == 3);
  CHECK(number(profile, "process_count_max") >= 1);
}

TEST_CASE("the record says what watching costs, and what could not be seen") {
  Instrument watched(Settings{.sampling = std::chrono::milliseconds(1)});
  watched.before();
  burn(0.05);
  watched.after();
  watched.charge(50'000'000, {}, 10);
  const auto profile = watched.profile();
  CHECK(number(profile, "sampler_polls") >= 1);
  const auto& overhead = profile.find("overhead")->as_object();
  CHECK(number(overhead, "sampling_period_s") == doctest::Approx(0.001));
  CHECK(number(overhead, "sampler_cpu_time_s") >= 0.0);
  CHECK(number(overhead, "sampler_cpu_time_s") < 0.05);
  CHECK(number(overhead, "reading_wall_time_s") > 0.0);
  CHECK(number(overhead, "empty_batch_reading_s") > 0.0);
  CHECK(number(overhead, "empty_batch_cpu_time_s") < 0.01);

  // A hardware counter has a count or there is a reason.
  CHECK((profile.find("counters_unavailable")->is_null() || profile.find("counters")->find("instructions") != nullptr));
  CHECK((profile.find("counters")->find("cycles")->is_double() || profile.find("counters_unavailable")->is_string()));

  Instrument unsampled(Settings{.sampling = std::chrono::milliseconds(0)});
  const auto unseen = unsampled.profile();
  CHECK(number(unseen, "sampler_polls") == 0);
  const auto& missing = unseen.find("not_measured")->as_array();
  REQUIRE(missing.size() == 1);
  CHECK(missing.front().as_string().find("sampling is off") != std::string::npos);
}
