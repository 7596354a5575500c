// SPDX-License-Identifier: Apache-2.0
#include <ophamin/guests/host_services.hpp>

#include <atomic>
#include <limits>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <fixtures/guests/guest_registry.hpp>
#include <ophamin/guests/text.hpp>
#include <ophamin/version.hpp>

#include "table_maker.hpp"

using namespace ophamin;
using guests::derive_seed;
using test::str;

namespace {

/// A scenario with services, as it is while it scores.
struct Fixture {
  Fixture() { environment.registry = &test::guests_registry(); }

  oph_status_t compute(std::string_view pillar, const test::TableMaker& maker, const oph_value_t* params = nullptr) {
    error = guests::Guest::fresh_error();
    const auto table = maker.table();
    return services.table()->compute(services.table()->context, str(pillar), &table, params, &results, &error);
  }
  std::string said() const { return {error.message, error.message_size}; }

  guests::Environment environment;
  guests::Guest guest{test::guest(OPH_SCENARIO, "computes")};
  guests::HostServices services{environment, guest};
  const oph_results_t* results = nullptr;
  oph_error_t error{};
};

}  // namespace

TEST_CASE("seeds are the same for ever") {
  const auto& mean = test::guest(OPH_PILLAR, "test.mean");
  const auto& noise = test::guest(OPH_SUBSTRATE, "arithmetic");
  // SHA-256 of "ophamin-seed/1\n1\npillar\n9:test.mean\n0\n4:main\n" and so on, first eight bytes; from sha256sum.
  CHECK(derive_seed(1, mean, 0, "main") == 0x1c5b2bc0e90313e4u);
  CHECK(derive_seed(18446744073709551615u, noise, 3, "") == 0x9fd4de7e2fe3a464u);
}

TEST_CASE("shard, component, replicate and stream all decide the seed") {
  const auto& mean = test::guest(OPH_PILLAR, "test.mean");
  const auto& other = test::guest(OPH_PILLAR, "test.running-mean");
  const std::set<std::uint64_t> seeds{derive_seed(1, mean, 0, "a"), derive_seed(2, mean, 0, "a"),  derive_seed(1, other, 0, "a"),
                                      derive_seed(1, mean, 1, "a"), derive_seed(1, mean, 0, "b"),  derive_seed(1, mean, 0, ""),
                                      derive_seed(1, mean, 0, "aa"), derive_seed(11, mean, 0, "a"), derive_seed(1, mean, 11, "a")};
  CHECK(seeds.size() == 9);
}

TEST_CASE("the table is complete, and gives seeds, a clock, a version") {
  Fixture f;
  const auto& host = *f.services.table();
  CHECK(host.struct_size == OPH_SIZEOF(oph_host_t, extension));
  CHECK(host.abi_version == OPH_ABI_VERSION);
  CHECK(guests::view(host.version) == kVersion);
  CHECK(host.seed(host.context, str("a")) == derive_seed(0, f.guest.component(), 0, "a"));
  const auto before = host.monotonic_ns(host.context);
  CHECK(host.monotonic_ns(host.context) >= before);
  CHECK(host.extension(host.context, str("draft.anything"), 1) == nullptr);
}

TEST_CASE("log and progress reach the host, with names, made printable") {
  Fixture f;
  std::vector<std::string> lines;
  f.environment.log = [&](oph_log_level_t level, std::string_view component, std::string_view line) {
    lines.push_back(std::to_string(level) + " " + std::string(component) + ": " + std::string(line));
    if (lines.size() == 3) throw 42;  // A line of log is not worth a run.
  };
  std::uint64_t seen = 0;
  f.environment.progress = [&](std::string_view component, std::uint64_t done, std::uint64_t) {
    CHECK(component == "scenario computes");
    seen = done;
  };
  const auto& host = *f.services.table();
  host.log(host.context, OPH_LOG_WARNING, str("low on\x01 ink"));
  host.log(host.context, OPH_LOG_INFO, {nullptr, 10});
  host.log(host.context, OPH_LOG_INFO, str("thrown away"));
  host.progress(host.context, 5, 0);
  REQUIRE(lines.size() == 3);
  CHECK(lines[0] == "3 scenario computes: low on? ink");
  CHECK(lines[1] == "2 scenario computes: ");
  CHECK(seen == 5);
}

TEST_CASE("cancellation is told to whoever asks") {
  Fixture f;
  const auto& host = *f.services.table();
  CHECK(host.cancelled(host.context) == 0);
  std::atomic<bool> cancelled{false};
  f.environment.cancelled = &cancelled;
  CHECK(host.cancelled(host.context) == 0);
  cancelled = true;
  CHECK(host.cancelled(host.context) == 1);
}

TEST_CASE("a pillar is computed for a guest, and the results stay") {
  Fixture f;
  CHECK(f.compute("test.mean", test::TableMaker(4).ints("value", {1, 2, 3, 4}).validity({1, 1, 1, 0})) == OPH_OK);
  const auto* first = f.results;
  REQUIRE(first != nullptr);
  CHECK(f.compute("test.mean", test::TableMaker(1).floats("value", {7})) == OPH_OK);
  CHECK(first->items[0]->evidence->value == 2.0);
  CHECK(f.results->items[0]->evidence->value == 7.0);
  CHECK(first->id != f.results->id);
  CHECK(f.services.results(first->id)->table() == first);
  CHECK(f.services.results(4711) == nullptr);
  CHECK(f.environment.pillar_calls == 2);
}

