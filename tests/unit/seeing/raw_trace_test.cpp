// SPDX-License-Identifier: Apache-2.0
#include <ophamin/seeing/raw_trace.hpp>

#include <fstream>
#include <iterator>
#include <string>

#include <doctest/doctest.h>

#include <ophamin/records/canonical.hpp>
#include <support/temporary_directory.hpp>

#include <fixtures/guests/guest_registry.hpp>

using namespace ophamin;
using diagnostics::ErrorCode;
using seeing::RawTrace;

TEST_CASE("documents are found again by row, before and after they reached the file") {
  const test::TemporaryDirectory folder;
  RawTrace trace(folder / "trace.jsonl");
  const std::string large(300'000, 'x');
  for (int row = 0; row < 12; ++row) {
    if (row % 3 == 1) {
      trace.append("");
    } else {
      trace.append("{\"row\":" + std::to_string(row) + ",\"pad\":\"" + (row % 2 == 0 ? large : "") + "\"}");
    }
    CHECK(trace.read(0)->find("row")->as_int() == 0);
    if (row % 3 != 1) CHECK(trace.read(static_cast<std::uint64_t>(row))->find("row")->as_int() == row);
  }
  CHECK(trace.rows() == 12);
  for (int row = 11; row >= 0; --row) {
    const auto document = trace.read(static_cast<std::uint64_t>(row));
    REQUIRE(document.has_value() == (row % 3 != 1));
    if (document) CHECK(document->find("row")->as_int() == row);
  }
  trace.sync();
  std::ifstream file(trace.path());
  std::string line;
  int lines = 0;
  while (std::getline(file, line)) ++lines;
  CHECK(lines == 8);
}

TEST_CASE("a trace starts anew and says what it cannot do") {
  const test::TemporaryDirectory folder;
  std::ofstream(folder / "old") << "left over";
  RawTrace trace(folder / "old");
  trace.append("[1]");
  trace.sync();
  std::ifstream file(folder / "old");
  CHECK(std::string(std::istreambuf_iterator<char>(file), {}) == "[1]\n");
  test::check_error(ErrorCode::kFileUnwritable, "No such file or directory", [&] { RawTrace nowhere(folder / "none" / "trace"); });
  RawTrace full("/dev/full");
  full.append(std::string(100, ' '));
  test::check_error(ErrorCode::kFileUnwritable, "No space left on device", [&] { full.sync(); });
}
