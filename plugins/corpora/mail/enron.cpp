// SPDX-License-Identifier: Apache-2.0
#include "enron.hpp"

#include <common/read_whole.hpp>
#include <filesystem>

namespace ophamin::mail {
namespace {

constexpr std::string_view kArchive = "enron_mail_20150507.tar.gz";

}  // namespace

Enron::Enron(const sdk::Host& host, const Params& params)
    : host_(host), most_(params.max_record_bytes), faults_(host, params.on_error), parser_(Charset::kIgnore) {
  std::error_code error;
  const auto path = std::filesystem::absolute(std::filesystem::path(params.root) / "enron" / kArchive, error);
  if (error || !std::filesystem::is_regular_file(path, error)) {
    throw sdk::unavailable("root `" + params.root + "`: expected the archive enron/" + std::string(kArchive) +
                           ", found none; Carnegie Mellon University publishes it under that name as the "
                           "Enron e-mail dataset: put it "
                           "there as it is, packed");
  }
  path_ = path.lexically_normal().string();
  archive_ = std::make_unique<files::ArchiveReader>(
      std::make_unique<files::FileStream>(path_), kArchive, path_,
      files::UnpackLimits{params.max_unpacked_bytes, params.max_unpack_ratio}, host);
}

void Enron::files(sdk::FileSink& sink) {
  sink.add(path_, kArchive);
}

// Nothing is taken to be there: a member without a name or with one that is no UTF-8 cannot be a record's id.
bool Enron::read_message() {
  const auto place = path_ + ": " + archive_->member();
  if (archive_->member().empty() || !sdk::is_utf8(archive_->member())) {
    faults_.report("a path that is no UTF-8", OPH_IO, place + ": expected a path in UTF-8");
    return false;
  }
  files::MemberStream stream(*archive_);
  if (!files::read_whole(stream, most_, message_)) {
    faults_.report("a message longer than max_record_bytes", OPH_LIMIT,
                   place + ": is longer than max_record_bytes, " + std::to_string(most_));
    return false;
  }
  if (!parser_.parse(message_, mail_)) {
    faults_.report("not a mail message", OPH_INVALID_ARGUMENT,
                   place + ": expected a mail message, found no header");
    return false;
  }
  return true;
}

void Enron::next(std::uint64_t limit, sdk::RecordBatch& out) {
  // A batch holds its records in memory: it ends early where they are large.
  constexpr std::size_t kMostBytes = std::size_t{4} << 20;
  std::size_t bytes = 0;
  while (out.size() < limit && bytes < kMostBytes && archive_->next_member()) {
    if (!read_message()) continue;
    out.add_bytes(archive_->member(), mail_.body)
        .attribute("from", mail_.from)
        .attribute("to", mail_.to)
        .attribute("date", mail_.date)
        .attribute("subject", mail_.subject);
    bytes += mail_.body.size();
  }
}

}  // namespace ophamin::mail
