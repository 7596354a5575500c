// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <ophamin/sdk.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "byte_stream.hpp"
#include "gzip_stream.hpp"
#include "packed_name.hpp"

struct archive;
struct archive_entry;

namespace ophamin::files {

/// What a packed file may become before it counts as a bomb.
struct UnpackLimits {
  std::uint64_t most_bytes = std::uint64_t{64} << 30;
  std::uint64_t most_ratio = 200;  ///< of unpacked to packed bytes, once 64 MiB are unpacked
};

/// Reads what is packed in a stream, from its beginning to its end: compressed by gzip (through zlib), bzip2,
/// xz or zstd (through libarchive), and one file or a tar archive (through libarchive). Nothing is ever
/// written anywhere, so a member's path is only a name. Memory: one buffer, and what the decompressor needs
/// (xz at most 1 GiB, as the file's own dictionary asks).
class ArchiveReader {
 public:
  /// `name`, of the file, says how it is packed: kOneFile or kTree. `place` says in messages what is read.
  /// Reads nothing yet.
  ArchiveReader(std::unique_ptr<ByteStream> packed, std::string_view name, std::string place,
                const UnpackLimits& limits, const sdk::Host& host);
  ~ArchiveReader();
  ArchiveReader(const ArchiveReader&) = delete;
  ArchiveReader& operator=(const ArchiveReader&) = delete;

  /// Goes on to the next regular file; for kOneFile there is exactly one. Directories, links and devices are
  /// passed over. False at the end. Throws OPH_IO for an archive that is truncated or damaged, OPH_LIMIT for
  /// a bomb.
  bool next_member();
  /// Its path as it is stored, bytes. Empty for kOneFile.
  const std::string& member() const noexcept { return member_; }
  /// Its size as it is stored; 0 if it is not.
  std::uint64_t member_size() const noexcept { return member_size_; }
  /// Its next bytes, as ByteStream::read.
  std::size_t read(char* to, std::size_t size);

 private:
  struct Free {
    void operator()(::archive* reader) const noexcept;
  };
  void open();
  std::size_t give();
  void skip_rest();
  void finish();
  bool is_compressed() const noexcept;
  [[noreturn]] void fail();
  void check_limits();
  std::string where() const;

  std::unique_ptr<ByteStream> packed_;
  GzipStream* gzip_ = nullptr;  // packed_, if it is one
  std::string place_;
  Packing packing_;
  UnpackLimits limits_;
  sdk::Host host_;
  std::unique_ptr<::archive, Free> archive_;
  std::vector<char> buffer_;
  std::exception_ptr failure_;    // of packed_, thrown across libarchive
  std::uint64_t tail_zeros_ = 0;  // at the end of what libarchive was given
  bool gave_all_ = false;
  std::string member_;
  std::uint64_t member_size_ = 0;
  std::uint64_t member_read_ = 0;
  std::uint64_t delivered_ = 0;  // bytes of members, and of what follows the archive
  bool in_member_ = false;
  bool at_end_ = false;
};

/// The open member of a reader, which outlives it.
class MemberStream final : public ByteStream {
 public:
  explicit MemberStream(ArchiveReader& reader) noexcept : reader_(&reader) {}
  std::size_t read(char* to, std::size_t size) override { return reader_->read(to, size); }
  std::uint64_t announced() const noexcept override { return reader_->member_size(); }

 private:
  ArchiveReader* reader_;
};

/// One compressed file, unpacked.
class UnpackedStream final : public ByteStream {
 public:
  UnpackedStream(std::unique_ptr<ByteStream> packed, std::string_view name, std::string place,
                 const UnpackLimits& limits, const sdk::Host& host);
  std::size_t read(char* to, std::size_t size) override;

 private:
  ArchiveReader reader_;
  bool started_ = false;
};

}  // namespace ophamin::files
