// SPDX-License-Identifier: Apache-2.0
//
// Packed data for tests, made in memory by libarchive.
#pragma once

#include <archive.h>
#include <archive_entry.h>

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace ophamin::test {

/// One entry of a tar archive.
struct Member {
  std::string path;
  std::string content{};
  unsigned type = AE_IFREG;
  std::string link{};  ///< target of a hard link, or of a symbolic one
};

namespace detail {

class Packer {
 public:
  /// `filter`: ARCHIVE_FILTER_*. `format`: ARCHIVE_FORMAT_*.
  Packer(int filter, int format, std::size_t room) : out_(room, '\0'), archive_(::archive_write_new()) {
    check(::archive_write_add_filter(archive_, filter));
    check(::archive_write_set_format(archive_, format));
    if (format == ARCHIVE_FORMAT_RAW) check(::archive_write_set_bytes_in_last_block(archive_, 1));
    check(::archive_write_open_memory(archive_, out_.data(), out_.size(), &used_));
  }
  ~Packer() { ::archive_write_free(archive_); }
  Packer(const Packer&) = delete;
  Packer& operator=(const Packer&) = delete;

  void add(const Member& member) {
    auto* entry = ::archive_entry_new();
    ::archive_entry_set_pathname(entry, member.path.c_str());
    ::archive_entry_set_filetype(entry, member.type);
    ::archive_entry_set_perm(entry, 0644);
    ::archive_entry_set_size(entry, static_cast<la_int64_t>(member.content.size()));
    if (!member.link.empty() && member.type == AE_IFREG)
      ::archive_entry_set_hardlink(entry, member.link.c_str());
    if (!member.link.empty() && member.type == AE_IFLNK)
      ::archive_entry_set_symlink(entry, member.link.c_str());
    const int result = ::archive_write_header(archive_, entry);
    ::archive_entry_free(entry);
    check(result);
    if (!member.content.empty())
      check(static_cast<int>(::archive_write_data(archive_, member.content.data(), member.content.size())));
  }
  std::string finish() {
    check(::archive_write_close(archive_));
    out_.resize(used_);
    return std::move(out_);
  }

 private:
  void check(int result) const {
    if (result < ARCHIVE_WARN) throw std::runtime_error(::archive_error_string(archive_));
  }
  std::string out_;
  std::size_t used_ = 0;
  ::archive* archive_;
};

}  // namespace detail

/// A tar archive, compressed by `filter`.
inline std::string tar(const std::vector<Member>& members, int filter = ARCHIVE_FILTER_NONE,
                       int format = ARCHIVE_FORMAT_TAR_PAX_RESTRICTED) {
  std::size_t room = std::size_t{1} << 20;
  for (const auto& member : members) room += member.content.size() + 4096;
  detail::Packer packer(filter, format, room);
  for (const auto& member : members) packer.add(member);
  return packer.finish();
}

/// Bytes compressed by `filter`.
inline std::string compressed(std::string_view bytes, int filter) {
  detail::Packer packer(filter, ARCHIVE_FORMAT_RAW, bytes.size() + (std::size_t{1} << 20));
  packer.add({"data", std::string(bytes)});
  return packer.finish();
}

}  // namespace ophamin::test
