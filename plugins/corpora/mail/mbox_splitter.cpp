// SPDX-License-Identifier: Apache-2.0
#include "mbox_splitter.hpp"

#include <algorithm>

namespace ophamin::mail {
namespace {

constexpr std::string_view kFrom = "From ";
constexpr std::string_view kNext = "\nFrom ";
constexpr std::size_t kUnseen = kNext.size() - 1;  // bytes at the end in which it may have begun
constexpr std::size_t kBefore = 3;                 // and what of an empty line comes before it: LF CR, or LF

// The size of the line ends at the end of `text`: an empty line and the end of the one before it; 0 if the
// last line is not empty.
std::size_t empty_line(std::string_view text) noexcept {
  const auto line_end = [](std::string_view part) -> std::size_t {
    return part.ends_with("\r\n") ? 2 : part.ends_with('\n') ? 1 : 0;
  };
  const auto last = line_end(text);
  if (last == 0) return 0;
  const auto before = text.substr(0, text.size() - last);
  if (before.empty()) return last;
  return line_end(before) == 0 ? 0 : last;
}

}  // namespace

// Takes the `From ` line.
MboxSplitter::Step MboxSplitter::start(files::ByteSource& source) {
  const auto unread = source.unread();
  if (unread.size() < kFrom.size() && !source.at_end()) return Step::kNeedsBytes;
  if (unread.empty()) {
    state_ = State::kEnd;
    return Step::kEnd;
  }
  if (!unread.starts_with(kFrom)) {
    state_ = State::kEnd;
    return Step::kNoMessage;
  }
  const auto end = unread.find('\n');
  if (end == std::string_view::npos && !source.at_end()) return Step::kNeedsBytes;
  source.take(end == std::string_view::npos ? unread.size() : end + 1);
  state_ = State::kInMessage;
  scanned_ = 0;
  ++number_;
  return Step::kMessage;
}

MboxSplitter::Step MboxSplitter::finish(files::ByteSource& source, std::size_t size, std::size_t taken,
                                        std::string_view& message) {
  message = source.unread().substr(0, size);
  source.take(taken);
  state_ = State::kStart;
  const bool too_long = too_long_ || message.size() > most_;
  too_long_ = false;
  return too_long ? Step::kTooLong : Step::kMessage;
}

MboxSplitter::Step MboxSplitter::next(files::ByteSource& source, std::string_view& message) {
  if (state_ == State::kEnd) return Step::kEnd;
  if (state_ == State::kStart) {
    if (const auto step = start(source); step != Step::kMessage) return step;
  }
  const auto unread = source.unread();
  for (auto at = unread.find(kNext, scanned_); at != std::string_view::npos;
       at = unread.find(kNext, at + 1)) {
    const auto before = unread.substr(0, at + 1);
    if (const auto line = empty_line(before); line != 0)
      return finish(source, before.size() - line, before.size(), message);
  }
  if (source.at_end()) {
    const auto line = unread.empty() ? 0 : empty_line(unread);
    return finish(source, unread.size() - line, unread.size(), message);
  }
  scanned_ = unread.size() - std::min(unread.size(), kUnseen);
  if (unread.size() <= std::max(most_, kUnseen + kBefore)) return Step::kNeedsBytes;
  // Longer than a message may be: dropped but for the bytes in which the next one may begin.
  too_long_ = true;
  source.take(scanned_ - kBefore);
  scanned_ = kBefore;
  return Step::kNeedsBytes;
}

void unquote(std::string_view message, Quoting quoting, std::string& out) {
  out.clear();
  out.reserve(message.size());
  while (!message.empty()) {
    const auto end = std::min(message.find('\n'), message.size() - 1) + 1;
    auto line = message.substr(0, end);
    message.remove_prefix(end);
    const auto marks = std::min(line.find_first_not_of('>'), line.size());
    const bool is_quoted = marks != 0 && line.substr(marks).starts_with(kFrom);
    if (is_quoted && (quoting == Quoting::kMboxrd || (quoting == Quoting::kMboxo && marks == 1)))
      line.remove_prefix(1);
    out += line;
  }
}

}  // namespace ophamin::mail
