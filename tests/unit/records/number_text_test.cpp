// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <limits>

#include <doctest/doctest.h>
#include <ophamin/records/number_text.hpp>

using namespace ophamin::records;

TEST_CASE("the layout of doubles") {
  CHECK(pyfloat(0.0) == "0.0");
  CHECK(pyfloat(-0.0) == "-0.0");
  CHECK(pyfloat(1e16) == "1e+16");
  CHECK(pyfloat(9999999999999998.0) == "9999999999999998.0");
  CHECK(pyfloat(1e15) == "1000000000000000.0");
  CHECK(pyfloat(0.0001) == "0.0001");
  CHECK(pyfloat(0.00001) == "1e-05");
  CHECK(pyfloat(0.00012345) == "0.00012345");
  CHECK(pyfloat(123456789012345680.0) == "1.2345678901234568e+17");
  CHECK(pyfloat(5e-324) == "5e-324");
  CHECK(pyfloat(1.7976931348623157e+308) == "1.7976931348623157e+308");
  CHECK(pyfloat(0.1 + 0.2) == "0.30000000000000004");
  CHECK(pyfloat(-1e-05) == "-1e-05");
  CHECK(pyfloat(30.0) == "30.0");
  CHECK(pyfloat(1.5) == "1.5");
  CHECK(pyfloat(-123.456) == "-123.456");
  CHECK(pyfloat(1e22) == "1e+22");
  CHECK(pyfloat(1.5e100) == "1.5e+100");
}

TEST_CASE("what is not finite has two spellings") {
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(pyfloat(std::nan("")) == "nan");
  CHECK(pyfloat(-std::nan("")) == "nan");
  CHECK(pyfloat(infinity) == "inf");
  CHECK(pyfloat(-infinity) == "-inf");
  std::string json;
  for (const double value : {std::nan(""), infinity, -infinity}) append_json_double(json += ' ', value);
  CHECK(json == " NaN Infinity -Infinity");
}

TEST_CASE("printf's %g and %f") {
  CHECK(format_g(0.123456789, 6) == "0.123457");
  CHECK(format_g(1.0, 6) == "1");
  CHECK(format_g(1234567.0, 6) == "1.23457e+06");
  CHECK(format_g(0.00001234, 4) == "1.234e-05");
  CHECK(format_g(100000.0, 6) == "100000");
  CHECK(format_g(std::nan(""), 6) == "nan");
  CHECK(format_g(-std::numeric_limits<double>::infinity(), 4) == "-inf");
  CHECK(format_g(-0.0, 6) == "-0");
  CHECK(format_fixed(0.99614999, 4) == "0.9961");
  CHECK(format_fixed(1.7976931348623157e308, 2).size() == 312);
}

TEST_CASE("thousands") {
  CHECK(with_thousands(0) == "0");
  CHECK(with_thousands(999) == "999");
  CHECK(with_thousands(1000) == "1,000");
  CHECK(with_thousands(-1234567) == "-1,234,567");
  CHECK(with_thousands(-123) == "-123");
}

TEST_CASE("texts that Python takes for a float") {
  CHECK(parse_pyfloat("0.5") == 0.5);
  CHECK(parse_pyfloat("  +1_000.5e1\n") == 10005.0);
  CHECK(parse_pyfloat(".5") == 0.5);
  CHECK(parse_pyfloat("5.") == 5.0);
  CHECK(parse_pyfloat("-Infinity") == -std::numeric_limits<double>::infinity());
  CHECK(parse_pyfloat("1e400") == std::numeric_limits<double>::infinity());
  CHECK(std::isnan(parse_pyfloat("NaN").value_or(0.0)));
  for (const char* text : {"", " ", ".", "1__0", "_1", "1_", "1 2", "0x10", "--1", "e5", "1e", "one", "+-1"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_pyfloat(text));
  }
}

TEST_CASE("texts that Python takes for an int") {
  CHECK(parse_pyint(" 1_000 ") == 1000);
  CHECK(parse_pyint("+7") == 7);
  CHECK(parse_pyint("-007") == -7);
  for (const char* text : {"", "1.0", "1e3", "0x1", "+-1", "--1", "9223372036854775808", "x"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_pyint(text));
  }
}
