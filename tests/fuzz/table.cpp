// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as a table, CSV or JSON: complaints, or columns of one length whose cells are inside them.
#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/seeing/table_file.hpp>

#include "fuzz.hpp"

using namespace ophamin;
using fuzz::require;

namespace {

void check(const seeing::FileColumn& column, std::uint64_t rows) {
  require(records::find_invalid_utf8(column.name) == std::string_view::npos, "a column's name is UTF-8");
  require(column.validity.empty() || column.validity.size() == rows, "each cell is there or missing");
  switch (column.type) {
    case OPH_BOOL: require(column.bools.size() == rows, "one cell per row"); break;
    case OPH_INT: require(column.ints.size() == rows, "one cell per row"); break;
    case OPH_FLOAT: require(column.floats.size() == rows, "one cell per row"); break;
    case OPH_TEXT:
      require(column.offsets.size() == rows + 1 && column.offsets.front() == 0 && column.offsets.back() == column.bytes.size(),
              "the texts of a column fill its bytes");
      for (std::size_t row = 0; row < rows; ++row) {
        require(column.offsets[row] <= column.offsets[row + 1], "a text ends behind its beginning");
        const std::string_view cell = std::string_view(column.bytes).substr(column.offsets[row], column.offsets[row + 1] - column.offsets[row]);
        require(records::find_invalid_utf8(cell) == std::string_view::npos, "a text is UTF-8");
      }
      break;
    default: require(false, "a column has one of four types");
  }
}

void read(std::string_view text, seeing::TableFormat format) {
  try {
    seeing::TableFile table = seeing::read_table(text, format, "fuzz");
    for (const seeing::FileColumn& column : table.columns()) check(column, table.rows());
    (void)table.view();
  } catch (const diagnostics::Error& error) {
    require(error.exit_code() == 2, "a table that cannot be used is a matter of the input");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  read(text, seeing::TableFormat::kCsv);
  read(text, seeing::TableFormat::kJson);
  (void)seeing::guess_format("fuzz", text);
  return 0;
}
