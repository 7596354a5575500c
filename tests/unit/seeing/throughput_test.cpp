// SPDX-License-Identifier: Apache-2.0
#include <ophamin/seeing/throughput.hpp>

#include <stdexcept>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "cycle_filler.hpp"

using namespace ophamin;
using seeing::measure_throughput;

namespace {

struct Open {
  explicit Open(const char* name, const boost::json::object& cycle = {}) {
    environment.registry = &test::guests_registry();
    session = std::make_unique<seeing::SubstrateSession>(environment, test::guest(OPH_SUBSTRATE, name), boost::json::object{}, cycle);
    for (const auto& text : texts) {
      oph_record_t record{};
      record.id = record.text = test::str(text);
      stimuli.push_back(record);
    }
  }
  guests::Environment environment;
  std::unique_ptr<seeing::SubstrateSession> session;
  std::vector<std::string> texts{"1", "2", "3"};
  std::vector<oph_record_t> stimuli;
};

}  // namespace

TEST_CASE("cycles are run over the stimuli again and again, and each is timed") {
  for (const auto* name : {"arithmetic", "unmarked"}) {
    CAPTURE(name);
    Open open(name);
    std::vector<std::uint64_t> told;
    const auto result = measure_throughput(*open.session, open.stimuli, 5000, [&](std::uint64_t done) { told.push_back(done); });
    CHECK(result.n == 5000);
    CHECK(result.completed == 5000);
    CHECK(result.succeeded == 5000);
    CHECK(result.ok());
    CHECK(result.wall_seconds > 0.0);
    CHECK(result.gross_cycles_per_sec == doctest::Approx(5000 / result.wall_seconds));
    REQUIRE(result.median_cycle_seconds);
    REQUIRE(result.mean_cycle_seconds);
    CHECK(*result.median_cycle_seconds > 0.0);
    CHECK(*result.mean_cycle_seconds * 5000 <= result.wall_seconds * 1.0001);
    CHECK(result.steady_state_cycles_per_sec == doctest::Approx(1.0 / *result.median_cycle_seconds));
    CHECK(result.failures.empty());
    // In batches where the substrate marks its cycles, one by one where it does not.
    CHECK(told.size() == (std::string(name) == "arithmetic" ? 2 : 5000));
    CHECK(told.back() == 5000);
  }
}

TEST_CASE("cycles that fail are counted, with their reasons, and not timed") {
  Open open("arithmetic", {{"fail_every", 3}});
  const auto some = measure_throughput(*open.session, open.stimuli, 9);
  CHECK(some.succeeded == 6);
  CHECK(some.completed == 9);
  CHECK(some.failures == std::vector<std::pair<std::string, std::uint64_t>>{{"divisible", 3}});
  Open all("arithmetic", {{"fail_every", 1}, {"own_reasons", true}});
  const auto none = measure_throughput(*all.session, all.stimuli, 4);
  CHECK_FALSE(none.ok());
  CHECK_FALSE(none.median_cycle_seconds);
  CHECK_FALSE(none.mean_cycle_seconds);
  CHECK(none.steady_state_cycles_per_sec == 0.0);
  CHECK(none.failures == std::vector<std::pair<std::string, std::uint64_t>>{{"cannot do 1", 2}, {"cannot do 2", 1}, {"cannot do 3", 1}});
}

TEST_CASE("nothing to run is no throughput") {
  Open open("arithmetic");
  CHECK_THROWS_AS(measure_throughput(*open.session, {}, 1), std::invalid_argument);
  CHECK_THROWS_AS(measure_throughput(*open.session, open.stimuli, 0), std::invalid_argument);
}

TEST_CASE("a substrate that says it marks and does not is told so") {
  Open open("marks-not");
  test::check_error(diagnostics::ErrorCode::kGuestBrokePromise, "says that it marks every cycle, and did not",
                    [&] { (void)measure_throughput(*open.session, open.stimuli, 3); });
}
