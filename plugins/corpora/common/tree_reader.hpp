// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <ophamin/sdk.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive_reader.hpp"
#include "byte_source.hpp"
#include "file_walk.hpp"
#include "glob.hpp"

namespace ophamin::files {

/// Which files of a tree, and what of them.
struct TreeParams {
  std::string root{};
  std::vector<std::string> include{};
  std::vector<std::string> exclude{};
  bool follow_symlinks = false;
  bool unpack = true;
  std::uint64_t max_unpacked_bytes = UnpackLimits{}.most_bytes;
  std::uint64_t max_unpack_ratio = UnpackLimits{}.most_ratio;
};

/// The parameters of a corpus whose Params derive from TreeParams.
template <class Params>
inline constexpr auto kTreeParameters = sdk::parameters(
    sdk::param<Params>("root", &Params::root).help("directory, or one file").path().required(),
    sdk::param<Params>("include", &Params::include)
        .help("patterns of relative paths to read; * stays within a folder, ** crosses folders")
        .min_items(1),
    sdk::param<Params>("exclude", &Params::exclude).help("patterns of relative paths to leave out"),
    sdk::param<Params>("follow_symlinks", &Params::follow_symlinks)
        .help("read through symbolic links; loops end"),
    sdk::param<Params>("unpack", &Params::unpack)
        .help("read what is in .gz, .bz2, .xz and .zst files, and in tar archives as if they were folders"),
    sdk::param<Params>("max_unpacked_bytes", &Params::max_unpacked_bytes)
        .help("a packed file that becomes larger is an error, bytes")
        .at_least(1),
    sdk::param<Params>("max_unpack_ratio", &Params::max_unpack_ratio)
        .help("so is one that becomes larger by this factor, once it has unpacked to 64 MiB")
        .at_least(1));

/// Opens the files of a tree, one after the other. Files come in byte order of their labels. A tar archive is
/// a folder of that name whose files come in the order of the archive; a compressed file is what is in it,
/// and patterns may name it with its ending or without. An archive that a pattern names itself gives all its
/// files; an archive in an archive is a file like any other. A root that is a file is that file, one that is
/// an archive is that folder. Memory does not grow with the tree.
class TreeReader {
 public:
  /// Throws OPH_UNAVAILABLE if there is no such root or no file, OPH_IO if a directory cannot be read.
  TreeReader(const TreeParams& params, const sdk::Host& host);

  TreeReader(const TreeReader&) = delete;
  TreeReader& operator=(const TreeReader&) = delete;

  /// Every file on disk that open_next() reads.
  void name_files(sdk::FileSink& sink);

  /// Opens the next file in `source`, whose last one has ended. False at the end. Throws OPH_IO, OPH_LIMIT;
  /// OPH_IO also if at the end the files were others than those that name_files() named.
  bool open_next(ByteSource& source);
  /// What is open: relative to the root, with `/`, the same on every machine. Until the next open_next().
  const std::string& label() const noexcept { return label_; }
  /// The same for messages: the file's path, and in an archive the member's.
  const std::string& place() const noexcept { return place_; }

 private:
  // The labels that were gone through, in a few bytes.
  struct Trail {
    std::uint64_t count = 0;
    std::uint64_t hash = 14695981039346656037u;  // FNV-1a
    void add(std::string_view label) noexcept;
    bool operator==(const Trail&) const = default;
  };
  FileWalk::Options walk_options() const;
  bool takes(std::string_view label) const;
  bool takes_member(std::string_view member) const;
  bool open_file(const std::string& path, ByteSource& source);
  bool open_member(ByteSource& source);
  std::unique_ptr<ByteStream> unpacked_if_packed(std::unique_ptr<ByteStream> stream, std::string_view name);
  Packing packing(std::string_view name) const noexcept {
    return unpack_ ? packing_of(name) : Packing::kNone;
  }

  sdk::Host host_;
  GlobList include_;
  GlobList exclude_;
  bool follow_;
  bool unpack_;
  UnpackLimits limits_;
  std::string root_;                  // canonical; a directory, unless the next is set
  std::string only_file_;             // the root's name if it is a file
  std::optional<FileWalk> walk_;      // of a directory
  std::optional<std::string> ahead_;  // the next file, found already
  std::unique_ptr<ArchiveReader> archive_;
  std::string archive_place_;
  std::string archive_label_;   // with a `/`; empty if the archive is the root
  bool whole_archive_ = false;  // a pattern names it
  std::string label_;
  std::string place_;
  Trail read_;
  std::optional<Trail> named_;
};

}  // namespace ophamin::files
