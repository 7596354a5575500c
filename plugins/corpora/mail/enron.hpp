// SPDX-License-Identifier: Apache-2.0
//
// Corpus enron: the mail of Enron's staff, from the archive as it is published.
#pragma once

#include <common/archive_reader.hpp>
#include <common/faults.hpp>
#include <cstdint>
#include <memory>
#include <ophamin/sdk.hpp>
#include <string>

#include "mail_parser.hpp"

namespace ophamin::mail {

/// Reads ROOT/enron/enron_mail_20150507.tar.gz, one record for each regular file, in the order of the
/// archive; nothing is unpacked to disk. The id is the member's path, the text the body (mail_parser.hpp) as
/// UTF-8. Attributes: `from`, `to`, `date`, `subject`, empty where the header is absent. The content hash is
/// the SHA-256 of the archive. Memory: some times the largest message.
class Enron {
 public:
  struct Params {
    std::string root = "data/raw";
    files::OnError on_error = files::OnError::kSkip;
    std::uint64_t max_record_bytes = std::uint64_t{64} << 20;
    std::uint64_t max_unpacked_bytes = files::UnpackLimits{}.most_bytes;
    std::uint64_t max_unpack_ratio = files::UnpackLimits{}.most_ratio;
  };

  static constexpr sdk::CorpusInfo kInfo{
      .name = "enron",
      .summary = "the Enron e-mail corpus; a record is the body of a message",
      .kind = "email_corpus",
      .source = "Enron e-mail dataset of May 7, 2015, published by Carnegie Mellon University",
      .dataset = "enron-email-corpus",
      .hash_rule = sdk::HashRule::kFile};
  static constexpr auto kParameters = sdk::parameters(
      sdk::param("root", &Params::root)
          .help("data root; the archive is enron/enron_mail_20150507.tar.gz in it")
          .path(),
      sdk::param("on_error", &Params::on_error)
          .help("what is no mail message, or too large, is left out and counted in the record (skip), or "
                "ends the run (fail)")
          .choices({{"skip", files::OnError::kSkip}, {"fail", files::OnError::kFail}}),
      sdk::param("max_record_bytes", &Params::max_record_bytes)
          .help("a longer message is an error, bytes")
          .at_least(1),
      sdk::param("max_unpacked_bytes", &Params::max_unpacked_bytes)
          .help("an archive that becomes larger is an error, bytes")
          .at_least(1),
      sdk::param("max_unpack_ratio", &Params::max_unpack_ratio)
          .help("so is one that becomes larger by this factor, once it has unpacked to 64 MiB")
          .at_least(1));

  Enron(const sdk::Host& host, const Params& params);

  void files(sdk::FileSink& sink);
  void next(std::uint64_t limit, sdk::RecordBatch& out);

 private:
  bool read_message();

  sdk::Host host_;
  std::string path_;
  std::uint64_t most_;
  files::Faults faults_;
  MailParser parser_;
  std::unique_ptr<files::ArchiveReader> archive_;
  std::string message_;
  Mail mail_;
};

}  // namespace ophamin::mail
