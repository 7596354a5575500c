// SPDX-License-Identifier: Apache-2.0
#include <ophamin/seeing/table_file.hpp>

#include <cmath>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <ophamin/diagnostics/diagnostic.hpp>

using namespace ophamin;
using seeing::TableFormat;

namespace {

seeing::TableFile csv(std::string_view text) { return seeing::read_table(text, TableFormat::kCsv, "t.csv"); }
seeing::TableFile json(std::string_view text) { return seeing::read_table(text, TableFormat::kJson, "t.json"); }

std::vector<diagnostics::Diagnostic> complaints(std::string_view text, TableFormat format = TableFormat::kCsv) {
  try {
    (void)seeing::read_table(text, format, "t");
  } catch (const diagnostics::Error& error) {
    CHECK(error.exit_code() == 2);
    return error.diagnostics();
  }
  FAIL("nothing was thrown");
  return {};
}

oph_type_t type_of(std::string_view cells) {
  return csv("c\n" + std::string(cells) + "\n").columns().at(0).type;
}

}  // namespace

TEST_CASE("columns of a CSV get the narrowest type that holds all cells") {
  CHECK(type_of("true\nFalse") == OPH_BOOL);
  CHECK(type_of("1\n-2\n+3") == OPH_INT);
  CHECK(type_of("1\n2.5") == OPH_FLOAT);
  CHECK(type_of("1e3\nnan\n-inf\n.5") == OPH_FLOAT);
  CHECK(type_of("1\ntwo") == OPH_TEXT);
  CHECK(type_of("true\n1") == OPH_TEXT);
  CHECK(type_of("9223372036854775807") == OPH_INT);
  CHECK(type_of("9223372036854775808") == OPH_FLOAT);
  CHECK(type_of(" 1") == OPH_TEXT);
  CHECK(type_of("0x10") == OPH_TEXT);
  CHECK(type_of("nan(1)") == OPH_TEXT);
  CHECK(type_of("+-1") == OPH_TEXT);
  CHECK(type_of("+") == OPH_TEXT);
}

TEST_CASE("cells of a CSV keep their values") {
  const auto table = csv("a,b,c,d\r\n1,0.1,x,true\r\n-7,1e400,\"y,\"\"z\"\"\r\n\",false\r\n3,,,\r\n");
  REQUIRE(table.rows() == 3);
  const auto& columns = table.columns();
  CHECK(columns[0].ints == std::vector<std::int64_t>{1, -7, 3});
  CHECK(columns[0].validity.empty());
  CHECK(columns[1].floats[0] == 0.1);
  CHECK(std::isinf(columns[1].floats[1]));
  CHECK(columns[1].validity == std::vector<std::uint8_t>{1, 1, 0});
  CHECK(columns[2].bytes == "xy,\"z\"\r\n");
  CHECK(columns[2].offsets == std::vector<std::uint64_t>{0, 1, 8, 8});
  CHECK(columns[2].validity == std::vector<std::uint8_t>{1, 1, 0});
  CHECK(columns[3].bools == std::vector<std::uint8_t>{1, 0, 0});
}

TEST_CASE("numbers beyond a double are infinite or zero") {
  const auto table = csv("v\n-1e999\n1e-999\n");
  CHECK(table.columns()[0].floats[0] == -HUGE_VAL);
  CHECK(table.columns()[0].floats[1] == 0.0);
}

TEST_CASE("a CSV may begin with a byte-order mark and lack its last line end") {
  const auto table = csv("\xEF\xBB\xBFvalue\n4");
  CHECK(table.columns()[0].name == "value");
  CHECK(table.rows() == 1);
}

TEST_CASE("a table of names alone has no rows") {
  const auto table = csv("value\n");
  CHECK(table.rows() == 0);
  CHECK(table.columns()[0].type == OPH_FLOAT);
}

TEST_CASE("mistakes in a CSV are told with line and column") {
  struct Case {
    const char* text;
    std::uint32_t line, column;
    const char* message;
  };
  for (const Case& wrong : {Case{"a,b\n1,2\n3,4\"5\n", 3, 4, "a quote inside a field"},
                            Case{"a\n\"x\"y\n", 2, 4, "text after the closing quote"},
                            Case{"a,b\n1,\"x\n\n", 2, 3, "a quoted field has no end"},
                            Case{"a\n1\rb\n", 2, 2, "a carriage return that ends no line"},
                            Case{"a,b\n\xC3\xA4,2,3\n", 2, 5, "as many fields"},
                            Case{"a,b\n1\n", 2, 1, "as many fields"},
                            Case{"a,a\n", 1, 3, "a second column is called 'a'"},
                            Case{"a,\n1,2\n", 1, 3, "a column has no name"},
                            Case{"a\n1\n\xFF\n", 3, 1, "not UTF-8"},
                            Case{"", 1, 1, "the table is empty"}}) {
    CAPTURE(wrong.text);
    const auto said = complaints(wrong.text);
    REQUIRE(said.size() == 1);
    CHECK(said[0].place.line == wrong.line);
    CHECK(said[0].place.column == wrong.column);
    CHECK_MESSAGE(said[0].message.find(wrong.message) != std::string::npos, said[0].message);
  }
}

