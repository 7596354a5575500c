// SPDX-License-Identifier: Apache-2.0
//
// Corpus jsonl: one JSON object a line.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <ophamin/sdk.hpp>

#include <common/byte_source.hpp>
#include <common/faults.hpp>
#include <common/record_splitter.hpp>
#include <common/tree_reader.hpp>

#include "json_line.hpp"

namespace ophamin::files {

/// Attributes of a record are the remaining members of its object that are null, booleans, numbers or texts. Blank lines are
/// skipped. Memory: one buffer, as large as the longest line needs.
class Jsonl {
 public:
  struct Params : TreeParams {
    std::string id_field = "id";
    std::string text_field = "text";
    OnError on_error = OnError::kFail;
    std::uint64_t max_record_bytes = std::uint64_t{64} << 20;
    Params() { include = {"**/*.jsonl"}; }
  };

  static constexpr sdk::CorpusInfo kInfo{.name = "jsonl", .summary = "JSON Lines files; a record is an object with a text", .revision = 2};
  static constexpr auto kParameters = kTreeParameters<Params> + sdk::parameters(
      sdk::param("id_field", &Params::id_field).help("member that names a record; where it is missing, file and line do"),
      sdk::param("text_field", &Params::text_field).help("member that is the record's text"),
      sdk::param("on_error", &Params::on_error)
          .help("a line that is no JSON object with a text ends the run (fail), or is left out and counted in the record (skip)")
          .choices({{"fail", OnError::kFail}, {"skip", OnError::kSkip}}),
      sdk::param("max_record_bytes", &Params::max_record_bytes).help("a longer line is an error, bytes").at_least(1));

  Jsonl(const sdk::Host& host, const Params& params);

  void files(sdk::FileSink& sink);
  void next(std::uint64_t limit, sdk::RecordBatch& out);

 private:
  void add(const Piece& piece, sdk::RecordBatch& out);
  void add_object(std::span<const JsonLine::Member> members, std::uint64_t line, sdk::RecordBatch& out);

  Params params_;
  TreeReader tree_;
  ByteSource source_;
  RecordSplitter splitter_;
  Faults faults_;
  JsonLine line_;
  std::string id_;
};

}  // namespace ophamin::files
