// SPDX-License-Identifier: Apache-2.0
#include <ophamin/seeing/run_table.hpp>

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <ophamin/guests/text.hpp>

#include "cycle_filler.hpp"

using namespace ophamin;
using seeing::BatchView;
using test::CycleFiller;
using test::str;

TEST_CASE("a batch is shown under roles, with what failed missing") {
  CycleFiller filler;
  BatchView view;
  const std::vector<double> seconds{0.5, 1.5, 2.5};
  const std::vector<std::size_t> sources{1, BatchView::kCycleSeconds, 3, 2, BatchView::kSuccess};
  const std::vector<std::string> roles{"value", "time", "label", "value", "ok"};
  for (const bool failing : {false, true, false}) {
    filler.run(3, [&](const oph_cycles_t& cycles) {
      for (std::uint64_t row = 0; row < 3; ++row) CycleFiller::fill_row(cycles, row, static_cast<std::int64_t>(row));
      cycles.fields[2].validity[0] = 0;
      if (failing) cycles.fail(cycles.context, 1, str("x"));
    });
    view.assign(filler.buffers, sources, roles, seconds);
    const auto& table = view.table();
    REQUIRE(table.column_count == 5);
    CHECK(table.row_count == 3);
    const auto* columns = table.columns;
    CHECK(guests::view(columns[0].role) == "value");
    CHECK(guests::view(columns[0].name) == "count");
    CHECK(static_cast<const std::int64_t*>(columns[0].values)[2] == 2);
    CHECK(guests::view(columns[1].name) == "host.cycle_seconds");
    CHECK(static_cast<const double*>(columns[1].values)[1] == 1.5);
    const auto* bytes = static_cast<const char*>(columns[2].values);
    CHECK(std::string(bytes + columns[2].offsets[2], columns[2].offsets[3] - columns[2].offsets[2]) == "w2");
    CHECK(columns[2].offsets[2] - columns[2].offsets[1] == (failing ? 0 : 2));
    REQUIRE(columns[3].validity != nullptr);
    CHECK(columns[3].validity[0] == 0);
    CHECK(columns[3].validity[1] == (failing ? 0 : 1));
    CHECK((columns[0].validity != nullptr) == failing);
    CHECK((columns[1].validity != nullptr) == failing);
    if (failing) CHECK(columns[0].validity[1] == 0);
    // Success itself is never missing.
    CHECK(columns[4].validity == nullptr);
    CHECK(static_cast<const std::uint8_t*>(columns[4].values)[1] == (failing ? 0 : 1));
  }
}
