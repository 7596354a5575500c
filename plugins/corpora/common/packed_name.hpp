// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace ophamin::files {

/// How a file is packed, by the end of its name.
enum class Packing {
  kNone,
  kOneFile,  ///< .gz .bz2 .xz .zst: one compressed file
  kTree,     ///< .tar, .tar.gz .tar.bz2 .tar.xz .tar.zst, .tgz .tbz2 .tbz .txz .tzst: a tree of files
};

Packing packing_of(std::string_view name) noexcept;

/// True for what is compressed by gzip: .gz, .tgz.
bool is_gzip(std::string_view name) noexcept;

/// The name of what is in a kOneFile: `a.txt` for `a.txt.gz`.
std::string_view unpacked_name(std::string_view name) noexcept;

}  // namespace ophamin::files
