// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <common/file_walk.hpp>
#include <ophamin/sdk.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "sources.hpp"

namespace ophamin::cyber {

/// A file of a source.
struct SourceFile {
  std::string path;          ///< absolute
  std::string label;         ///< below the data root, with `/`
  std::string attack_class;  ///< first folder below the source in lower case, or the source's name
};

/// The files of one source in order of their paths, compared part by part.
class SourceFiles {
 public:
  /// `root`: the data root, absolute. The source's folder has to be there.
  SourceFiles(const std::string& root, const Source& source, const sdk::Host& host);

  /// Nothing at the end. Throws OPH_IO.
  std::optional<SourceFile> next();

 private:
  const Source* source_;
  std::string root_;
  files::FileWalk walk_;
};

/// True if the source's folder is there and not empty.
bool is_included(const std::string& root, const Source& source);

/// `git:COMMIT` if the source's folder or one of the seven above it is a git repository with a commit; else
/// empty.
std::string git_identifier(const std::string& root, const Source& source);

}  // namespace ophamin::cyber
