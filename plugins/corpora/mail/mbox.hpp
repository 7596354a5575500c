// SPDX-License-Identifier: Apache-2.0
//
// Corpus mbox: mail in mbox files, as mailing lists and mail programs keep it.
#pragma once

#include <common/faults.hpp>
#include <common/tree_reader.hpp>
#include <cstdint>
#include <ophamin/sdk.hpp>
#include <string>

#include "mail_parser.hpp"
#include "mbox_splitter.hpp"

namespace ophamin::mail {

/// A record's id is the file's label, `:` and the message's number in it, from 1; its text the body
/// (mail_parser.hpp), converted to UTF-8 by the charset that the message declares. Attributes: `from`, `to`,
/// `date`, `subject`, `message_id`, empty where the header is absent. Memory: some times the largest message.
class Mbox {
 public:
  struct Params : files::TreeParams {
    Quoting quoting = Quoting::kMboxrd;
    files::OnError on_error = files::OnError::kFail;
    std::uint64_t max_record_bytes = std::uint64_t{64} << 20;
    Params() { include = {"**/*.mbox"}; }
  };

  static constexpr sdk::CorpusInfo kInfo{
      .name = "mbox", .summary = "mbox files; a record is the body of a message", .kind = "email_corpus"};
  static constexpr auto kParameters =
      files::kTreeParameters<Params> +
      sdk::parameters(
          sdk::param("quoting", &Params::quoting)
              .help("how lines of a body that begin with `From ` are kept apart from a new message")
              .choices({{"mboxrd", Quoting::kMboxrd}, {"mboxo", Quoting::kMboxo}, {"none", Quoting::kNone}}),
          sdk::param("on_error", &Params::on_error)
              .help("what is no mail message, or too large, ends the run (fail), or is left out and counted "
                    "in the record (skip)")
              .choices({{"fail", files::OnError::kFail}, {"skip", files::OnError::kSkip}}),
          sdk::param("max_record_bytes", &Params::max_record_bytes)
              .help("a longer message is an error, bytes")
              .at_least(1));

  Mbox(const sdk::Host& host, const Params& params);

  void files(sdk::FileSink& sink) { tree_.name_files(sink); }
  void next(std::uint64_t limit, sdk::RecordBatch& out);

 private:
  void add(std::string_view message, sdk::RecordBatch& out);
  std::string place() const { return tree_.place() + ": message " + std::to_string(splitter_.number()); }

  Quoting quoting_;
  std::uint64_t most_;
  files::TreeReader tree_;
  files::ByteSource source_;
  MboxSplitter splitter_;
  files::Faults faults_;
  MailParser parser_;
  std::string message_;
  std::string id_;
  Mail mail_;
};

}  // namespace ophamin::mail
