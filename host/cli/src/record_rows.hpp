// SPDX-License-Identifier: Apache-2.0
//
// Lists of records as they are printed: row by row, for nobody knows how many there will be.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <ophamin/cli/console.hpp>
#include <ophamin/records/record_list.hpp>

namespace ophamin::cli {

/// The members of a row: those of the reference for proofs and audits, for any kind also what kind it is.
records::Json row_json(records::RecordKind kind, const records::RecordRow& row);

/// The rows of one list as text in columns, or as an array in a JSON object.
class RowPrinter {
 public:
  /// `kind` as in ListOptions. Borrows the console.
  RowPrinter(Console& console, records::RecordKind kind, bool with_signature, bool json, std::string_view folder);

  void print(const records::RecordRow& row);
  /// Ends the list.
  void finish(const records::RecordTotals& totals);

 private:
  void print_text(const records::RecordRow& row);

  Console& console_;
  records::RecordKind kind_;
  bool with_signature_;
  bool json_;
  bool any_ = false;
};

/// An item of an array that is a member of the outermost object, as Layout::kIndented has it.
std::string array_item(const records::Json& item, bool is_first);

}  // namespace ophamin::cli
