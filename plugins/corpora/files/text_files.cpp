// SPDX-License-Identifier: Apache-2.0
#include "text_files.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <limits>

namespace ophamin::files {
namespace {

constexpr std::size_t kMostPerCall = 4096;
constexpr std::size_t kMostDigits = std::numeric_limits<std::uint64_t>::digits10 + 1;
constexpr oph_str_t kKeys[] = {{"path", 4}, {"index", 5}};

}  // namespace

TextFiles::TextFiles(const sdk::Host& host, const Params& params)
    : unit_(params.unit),
      tree_(params, host),
      source_(static_cast<std::size_t>(params.max_record_bytes)),
      splitter_(params.unit, params.keep_empty) {}

void TextFiles::files(sdk::FileSink& sink) { tree_.name_files(sink); }

bool TextFiles::open_next() {
  if (!tree_.open_next(source_)) return false;
  splitter_.restart();
  id_ = labels_.emplace_back(tree_.label());
  if (unit_ != Unit::kFile) id_ += ':';
  id_prefix_ = id_.size();
  id_number_ = 0;
  return true;
}

void TextFiles::add_slots(std::size_t count) {
  records_.resize(count);
  while (slots_.size() < count) {
    auto& slot = slots_.emplace_back();
    slot.values[kPath] = sdk::detail::raw_text({});
    slot.values[kIndex] = sdk::detail::raw_integer(0);
    slot.object = sdk::detail::raw_object(kKeys, slot.values);
    records_[slots_.size() - 1].attributes = &slot.object;
  }
}

// Numbers of a file mostly follow each other, so the last id is counted up in place.
std::string_view TextFiles::next_id(const Piece& piece) {
  if (unit_ == Unit::kFile) return labels_.back();
  std::size_t digit = id_.size();
  if (piece.number == id_number_ + 1) {
    while (digit > id_prefix_ && id_[digit - 1] == '9') id_[--digit] = '0';
  }
  if (piece.number == id_number_ + 1 && digit > id_prefix_) {
    ++id_[digit - 1];
  } else {
    char digits[kMostDigits];
    const auto end = std::to_chars(digits, digits + sizeof digits, piece.number).ptr;
    id_.resize(id_prefix_);
    id_.append(digits, end);
  }
  id_number_ = piece.number;
  char* to = ids_.data() + ids_used_;
  std::memcpy(to, id_.data(), id_.size());
  ids_used_ += id_.size();
  return {to, id_.size()};
}

void TextFiles::add(const Piece& piece) {
  auto& slot = slots_[count_];
  auto& record = records_[count_++];
  slot.values[kPath].text = sdk::str(labels_.back());
  slot.values[kIndex].integer = static_cast<std::int64_t>(piece.number);
  record.id = sdk::str(next_id(piece));
  record.text = sdk::str(piece.bytes);
  record.raw = {nullptr, 0};
  record.flags = 0;
  if (source_.is_utf8() || sdk::is_utf8(piece.bytes)) [[likely]] return;
  sdk::to_utf8(piece.bytes, replaced_.emplace_back());
  record.text = sdk::str(replaced_.back());
  record.raw = sdk::bytes(piece.bytes);
  record.flags = OPH_RECORD_INVALID_UTF8;
}

std::span<const oph_record_t> TextFiles::next(std::uint64_t limit) {
  const auto most = static_cast<std::size_t>(std::min<std::uint64_t>(limit, kMostPerCall));
  if (records_.size() < most) add_slots(most);
  count_ = 0;
  ids_used_ = 0;
  replaced_.clear();
  if (!labels_.empty()) labels_.erase(labels_.begin(), labels_.end() - 1);

  Piece piece;
  while (count_ < most) {
    if (!source_.is_open() && !open_next()) break;
    // Ids of this call must not move. Where a long path does not fit beside them, the call ends here.
    const auto wanted = ids_used_ + id_prefix_ + kMostDigits;
    if (ids_.size() < wanted) {
      if (count_ != 0) break;
      ids_.resize(std::max(wanted, most * (id_prefix_ + kMostDigits)));
    }
    switch (splitter_.next(source_, piece)) {
      case RecordSplitter::Step::kPiece: add(piece); break;
      case RecordSplitter::Step::kEnd: source_.close(); break;
      case RecordSplitter::Step::kNeedsBytes:
        // What this call hands out must stay, so without room it ends here and the next one reads on.
        if (!source_.fill(count_ == 0)) return {records_.data(), count_};
        break;
    }
  }
  return {records_.data(), count_};
}

}  // namespace ophamin::files
