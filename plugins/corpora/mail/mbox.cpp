// SPDX-License-Identifier: Apache-2.0
#include "mbox.hpp"

namespace ophamin::mail {
namespace {

// A batch holds its records in memory: it ends early where they are large.
constexpr std::size_t kMostBytes = std::size_t{4} << 20;
// What the source may hold beyond the largest message: its `From ` line, and what is read at once.
constexpr std::size_t kSlack = std::size_t{1} << 20;

}  // namespace

Mbox::Mbox(const sdk::Host& host, const Params& params)
    : quoting_(params.quoting),
      most_(params.max_record_bytes),
      tree_(params, host),
      source_(static_cast<std::size_t>(params.max_record_bytes) + kSlack),
      splitter_(static_cast<std::size_t>(params.max_record_bytes)),
      faults_(host, params.on_error),
      parser_(Charset::kConvert) {}

void Mbox::next(std::uint64_t limit, sdk::RecordBatch& out) {
  std::size_t bytes = 0;
  std::string_view message;
  while (out.size() < limit && bytes < kMostBytes) {
    if (!source_.is_open()) {
      if (!tree_.open_next(source_)) return;
      splitter_.restart();
    }
    switch (splitter_.next(source_, message)) {
      case MboxSplitter::Step::kMessage:
        add(message, out);
        bytes += message.size();
        break;
      case MboxSplitter::Step::kTooLong:
        faults_.report("a message longer than max_record_bytes", OPH_LIMIT,
                       place() + ": is longer than max_record_bytes, " + std::to_string(most_));
        break;
      case MboxSplitter::Step::kNoMessage:
        faults_.report("a file that is no mbox", OPH_INVALID_ARGUMENT,
                       tree_.place() + ": expected an mbox, which begins with `From `");
        break;
      case MboxSplitter::Step::kNeedsBytes:
        source_.fill(true);
        break;  // the batch holds copies
      case MboxSplitter::Step::kEnd:
        source_.close();
        break;
    }
  }
}

void Mbox::add(std::string_view message, sdk::RecordBatch& out) {
  unquote(message, quoting_, message_);
  if (!parser_.parse(message_, mail_)) {
    return faults_.report("not a mail message", OPH_INVALID_ARGUMENT,
                          place() + ": expected a mail message, found no header");
  }
  id_ = tree_.label() + ":" + std::to_string(splitter_.number());
  out.add_bytes(id_, mail_.body)
      .attribute("from", mail_.from)
      .attribute("to", mail_.to)
      .attribute("date", mail_.date)
      .attribute("subject", mail_.subject)
      .attribute("message_id", mail_.message_id);
}

}  // namespace ophamin::mail