TEST_CASE("rows of a wrong length are told together, but not without end") {
  std::string text = "a,b\n";
  for (int row = 0; row < 25; ++row) text += "1\n";
  const auto said = complaints(text);
  REQUIRE(said.size() == 11);
  CHECK(said[0].expected == "2 fields");
  CHECK(said[0].found == "1");
  CHECK(said.back().message == "and 15 more such rows");
}

TEST_CASE("JSON may come by columns or by rows") {
  const auto by_columns = json(R"({"v": [1, 2.5, null], "t": ["a", null, "c"]})");
  CHECK(by_columns.rows() == 3);
  CHECK(by_columns.columns()[0].type == OPH_FLOAT);
  CHECK(by_columns.columns()[0].validity == std::vector<std::uint8_t>{1, 1, 0});
  CHECK(by_columns.columns()[1].bytes == "ac");

  const auto by_rows = json(R"([{"v": 1}, {"v": 2, "b": true}])");
  CHECK(by_rows.rows() == 2);
  CHECK(by_rows.columns()[0].ints == std::vector<std::int64_t>{1, 2});
  CHECK(by_rows.columns()[1].type == OPH_BOOL);
  CHECK(by_rows.columns()[1].validity == std::vector<std::uint8_t>{0, 1});
}

TEST_CASE("JSON that is no table is refused with its place") {
  for (const auto& wrong : std::vector<std::pair<std::string, std::string>>{
           {R"({"a": [1], "b": [1, 2]})", "'a' has 1"},
           {R"({"a": 1})", "not an array"},
           {R"([1])", "not an object"},
           {"3", "not an object of columns"},
           {R"({"a": [[1]]})", "a cell is an array"},
           {R"({"a": [1, "x"]})", "do not go together: int, text"},
           {R"({"a": ["\ud800"]})", "lone surrogate"},
           {R"({"": [1]})", "has no name"},
           {"{", ""}}) {
    CAPTURE(wrong.first);
    const auto said = complaints(wrong.first, TableFormat::kJson);
    CHECK_MESSAGE(said.front().message.find(wrong.second) != std::string::npos, said.front().message);
  }
}

TEST_CASE("the format is guessed from the name, then from the first character") {
  CHECK(seeing::guess_format("x.json", "a,b") == TableFormat::kJson);
  CHECK(seeing::guess_format("x.csv", "{}") == TableFormat::kCsv);
  CHECK(seeing::guess_format("-", "\n [{}]") == TableFormat::kJson);
  CHECK(seeing::guess_format("-", "value\n1") == TableFormat::kCsv);
}

TEST_CASE("columns fill the roles of their names, or those of the mapping") {
  registry::Component pillar;
  pillar.kind = OPH_PILLAR;
  pillar.name = "test.pillar";
  pillar.roles = {{"value", "", OPH_TYPE_BIT(OPH_FLOAT), OPH_ROLE_ONE}, {"group", "", OPH_TYPE_BIT(OPH_TEXT), OPH_ROLE_OPTIONAL}};

  auto table = csv("latency,group,other,value\n1,a,2,3\n");
  CHECK(table.assign_roles({{"value", "latency"}}, pillar) == std::vector<std::string>{"other", "value"});
  const oph_table_t& view = table.view();
  REQUIRE(view.column_count == 2);
  CHECK(view.row_count == 1);
  CHECK(std::string(view.columns[0].name.data, view.columns[0].name.size) == "latency");
  CHECK(std::string(view.columns[0].role.data, view.columns[0].role.size) == "value");
  CHECK(static_cast<const std::int64_t*>(view.columns[0].values)[0] == 1);
  CHECK(std::string(view.columns[1].role.data, view.columns[1].role.size) == "group");

  CHECK(table.assign_roles({}, pillar) == std::vector<std::string>{"latency", "other"});
  try {
    table.assign_roles({{"valeu", "latency"}, {"value", "latancy"}}, pillar);
    FAIL("nothing was thrown");
  } catch (const diagnostics::Error& error) {
    REQUIRE(error.diagnostics().size() == 2);
    CHECK(error.diagnostics()[0].suggestions == std::vector<std::string>{"value"});
    CHECK(error.diagnostics()[1].suggestions == std::vector<std::string>{"latency"});
    CHECK(error.exit_code() == 2);
  }
}