TEST_CASE("what cannot be computed is answered by its status") {
  Fixture f;
  test::TableMaker values(1);
  values.floats("value", {1});
  CHECK(f.compute("test.meen", values) == OPH_NOT_FOUND);
  CHECK(f.said().find("test.mean") != std::string::npos);
  CHECK(f.results == nullptr);
  CHECK(f.compute("test.mean", test::TableMaker(1).floats("values", {1})) == OPH_MISSING_ROLE);
  CHECK(f.said().find("'value' is missing") != std::string::npos);
  CHECK(f.compute("test.mean", test::TableMaker(1)) == OPH_MISSING_ROLE);

  oph_value_t number{};
  number.type = OPH_INT;
  CHECK(f.compute("test.mean", values, &number) == OPH_INVALID_ARGUMENT);
  number.type = 99;
  CHECK(f.compute("test.mean", values, &number) == OPH_INVALID_ARGUMENT);
  const oph_str_t key{"level", 5};
  number.type = OPH_FLOAT;
  oph_value_t object{};
  object.type = OPH_OBJECT;
  object.count = 1;
  object.items = &number;
  object.keys = &key;
  CHECK(f.compute("test.mean", values, &object) == OPH_INVALID_ARGUMENT);
  CHECK_FALSE(f.guest.has_broken());

  CHECK(f.services.table()->compute(f.services.table()->context, str("test.mean"), nullptr, nullptr, &f.results, &f.error) == OPH_MISUSE);
  CHECK(f.guest.has_broken());
}

TEST_CASE("pillars call pillars eight deep and no deeper") {
  for (const std::int64_t levels : {0, 1, 7, 8, 20}) {
    Fixture f;
    oph_value_t number{};
    number.type = OPH_INT;
    number.integer = levels;
    const oph_str_t key{"levels", 6};
    oph_value_t params{};
    params.type = OPH_OBJECT;
    params.count = 1;
    params.items = &number;
    params.keys = &key;
    test::TableMaker values(1);
    values.floats("value", {1});
    const auto status = f.compute("test.recursive", values, &params);
    CAPTURE(levels);
    if (levels < 8) {
      CHECK(status == OPH_OK);
      CHECK(f.results->items[0]->evidence->value == static_cast<double>(levels + 1));
      CHECK(f.environment.pillar_calls == static_cast<std::uint64_t>(levels) + 1);
    } else {
      CHECK(status == OPH_LIMIT);
      CHECK(f.said().find("more than 8 deep") != std::string::npos);
    }
  }
}

TEST_CASE("a corpus can say what it left out, and nobody else") {
  guests::Environment environment;
  environment.registry = &test::guests_registry();
  guests::Guest guest{test::guest(OPH_CORPUS, "counted")};
  guests::HostServices services{environment, guest};
  const auto& host = *services.table();
  CHECK(host.extension(host.context, str(OPH_ABILITY_SKIPS), 2) == nullptr);
  const auto* skips = static_cast<const oph_skips_t*>(host.extension(host.context, str(OPH_ABILITY_SKIPS), 1));
  REQUIRE(skips != nullptr);
  CHECK(skips->struct_size == OPH_SIZEOF(oph_skips_t, skip));
  CHECK(skips->skip(skips->context, str("half a line"), 2) == OPH_OK);
  CHECK(skips->skip(skips->context, str("no line"), 1) == OPH_OK);
  CHECK(skips->skip(skips->context, str("half a line"), 3) == OPH_OK);
  CHECK(skips->skip(skips->context, str("nothing"), 0) == OPH_OK);
  using Counts = std::vector<std::pair<std::string, std::uint64_t>>;
  CHECK(services.skips().by_reason() == Counts{{"half a line", 5}, {"no line", 1}});
  CHECK(services.skips().total() == 6);
  CHECK(skips->skip(skips->context, {nullptr, 3}, 1) == OPH_MISUSE);
  CHECK(guest.has_broken());

  Fixture scenario;
  CHECK(scenario.services.table()->extension(scenario.services.table()->context, str(OPH_ABILITY_SKIPS), 1) == nullptr);
}

TEST_CASE("reasons without end are counted together") {
  guests::SkipCounts counts;
  for (int i = 0; i < 1000; ++i) counts.add("reason " + std::to_string(i), 1);
  counts.add("reason 3", 1);
  counts.add("reason 900", 1);
  counts.add(std::string(100'000, 'x'), std::numeric_limits<std::uint64_t>::max());
  CHECK(counts.by_reason().size() == guests::SkipCounts::kReasons + 1);
  CHECK(counts.by_reason()[3] == std::pair<std::string, std::uint64_t>{"reason 3", 2});
  CHECK(counts.by_reason().back().first == "other reasons");
  CHECK(counts.total() == std::numeric_limits<std::uint64_t>::max());
}
