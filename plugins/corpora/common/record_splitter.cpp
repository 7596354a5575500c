// SPDX-License-Identifier: Apache-2.0
#include "record_splitter.hpp"

namespace ophamin::files {
namespace {

bool is_blank(std::string_view line) noexcept { return line.find_first_not_of(" \t\r\f\v") == std::string_view::npos; }

std::string_view without_line_end(std::string_view text) noexcept {
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

}  // namespace

RecordSplitter::Step RecordSplitter::next_paragraph(ByteSource& source, Piece& piece) {
  for (;;) {
    const auto unread = source.unread();
    const auto* end = find_newline(unread, scanned_);
    if (end == nullptr && !source.at_end()) {
      scanned_ = unread.size();
      return Step::kNeedsBytes;
    }
    const auto line_end = end == nullptr ? unread.size() : static_cast<std::size_t>(end - unread.data()) + 1;
    const bool blank = is_blank(without_line_end(unread.substr(paragraph_, line_end - paragraph_)));
    const auto body = blank ? paragraph_ : line_end;
    scanned_ = line_end;
    if (!blank) paragraph_ = line_end;
    if (!blank && end != nullptr) continue;

    // A blank line or the end of the file: whatever came before it is a paragraph.
    if (body == 0 && end == nullptr) return Step::kEnd;
    source.take(line_end);
    scanned_ = 0;
    paragraph_ = 0;
    if (body == 0) continue;
    piece = {without_line_end(unread.substr(0, body)), ++number_};
    return Step::kPiece;
  }
}

RecordSplitter::Step RecordSplitter::next_file(ByteSource& source, Piece& piece) {
  if (done_) return Step::kEnd;
  if (!source.at_end()) return Step::kNeedsBytes;
  const auto unread = source.unread();
  source.take(unread.size());
  done_ = true;
  piece = {unread, 1};
  return Step::kPiece;
}

}  // namespace ophamin::files
