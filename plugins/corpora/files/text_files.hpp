// SPDX-License-Identifier: Apache-2.0
//
// Corpus text-files: the files of a tree, whole, by paragraphs or by lines.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <vector>

#include <ophamin/sdk.hpp>

#include <common/byte_source.hpp>
#include <common/record_splitter.hpp>
#include <common/tree_reader.hpp>

namespace ophamin::files {

/// A record's id is the file's label, with `:` and its number where a file has several. Attributes: `path`, the label, and
/// `index`, the number of the line or paragraph in its file, from 1. Memory: one buffer, as large as the largest record needs.
class TextFiles {
 public:
  struct Params : TreeParams {
    Unit unit = Unit::kFile;
    bool keep_empty = false;
    std::uint64_t max_record_bytes = std::uint64_t{64} << 20;
    Params() { include = {"**"}; }
  };

  static constexpr sdk::CorpusInfo kInfo{.name = "text-files",
                                         .summary = "files of a directory tree; a record is a file, a paragraph or a line",
                                         .revision = 2};
  static constexpr auto kParameters = kTreeParameters<Params> + sdk::parameters(
      sdk::param("unit", &Params::unit)
          .help("what one record is")
          .choices({{"file", Unit::kFile}, {"paragraph", Unit::kParagraph}, {"line", Unit::kLine}}),
      sdk::param("keep_empty", &Params::keep_empty).help("lines: deliver empty ones too"),
      sdk::param("max_record_bytes", &Params::max_record_bytes).help("a longer record is an error, bytes").at_least(1));

  TextFiles(const sdk::Host& host, const Params& params);

  void files(sdk::FileSink& sink);
  std::span<const oph_record_t> next(std::uint64_t limit);

 private:
  enum Attribute { kPath, kIndex, kAttributes };
  // What a record points at; kept from call to call, so that a line costs a handful of stores.
  struct Slot {
    std::array<oph_value_t, kAttributes> values;
    oph_value_t object;
  };

  bool open_next();
  void add(const Piece& piece);
  void add_slots(std::size_t count);
  std::string_view next_id(const Piece& piece);

  Unit unit_;
  TreeReader tree_;
  ByteSource source_;
  RecordSplitter splitter_;

  std::size_t count_ = 0;
  std::vector<oph_record_t> records_;
  std::deque<Slot> slots_;
  std::vector<char> ids_;
  std::size_t ids_used_ = 0;
  std::string id_;                // of the last record: label, `:`, digits
  std::size_t id_prefix_ = 0;
  std::uint64_t id_number_ = 0;
  std::deque<std::string> labels_;    // of the files of this call; the last one is open
  std::deque<std::string> replaced_;  // texts of records that are no UTF-8
};

}  // namespace ophamin::files
