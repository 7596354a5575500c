// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <ophamin/sdk.hpp>

#include "glob.hpp"

namespace ophamin::files {

/// Which files of a tree.
struct TreeParams {
  std::string root{};
  std::vector<std::string> include{};
  std::vector<std::string> exclude{};
  bool follow_symlinks = false;
};

struct File {
  std::string path;   ///< absolute
  std::string label;  ///< relative to the root, with `/`; the same on every machine
};

/// The regular files below the root that a pattern includes and none excludes, in byte order of their labels. A root that is a
/// file is that file. Each directory is entered once on a path, so loops of links end. Throws OPH_UNAVAILABLE if there is no
/// such root or no file, OPH_IO if a directory cannot be read or a name is no UTF-8.
std::vector<File> list_files(const TreeParams& params, const sdk::Host& host);

}  // namespace ophamin::files
