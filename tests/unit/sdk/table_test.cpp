// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <ophamin/sdk.hpp>

#include <vector>

#include <support/fake_values.hpp>

using namespace ophamin::test;
namespace sdk = ophamin::sdk;

TEST_CASE("numbers are borrowed where they lie, and copied only if something is missing or of another type") {
  TableData data(3);
  data.numbers("a", {1.0, 2.0, 3.0}).numbers("b", {1.0, 2.0, 3.0}).validity({1, 0, 1}).integers("c", {4, 5, 6}).booleans("d", {0, 1, 1});
  const sdk::Table table(*data.raw());
  const auto a = table.numbers("a");
  CHECK(a.span().data() == table.role("a").doubles().data());
  CHECK(a.missing() == 0);
  const auto b = table.numbers("b");
  CHECK(std::vector(b.begin(), b.end()) == std::vector{1.0, 3.0});
  CHECK(b.missing() == 1);
  CHECK(table.numbers("c")[2] == 6.0);
  CHECK(table.numbers("d")[1] == 1.0);
  auto moved = table.numbers("b");
  const auto again = std::move(moved);
  CHECK(again[1] == 3.0);
}

TEST_CASE("texts, names and missing cells") {
  TableData data(3);
  data.texts("t", {"a", "", "ccc"}).validity({1, 1, 0});
  const sdk::Table table(*data.raw());
  const auto column = table.role("t");
  CHECK(column.text(0) == "a");
  CHECK(column.text(1).empty());
  CHECK(column.text(2) == "ccc");
  CHECK_FALSE(column.has(2));
  CHECK(column.missing() == 1);
  CHECK(table.find("x") == std::nullopt);
  CHECK(table.find_named("t").has_value());
  CHECK(table.all("t").size() == 1);
  CHECK_THROWS_AS(table.numbers("t"), sdk::Failure);
}

TEST_CASE("a built table borrows its columns, missing cells included, and names them apart") {
  TableData data(2);
  data.booleans("x", {1, 0}).validity({1, 0});
  const sdk::Table source(*data.raw());
  const std::vector<double> numbers{1.5, 2.5};
  sdk::TableBuilder builder(2);
  builder.add("y", source.role("x")).add("v", std::span<const double>(numbers)).add("v", std::span<const double>(numbers));
  const auto raw = builder.raw();
  const sdk::Table table(raw);
  CHECK(table.columns() == 3);
  CHECK(table.role("y").missing() == 1);
  CHECK(table.role("y").booleans().data() == source.role("x").booleans().data());
  CHECK(table.all("v").size() == 2);
  CHECK(table.all("v")[0].name() != table.all("v")[1].name());
  CHECK(table.numbers("v")[1] == 2.5);
}

TEST_CASE("a built table holds texts of its own, also after it has moved") {
  sdk::TableBuilder first(3);
  {
    const std::vector<std::string> cells{"short", "", "a text that is longer than any small buffer"};
    first.add("label", cells).add("label", cells);
  }
  const auto builder = std::move(first);
  const auto raw = builder.raw();
  const sdk::Table table(raw);
  for (const auto& column : table.all("label")) {
    CHECK(column.text(0) == "short");
    CHECK(column.text(1).empty());
    CHECK(column.text(2) == "a text that is longer than any small buffer");
  }
  CHECK(table.all("label").size() == 2);
  sdk::TableBuilder wrong(2);
  CHECK_THROWS_AS(wrong.add("label", std::vector<std::string>{"x"}), sdk::Failure);
}

TEST_CASE("an empty table has roles and no rows") {
  TableData data(0);
  data.numbers("v", {});
  const sdk::Table table(*data.raw());
  CHECK(table.rows() == 0);
  CHECK(table.numbers("v").empty());
}
