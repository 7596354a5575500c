// SPDX-License-Identifier: Apache-2.0
#include <vector>

#include <doctest/doctest.h>

#include <ophamin/instrumenting/cost_ledger.hpp>

using namespace ophamin;
using instrumenting::BatchCost;
using instrumenting::CostLedger;

namespace {

BatchCost cost(double worker, double children, std::uint64_t rss) {
  BatchCost cost;
  cost.worker.user_seconds = worker;
  cost.worker.minor_faults = 8;
  cost.children.system_seconds = children;
  cost.rss_before = rss / 2;
  cost.rss_after = rss - 1;
  cost.rss_peak = rss;
  cost.threads = 2;
  cost.processes = 3;
  cost.transfer.read_bytes = 100;
  return cost;
}

}  // namespace

TEST_CASE("a batch is shared out by the durations of its cycles, or evenly") {
  CostLedger ledger;
  ledger.add(cost(0.3, 0.1, 1000), 1'000'000'000, std::vector<std::uint64_t>{100, 300}, 2);
  CHECK(ledger.cpu_seconds()[0] == doctest::Approx(0.1));
  CHECK(ledger.cpu_seconds()[1] == doctest::Approx(0.3));
  CHECK(ledger.page_faults()[1] == doctest::Approx(6.0));
  CHECK(ledger.rss_bytes() == 1000);
  ledger.add(cost(0.4, 0.0, 500), 1'000'000'000, {}, 4);
  for (const double share : ledger.cpu_seconds()) CHECK(share == doctest::Approx(0.1));
  // Durations that are all 0 tell nothing.
  ledger.add(cost(0.4, 0.0, 500), 10, std::vector<std::uint64_t>{0, 0}, 2);
  CHECK(ledger.cpu_seconds()[0] == doctest::Approx(0.2));

  const auto profile = ledger.profile();
  CHECK(profile.find("n_cycles")->as_int() == 8);
  CHECK(profile.find("n_batches")->as_int() == 3);
  CHECK(profile.find("batch_wall_time_s")->as_double() == doctest::Approx(2.00000001));
  CHECK(profile.find("batch_cpu_time_user_s")->as_double() == doctest::Approx(1.1));
  CHECK(profile.find("batch_cpu_time_system_s")->as_double() == doctest::Approx(0.1));
  CHECK(profile.find("batch_cpu_time_total_s")->as_double() == doctest::Approx(1.2));
  CHECK(profile.find("batch_page_faults")->as_int() == 24);
  CHECK(profile.find("batch_read_bytes")->as_int() == 300);
  CHECK(profile.find("rss_bytes_before")->as_int() == 500);
  CHECK(profile.find("rss_bytes_after")->as_int() == 499);
  CHECK(profile.find("rss_bytes_peak")->as_int() == 1000);
  CHECK(profile.find("num_threads_max")->as_int() == 2);
  CHECK(profile.find("process_count_max")->as_int() == 3);
  CHECK(profile.find("attribution_kind")->as_string() == "batch_averaged");
  CHECK(profile.find("wall_attribution_kind")->as_string() == "batch_averaged");
  CHECK(profile.find("cpu_source")->as_string() == "start_stop_delta");
  CHECK(profile.find("children")->find("cpu_time_system_s")->as_double() == doctest::Approx(0.1));
  CHECK(profile.find("cycle_cpu")->find("n")->as_int() == 8);
  CHECK(profile.find("per_cycle")->as_array().size() == 8);
  CHECK(profile.find("per_cycle")->as_array()[2].find("cycle_index")->as_int() == 2);
}

TEST_CASE("what was measured of each cycle is called so, and what was shared out is not") {
  CostLedger single;
  single.add(cost(0.1, 0.0, 1), 5, std::vector<std::uint64_t>{5}, 1);
  single.add(cost(0.2, 0.0, 1), 5, std::vector<std::uint64_t>{5}, 1);
  CHECK(single.profile().find("attribution_kind")->as_string() == "measured");
  CHECK(single.profile().find("wall_attribution_kind")->as_string() == "measured");
  CHECK(single.profile().find("per_cycle")->as_array()[1].find("attribution_kind")->as_string() == "measured");
  CostLedger marked;
  marked.add(cost(0.1, 0.0, 1), 5, std::vector<std::uint64_t>{2, 3}, 2);
  CHECK(marked.profile().find("attribution_kind")->as_string() == "batch_averaged");
  CHECK(marked.profile().find("wall_attribution_kind")->as_string() == "measured");
}

TEST_CASE("the list of cycles is bounded, the sums are not") {
  CostLedger ledger;
  for (int i = 0; i < 5; ++i) ledger.add(cost(0.1, 0.0, 1), 5, {}, 1000);
  CHECK(ledger.profile().find("n_cycles")->as_int() == 5000);
  CHECK(ledger.profile().find("per_cycle")->as_array().size() == CostLedger::kListed);
}
