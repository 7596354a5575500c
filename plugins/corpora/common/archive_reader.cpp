// SPDX-License-Identifier: Apache-2.0
#include "archive_reader.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <string_view>
#include <utility>

namespace ophamin::files {
namespace {

constexpr std::size_t kChunk = std::size_t{128} << 10;
constexpr std::size_t kScratch = std::size_t{16} << 10;
constexpr std::uint64_t kRatioFrom = std::uint64_t{64}
                                     << 20;  // small files of blanks compress by more, and harm nobody
constexpr std::uint64_t kTarBlock = 512;

std::uint64_t natural(std::int64_t value) noexcept {
  return value < 0 ? 0 : static_cast<std::uint64_t>(value);
}

// libarchive answers in UTF-8 where the archive says what its names are, whatever the locale; else the bytes
// are as stored.
std::string_view path_of(::archive_entry* entry) {
  const char* path = ::archive_entry_pathname_utf8(entry);
  if (path == nullptr) path = ::archive_entry_pathname(entry);
  return path == nullptr ? std::string_view{} : path;
}

}  // namespace

void ArchiveReader::Free::operator()(::archive* reader) const noexcept {
  ::archive_read_free(reader);
}

ArchiveReader::ArchiveReader(std::unique_ptr<ByteStream> packed, std::string_view name, std::string place,
                             const UnpackLimits& limits, const sdk::Host& host)
    : packed_(std::move(packed)),
      place_(std::move(place)),
      packing_(packing_of(name)),
      limits_(limits),
      host_(host) {
  if (!is_gzip(name)) return;
  auto unzipped = std::make_unique<GzipStream>(std::move(packed_), place_);
  gzip_ = unzipped.get();
  packed_ = std::move(unzipped);
}

ArchiveReader::~ArchiveReader() = default;

std::string ArchiveReader::where() const {
  return member_.empty() ? place_ : place_ + ": " + member_;
}

void ArchiveReader::open() {
  archive_.reset(::archive_read_new());
  if (archive_ == nullptr) throw std::bad_alloc();
  auto* reader = archive_.get();
  ::archive_read_support_filter_bzip2(reader);
  ::archive_read_support_filter_xz(reader);
  ::archive_read_support_filter_zstd(reader);
  if (packing_ == Packing::kTree) {
    ::archive_read_support_format_tar(reader);
  } else {
    ::archive_read_support_format_raw(reader);
  }
  ::archive_read_support_format_empty(reader);
  buffer_.resize(kChunk);
  const auto callback = [](::archive*, void* context, const void** bytes) -> la_ssize_t {
    auto& self = *static_cast<ArchiveReader*>(context);
    try {
      *bytes = self.buffer_.data();
      return static_cast<la_ssize_t>(self.give());
    } catch (...) {
      self.failure_ = std::current_exception();
      return ARCHIVE_FATAL;
    }
  };
  if (::archive_read_open(reader, this, nullptr, callback, nullptr) < ARCHIVE_WARN) fail();
}

// The next bytes for libarchive, in buffer_.
std::size_t ArchiveReader::give() {
  const auto got = packed_->read(buffer_.data(), buffer_.size());
  const std::string_view bytes(buffer_.data(), got);
  const auto last = bytes.find_last_not_of('\0');
  tail_zeros_ = last == std::string_view::npos ? tail_zeros_ + got : got - last - 1;
  gave_all_ = got == 0;
  return got;
}

bool ArchiveReader::is_compressed() const noexcept {
  return gzip_ != nullptr || ::archive_filter_code(archive_.get(), 0) != ARCHIVE_FILTER_NONE;
}

void ArchiveReader::fail() {
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
  const char* words = ::archive_error_string(archive_.get());
  throw sdk::io_failure(where() + ": the archive is damaged or cut off: " +
                        (words == nullptr ? "no reason given" : words) + "; get it anew, or exclude it");
}

void ArchiveReader::check_limits() {
  const auto unpacked = std::max(delivered_, natural(::archive_filter_bytes(archive_.get(), 0)));
  const auto read =
      gzip_ != nullptr ? gzip_->packed_bytes() : natural(::archive_filter_bytes(archive_.get(), -1));
  const auto packed = std::max<std::uint64_t>(1, read);
  if (unpacked > limits_.most_bytes) {
    throw sdk::Failure(OPH_LIMIT, where() + ": unpacks to more than max_unpacked_bytes, " +
                                      std::to_string(limits_.most_bytes) +
                                      "; raise the limit if that is what it holds");
  }
  if (unpacked > kRatioFrom && unpacked / packed > limits_.most_ratio) {
    throw sdk::Failure(OPH_LIMIT, where() + ": " + std::to_string(packed) + " bytes unpack to " +
                                      std::to_string(unpacked) + ", more than max_unpack_ratio, " +
                                      std::to_string(limits_.most_ratio) +
                                      ", times as many; raise the limit if that is what it holds");
  }
}

// Not by archive_read_data_skip: it would run through a bomb without asking anybody.
void ArchiveReader::skip_rest() {
  if (!in_member_) return;
  char scratch[kScratch];
  while (read(scratch, sizeof scratch) != 0) continue;
}

// libarchive takes a tar that just stops between two members for whole, where two blocks of zeros should end
// it; and it leaves the end of a gzip stream unread, where the checksum is.
void ArchiveReader::finish() {
  const bool is_plain = ::archive_filter_code(archive_.get(), 0) == ARCHIVE_FILTER_NONE;
  if (packing_ == Packing::kTree && is_plain && gave_all_ && tail_zeros_ < kTarBlock) {
    throw sdk::io_failure(where() +
                          ": the archive is cut off: it has no end mark; get it anew, or exclude it");
  }
  while (gzip_ != nullptr && !gave_all_) {
    delivered_ += give();
    check_limits();
    host_.check_cancelled();
  }
}

bool ArchiveReader::next_member() {
  if (at_end_) return false;
  if (archive_ == nullptr) open();
  skip_rest();
  member_.clear();
  for (;;) {
    host_.check_cancelled();
    ::archive_entry* entry = nullptr;
    int result = ARCHIVE_RETRY;
    while (result == ARCHIVE_RETRY) result = ::archive_read_next_header(archive_.get(), &entry);
    // What libarchive calls a warning (a name in an unknown charset, say) is none of ours: the bytes are
    // there.
    if (result < ARCHIVE_WARN) fail();
    check_limits();
    if (packing_ == Packing::kOneFile && !is_compressed()) {
      throw sdk::io_failure(
          where() + ": is named as a compressed file, but is none; rename it, or set unpack to false");
    }
    if (result == ARCHIVE_EOF) {
      at_end_ = true;
      finish();
      return false;
    }
    in_member_ = true;
    member_size_ = member_read_ = 0;
    if (packing_ == Packing::kTree) {
      member_ = path_of(entry);
      if (::archive_entry_filetype(entry) != AE_IFREG || ::archive_entry_hardlink(entry) != nullptr) {
        skip_rest();
        continue;
      }
    }
    if (::archive_entry_size_is_set(entry) != 0) member_size_ = natural(::archive_entry_size(entry));
    return true;
  }
}

std::size_t ArchiveReader::read(char* to, std::size_t size) {
  if (!in_member_) return 0;
  la_ssize_t result = ARCHIVE_RETRY;
  while (result == ARCHIVE_RETRY) result = ::archive_read_data(archive_.get(), to, size);
  if (result < 0) fail();
  auto got = static_cast<std::size_t>(result);
  if (got == 0 && member_read_ < member_size_) {
    // A sparse file that ends with a hole, which libarchive leaves to its caller.
    got = static_cast<std::size_t>(std::min<std::uint64_t>(size, member_size_ - member_read_));
    std::memset(to, 0, got);
  }
  if (got == 0) {
    in_member_ = false;
    return 0;
  }
  member_read_ += got;
  delivered_ += got;
  check_limits();
  host_.check_cancelled();
  return got;
}

UnpackedStream::UnpackedStream(std::unique_ptr<ByteStream> packed, std::string_view name, std::string place,
                               const UnpackLimits& limits, const sdk::Host& host)
    : reader_(std::move(packed), name, std::move(place), limits, host) {}

std::size_t UnpackedStream::read(char* to, std::size_t size) {
  if (!std::exchange(started_, true) && !reader_.next_member()) return 0;
  return reader_.read(to, size);
}

}  // namespace ophamin::files
