// SPDX-License-Identifier: Apache-2.0
#include <ophamin/seeing/cycle_buffers.hpp>

#include <cmath>
#include <string>

#include <doctest/doctest.h>

#include "cycle_filler.hpp"

using namespace ophamin;
using diagnostics::ErrorCode;
using test::CycleFiller;
using test::str;

namespace {

void check_broken(std::string_view piece, const std::function<void(const oph_cycles_t&)>& fill,
                  std::vector<bool> wanted = {true, true, true, true, true}, bool keep_raw = false) {
  CycleFiller filler(std::move(wanted), keep_raw);
  test::check_error(ErrorCode::kGuestBrokePromise, piece, [&] { filler.run(3, fill); });
}

void fill_all(const oph_cycles_t& cycles) {
  for (std::uint64_t row = 0; row < 3; ++row) CycleFiller::fill_row(cycles, row, static_cast<std::int64_t>(row));
}

}  // namespace

TEST_CASE("buffers of every type are filled in place") {
  CycleFiller filler;
  filler.run(3, [](const oph_cycles_t& cycles) {
    CHECK(cycles.field_count == 5);
    CHECK(cycles.fields[0].validity == nullptr);
    CHECK(cycles.fields[3].values == nullptr);
    CHECK(cycles.fields[1].wanted == 1);
    fill_all(cycles);
  });
  CHECK(filler.buffers.values<std::uint8_t>(0)[2] == 1);
  CHECK(filler.buffers.values<std::int64_t>(1)[1] == 1);
  CHECK(filler.buffers.values<double>(2)[1] == 0.5);
  CHECK(filler.buffers.text(2, 3) == "w2");
  CHECK(filler.buffers.text(1, 4) == "[1]");
  CHECK(filler.buffers.succeeded(0));
}

TEST_CASE("a cycle that nobody reports has failed, and nothing of an earlier batch shows") {
  CycleFiller filler;
  filler.run(3, fill_all);
  filler.run(3, [](const oph_cycles_t& cycles) {
    CHECK(cycles.success[0] == 0);
    CHECK(cycles.fields[2].validity[0] == 0);
    CHECK(static_cast<std::int64_t*>(cycles.fields[1].values)[2] == 0);
    CHECK(std::isnan(static_cast<double*>(cycles.fields[2].values)[2]));
    CycleFiller::fill_row(cycles, 1, 7);
    CHECK(cycles.fail(cycles.context, 2, str("no paper")) == OPH_OK);
  });
  CHECK_FALSE(filler.buffers.succeeded(0));
  CHECK(filler.buffers.succeeded(1));
  REQUIRE(filler.buffers.failures().size() == 1);
  CHECK(filler.buffers.failures()[0].first == 2);
  CHECK(filler.buffers.failures()[0].second == "no paper");
  CHECK(filler.buffers.text(0, 3).empty());
}

TEST_CASE("batches may grow and shrink") {
  CycleFiller filler;
  for (const std::uint64_t count : {3u, 100u, 1u, 5000u, 8u}) {
    filler.run(count, [&](const oph_cycles_t& cycles) {
      for (std::uint64_t row = 0; row < count; ++row) CycleFiller::fill_row(cycles, row, static_cast<std::int64_t>(row));
    });
    CHECK(filler.buffers.count() == count);
    CHECK(filler.buffers.success().size() == count);
    CHECK(filler.buffers.text(count - 1, 3) == "w" + std::to_string(count - 1));
    CHECK(filler.buffers.values<std::int64_t>(1)[count - 1] == static_cast<std::int64_t>(count) - 1);
  }
}

TEST_CASE("a failure takes back a success, in any order of rows") {
  CycleFiller filler;
  filler.run(3, [](const oph_cycles_t& cycles) {
    fill_all(cycles);
    cycles.fail(cycles.context, 2, str("late"));
    cycles.fail(cycles.context, 0, str("early"));
  });
  CHECK_FALSE(filler.buffers.succeeded(0));
  CHECK(filler.buffers.succeeded(1));
  REQUIRE(filler.buffers.failures().size() == 2);
  CHECK(filler.buffers.failures()[0].second == "early");
  CHECK(filler.buffers.failures()[1].second == "late");
}

TEST_CASE("what a successful cycle leaves out, it must be allowed to leave out") {
  check_broken("the field 'word' of row 1 was left out", [](const oph_cycles_t& cycles) {
    CycleFiller::fill_row(cycles, 0, 0);
    cycles.success[1] = 1;
  });
  // Nullable ones may be; so may those that nobody reads, and all of a cycle that failed.
  CycleFiller filler({true, true, true, false, true});
  filler.run(3, [](const oph_cycles_t& cycles) { cycles.success[0] = cycles.success[1] = 1; });
  CHECK_FALSE(filler.buffers.valid(0, 2));
  CHECK_FALSE(filler.buffers.valid(0, 4));
  CHECK(filler.buffers.valid(0, 1));

  guests::Guest guest(test::guest(OPH_SUBSTRATE, "arithmetic"));
  seeing::CycleBuffers numbers(guest, {{"x", OPH_FLOAT, 0, "", "", ""}}, {true}, false);
  const auto run = [&](const std::function<void(double*)>& fill) {
    const auto* cycles = numbers.prepare(2);
    guest.call("run", [&](oph_error_t*) -> oph_status_t {
      cycles->success[0] = cycles->success[1] = 1;
      fill(static_cast<double*>(cycles->fields[0].values));
      numbers.finish();
      return OPH_OK;
    });
  };
  run([](double* x) { x[0] = x[1] = std::nan(""); });  // a NaN of the substrate's own is a value
  test::check_error(ErrorCode::kGuestBrokePromise, "the field 'x' of row 1 was left out", [&] { run([](double* x) { x[0] = 1; }); });
}

