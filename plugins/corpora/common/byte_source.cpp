// SPDX-License-Identifier: Apache-2.0
#include "byte_source.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include <ophamin/sdk.hpp>

namespace ophamin::files {
namespace {

// Stays in the second-level cache: what the kernel copies is still there when it is searched.
constexpr std::size_t kChunk = std::size_t{256} << 10;
constexpr std::size_t kSmallestRead = std::size_t{32} << 10;

}  // namespace

ByteSource::ByteSource(std::size_t most, bool checks_utf8)
    : most_(most), checks_utf8_(checks_utf8), buffer_(new_buffer(kChunk)), capacity_(kChunk) {}

std::unique_ptr<char[]> ByteSource::new_buffer(std::size_t capacity) {
  auto buffer = std::make_unique_for_overwrite<char[]>(capacity + kPadding);
  std::memset(buffer.get() + capacity, 0, kPadding);
  return buffer;
}

void ByteSource::open(std::unique_ptr<ByteStream> stream, std::string place) {
  stream_ = std::move(stream);
  place_ = std::move(place);
  left_ = static_cast<std::size_t>(stream_->announced());
  at_end_ = false;
  is_utf8_ = checks_utf8_;
  begin_ = checked_ = end_;  // what was handed out of the last stream stays
}

void ByteSource::close() noexcept {
  stream_.reset();
  at_end_ = true;
}

void ByteSource::make_room() {
  const auto unread = end_ - begin_;
  if (unread > most_) {
    throw sdk::Failure(OPH_LIMIT, place_ + ": a record is longer than max_record_bytes, " + std::to_string(most_) +
                                      "; raise the limit, or choose a smaller unit");
  }
  if (capacity_ - unread < kSmallestRead) {
    // The announced size, where it is one record, so that it is copied once and not at every doubling.
    const auto expected = std::min(unread + left_, most_);
    const auto larger = std::max({capacity_ * 2, expected + kSmallestRead});
    auto buffer = new_buffer(larger);
    std::memcpy(buffer.get(), buffer_.get() + begin_, unread);
    buffer_ = std::move(buffer);
    capacity_ = larger;
  } else {
    std::memmove(buffer_.get(), buffer_.get() + begin_, unread);
  }
  checked_ -= std::min(checked_, begin_);
  begin_ = 0;
  end_ = unread;
}

// A whole chunk at once: checking each record for itself would start anew for each.
void ByteSource::check_utf8() {
  checked_ = std::max(checked_, begin_);
  const std::string_view fresh(buffer_.get() + checked_, end_ - checked_);
  const auto held_back = at_end_ ? 0 : sdk::unfinished(fresh);
  const bool fine = sdk::is_utf8(fresh.substr(0, fresh.size() - held_back));
  // Once something is wrong, the records that are unread now are checked one by one; what comes after them starts clean.
  is_utf8_ = fine && (is_utf8_ || checked_ == begin_);
  checked_ = end_ - held_back;
}

bool ByteSource::fill(bool may_move) {
  if (may_move) {
    make_room();
  } else if (capacity_ - end_ < kSmallestRead) {
    return false;
  }
  const auto count = stream_->read(buffer_.get() + end_, capacity_ - end_);
  at_end_ = count == 0;
  end_ += count;
  if (checks_utf8_) check_utf8();
  left_ -= std::min(left_, count);
  return true;
}

}  // namespace ophamin::files
