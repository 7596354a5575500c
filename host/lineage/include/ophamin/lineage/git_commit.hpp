// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace ophamin::lineage {

/// The commit that is checked out in the repository around `path`, a folder or a file: 40 hexadecimal digits. Empty if
/// there is no such path or repository, if nothing is committed, or if git would not trust the repository's owner. Starts no
/// process, and runs nothing that the repository configures. Any thread.
std::string capture_git_commit(const std::filesystem::path& path);

}  // namespace ophamin::lineage
