// SPDX-License-Identifier: Apache-2.0
//
// Corpus csv: the rows of CSV files (RFC 4180).
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <ophamin/sdk.hpp>

#include <common/byte_source.hpp>
#include <common/csv_reader.hpp>
#include <common/faults.hpp>
#include <common/tree_reader.hpp>

namespace ophamin::files {

/// The columns but text and id are attributes: null where the cell is empty; with `typed`, what is written as JSON writes a
/// truth value, an integer of 64 bits or a number is one, so that `007` stays a text. Without an id column, file and line name a
/// record. Memory: one buffer, as large as the longest row needs.
class Csv {
 public:
  struct Params : TreeParams {
    std::string text_field = "text";
    std::string id_field{};
    std::vector<std::string> columns{};
    std::string delimiter = ",";
    std::string quote = "\"";
    bool typed = true;
    OnError on_error = OnError::kFail;
    std::uint64_t max_record_bytes = std::uint64_t{64} << 20;
    Params() { include = {"**/*.csv"}; }
  };

  static constexpr sdk::CorpusInfo kInfo{.name = "csv", .summary = "CSV files (RFC 4180); a record is a row, its text a column"};
  static constexpr auto kParameters = kTreeParameters<Params> + sdk::parameters(
      sdk::param("text_field", &Params::text_field).help("column that is the record's text"),
      sdk::param("id_field", &Params::id_field).help("column that names a record; without, file and line do"),
      sdk::param("columns", &Params::columns).help("names of the columns, where the files have no header"),
      sdk::param("delimiter", &Params::delimiter).help("between two cells: one ASCII character, such as `;` or a tabulator"),
      sdk::param("quote", &Params::quote).help("around a cell: one ASCII character"),
      sdk::param("typed", &Params::typed)
          .help("cells written as JSON writes numbers and truth values are such attributes; false: all are texts"),
      sdk::param("on_error", &Params::on_error)
          .help("a row that cannot be read ends the run (fail), or is left out and counted in the record (skip)")
          .choices({{"fail", OnError::kFail}, {"skip", OnError::kSkip}}),
      sdk::param("max_record_bytes", &Params::max_record_bytes).help("a longer row is an error, bytes").at_least(1));

  Csv(const sdk::Host& host, const Params& params);

  void files(sdk::FileSink& sink) { tree_.name_files(sink); }
  void next(std::uint64_t limit, sdk::RecordBatch& out);

 private:
  bool open_next();
  void take_header(const std::vector<std::string_view>& cells);
  std::size_t column(const std::string& name) const;
  void add_row(sdk::RecordBatch& out);
  void add_attribute(sdk::RecordBatch::Added& record, const std::string& name, std::string_view cell);
  std::string_view clean(std::string_view cell);
  bool is_utf8(std::string_view cell) const { return source_.is_utf8() || sdk::is_utf8(cell); }
  std::string place(std::uint64_t line) const { return tree_.place() + ":" + std::to_string(line); }

  Params params_;
  TreeReader tree_;
  ByteSource source_;
  CsvReader reader_;
  Faults faults_;
  using Header = std::vector<std::string>;
  std::deque<Header> headers_;  // of the files of this call; the last one is that of the open file, empty until it is known
  std::size_t text_ = 0;
  std::optional<std::size_t> id_column_;
  std::vector<std::string_view> cells_;
  std::string id_;
  std::string replaced_;
};

}  // namespace ophamin::files
