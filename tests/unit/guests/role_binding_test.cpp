// SPDX-License-Identifier: Apache-2.0
#include <ophamin/guests/role_binding.hpp>

#include <cstdint>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <fixtures/guests/guest_registry.hpp>

#include "table_maker.hpp"

using namespace ophamin;
using diagnostics::ErrorCode;
using guests::BoundTable;
using test::TableMaker;

namespace {

const registry::Component& roles() { return test::guest(OPH_PILLAR, "test.roles"); }

void check_refused(std::string_view piece, const TableMaker& maker) {
  const auto table = maker.table();
  const auto error = test::check_error(ErrorCode::kNonUniformComputeError, piece, [&] { BoundTable bound(roles(), table); });
  // Whatever is wrong, the roles are named.
  if (!error.diagnostics().empty()) CHECK(error.diagnostics().front().expected == "y: float, x...: int or float, label (optional): text, z... (optional): float");
}

void check_malformed(std::string_view piece, const oph_table_t& table) {
  test::check_error(ErrorCode::kGuestError, piece, [&] { BoundTable bound(roles(), table); });
}

}  // namespace

TEST_CASE("columns that fit are borrowed, in their order") {
  TableMaker maker(2);
  maker.floats("x", {1, 2}).floats("y", {3, 4}).ints("x", {5, 6}).texts("label", {"a", "b"}).floats("x", {7, 8});
  const auto table = maker.table();
  const BoundTable bound(roles(), table);
  REQUIRE(bound.table().column_count == 5);
  for (std::size_t i = 0; i < 5; ++i) CHECK(bound.table().columns[i].values == table.columns[i].values);
  CHECK(bound.table().row_count == 2);
}

TEST_CASE("a role of any number of columns takes none and several") {
  TableMaker none(1);
  none.floats("y", {1}).floats("x", {2});
  CHECK(BoundTable(roles(), none.table()).table().column_count == 2);
  TableMaker several(1);
  several.floats("y", {1}).floats("x", {2}).floats("z", {3}).ints("z", {4});
  CHECK(BoundTable(roles(), several.table()).table().column_count == 4);
}

TEST_CASE("booleans and integers become numbers only where nothing else is accepted") {
  TableMaker maker(3);
  maker.bools("y", {1, 0, 1}).validity({1, 1, 0}).ints("x", {-1, 2, 3}).bools("x", {0, 1, 1});
  const BoundTable bound(roles(), maker.table());
  const auto* columns = bound.table().columns;
  CHECK(columns[0].type == OPH_FLOAT);
  CHECK(static_cast<const double*>(columns[0].values)[0] == 1.0);
  CHECK(static_cast<const double*>(columns[0].values)[1] == 0.0);
  CHECK(columns[0].validity != nullptr);
  CHECK(columns[1].type == OPH_INT);
  CHECK(columns[2].type == OPH_FLOAT);
  CHECK(static_cast<const double*>(columns[2].values)[2] == 1.0);
}

TEST_CASE("roles that are missing, doubled, unknown or of another type are all named at once") {
  check_refused("the role 'y' is missing; the role 'x' is missing", TableMaker(0));
  check_refused("the role 'x' is missing", TableMaker(1).floats("y", {1}));
  check_refused("the role 'y' is given 2 times", TableMaker(1).floats("y", {1}).floats("y", {1}).floats("x", {1}));
  check_refused("the role 'label' is given 2 times",
                TableMaker(1).floats("y", {1}).floats("x", {1}).texts("label", {"a"}).texts("label", {"b"}));
  check_refused("the role 'lable' of column 'column2' is not known",
                TableMaker(1).floats("y", {1}).floats("x", {1}).texts("lable", {"a"}));
  check_refused("did you mean: label", TableMaker(1).floats("y", {1}).floats("x", {1}).texts("lable", {"a"}));
  check_refused("for the role 'y' is text, not float", TableMaker(1).texts("y", {"1"}).floats("x", {1}));
  check_refused("for the role 'label' is int, not text", TableMaker(1).floats("y", {1}).floats("x", {1}).ints("label", {1}));
  TableMaker maker(1);
  maker.ints("w", {1}).texts("x", {"a"});
  const auto error = test::error_of([&] { BoundTable bound(roles(), maker.table()); });
  const std::string text = error.what();
  for (const auto* piece : {"'w' of column", "for the role 'x' is text", "the role 'y' is missing"}) {
    CHECK_MESSAGE(text.find(piece) != std::string::npos, text);
  }
  CHECK(error.exit_code() == 3);
}

TEST_CASE("a malformed table is refused before anything is read") {
  oph_table_t table = TableMaker(1).table();
  table.column_count = 1;
  check_malformed("null columns", table);
  table.column_count = 0;
  table.struct_size = 8;
  check_malformed("null columns", table);

  TableMaker nothing(1);
  nothing.floats("y", {1}).last().values = nullptr;
  check_malformed("null values", nothing.table());
  TableMaker type(1);
  type.floats("y", {1}).last().type = OPH_ARRAY;
  check_malformed("the type 5, which no column has", type.table());
  TableMaker offsets(2);
  offsets.texts("label", {"a", "b"}).last().offsets = nullptr;
  check_malformed("null offsets", offsets.table());
  const std::vector<std::uint64_t> backwards{0, 2, 1};
  TableMaker reversed(2);
  reversed.texts("label", {"a", "b"}).last().offsets = backwards.data();
  check_malformed("offsets that run backwards", reversed.table());
  TableMaker bytes(2);
  bytes.texts("label", {"a", "b"}).last().values = nullptr;
  check_malformed("null values", bytes.table());
  TableMaker text(1);
  text.floats("y", {1}).last().unit = test::str("\xFF");
  check_malformed("no UTF-8", text.table());
}

TEST_CASE("an empty table may have null columns") {
  TableMaker maker(0);
  maker.floats("y", {}).last().values = nullptr;
  maker.texts("label", {}).last().offsets = nullptr;
  maker.floats("x", {});
  CHECK(BoundTable(roles(), maker.table()).table().column_count == 3);
}