TEST_CASE("values that cannot be are broken promises") {
  check_broken("success of row 1 is 2", [](const oph_cycles_t& cycles) {
    fill_all(cycles);
    cycles.success[1] = 2;
  });
  check_broken("'flag' of row 2 is a boolean that is neither 0 nor 1", [](const oph_cycles_t& cycles) {
    fill_all(cycles);
    static_cast<std::uint8_t*>(cycles.fields[0].values)[2] = 0xFF;
  });
  check_broken("set_text for row 3 of 3", [](const oph_cycles_t& c) { CHECK(c.set_text(c.context, 3, 3, str("x")) != OPH_OK); });
  check_broken("and field 1", [](const oph_cycles_t& c) { CHECK(c.set_text(c.context, 0, 1, str("x")) != OPH_OK); });
  check_broken("and field 9", [](const oph_cycles_t& c) { CHECK(c.set_text(c.context, 0, 9, str("x")) != OPH_OK); });
  check_broken("no UTF-8", [](const oph_cycles_t& c) { CHECK(c.set_text(c.context, 0, 3, str("\xFE")) != OPH_OK); });
  check_broken("'document' is no JSON", [](const oph_cycles_t& c) { CHECK(c.set_text(c.context, 0, 4, str("{]")) != OPH_OK); });
  check_broken("fail for row 3 of 3", [](const oph_cycles_t& c) { CHECK(c.fail(c.context, 3, str("x")) != OPH_OK); });
  check_broken("raw for row 3 of 3", [](const oph_cycles_t& c) {
    const oph_writer_t* writer = nullptr;
    CHECK(c.raw(c.context, 3, &writer) != OPH_OK);
  });
  check_broken("ends after a key", [](const oph_cycles_t& c) {
    const oph_writer_t* writer = nullptr;
    CHECK(c.raw(c.context, 0, &writer) == OPH_OK);
    writer->key(writer->context, str("open"));
  });
}

TEST_CASE("texts of a field that nobody reads are dropped unread") {
  CycleFiller filler({true, true, true, false, false});
  filler.run(1, [](const oph_cycles_t& cycles) {
    CHECK(cycles.fields[3].wanted == 0);
    CHECK(cycles.set_text(cycles.context, 0, 4, str("{]")) == OPH_OK);
    static_cast<double*>(cycles.fields[2].values)[0] = 1;
    cycles.fields[2].validity[0] = 1;
    cycles.success[0] = 1;
  });
  CHECK(filler.buffers.text(0, 3).empty());
}

TEST_CASE("raw outputs are kept by row where they are asked for") {
  const auto fill = [](const oph_cycles_t& cycles) {
    fill_all(cycles);
    for (const std::uint64_t row : {2u, 0u}) {
      const oph_writer_t* writer = nullptr;
      CHECK(cycles.raw(cycles.context, row, &writer) == OPH_OK);
      writer->key(writer->context, str("row"));
      writer->integer(writer->context, static_cast<std::int64_t>(row));
    }
  };
  CycleFiller kept({true, true, true, true, true}, true);
  kept.run(3, fill);
  REQUIRE(kept.buffers.raw().size() == 2);
  CHECK(kept.buffers.raw()[0] == std::pair<std::uint64_t, std::string>{0, R"({"row":0})"});
  CHECK(kept.buffers.raw()[1] == std::pair<std::uint64_t, std::string>{2, R"({"row":2})"});
  CycleFiller dropped;
  dropped.run(3, fill);
  CHECK(dropped.buffers.raw().empty());
}

TEST_CASE("a guest learns whether raw outputs are wanted, and marks that nobody wants cost nothing") {
  for (const bool keep : {false, true}) {
    CycleFiller filler({true, true, true, true, true}, keep);
    filler.run(1, [&](const oph_cycles_t& cycles) {
      CHECK(OPH_HAS(&cycles, oph_cycles_t, raw_wanted));
      CHECK(cycles.raw_wanted == (keep ? 1 : 0));
      CycleFiller::fill_row(cycles, 0, 1);
    });
  }
  guests::Guest guest(test::guest(OPH_SUBSTRATE, "arithmetic"));
  seeing::CycleBuffers unmarked(guest, test::all_fields(), std::vector<bool>(5, false), false, false);
  const auto* cycles = unmarked.prepare(2);
  for (const std::uint64_t row : {0u, 1u}) cycles->mark(cycles->context, row);
  unmarked.finish();
  CHECK(unmarked.marks().empty());
}

TEST_CASE("marks count if every row was marked in order, else not at all") {
  const auto marks_after = [](std::vector<std::uint64_t> rows) {
    CycleFiller filler;
    filler.run(3, [&](const oph_cycles_t& cycles) {
      fill_all(cycles);
      for (const auto row : rows) cycles.mark(cycles.context, row);
    });
    return filler.buffers.marks().size();
  };
  CHECK(marks_after({0, 1, 2}) == 3);
  CHECK(marks_after({}) == 0);
  CHECK(marks_after({0, 1}) == 0);
  CHECK(marks_after({0, 2, 1}) == 0);
  CHECK(marks_after({0, 1, 2, 3}) == 0);
  CHECK(marks_after({0, 0, 1, 2}) == 0);
  CycleFiller filler;
  filler.run(3, [](const oph_cycles_t& cycles) {
    fill_all(cycles);
    for (std::uint64_t row = 0; row < 3; ++row) cycles.mark(cycles.context, row);
  });
  const auto marks = filler.buffers.marks();
  CHECK(marks[0] <= marks[1]);
  CHECK(marks[1] <= marks[2]);
}
