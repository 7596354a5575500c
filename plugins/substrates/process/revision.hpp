// SPDX-License-Identifier: Apache-2.0
//
// Which version of a program is under test.
#pragma once

#include <string>
#include <vector>

#include <ophamin/host.hpp>

#include "child.hpp"

namespace ophamin::process {

/// "sha256:" and the digest of the program and of every argument that names a file: of one file its digest; of several, of
/// the lines that `sha256sum` prints for them, with the words as they stand in the command. `words` is the command as written, `launch`
/// the same as it is started. Throws OPH_IO.
std::string program_revision(const std::vector<std::string>& words, const Launch& launch);

/// The commit that is checked out in a folder, with "-dirty" behind it where a tracked file differs from it. Runs `git`. Throws
/// OPH_UNAVAILABLE if the folder is in no repository, or without a commit.
std::string git_revision(const sdk::Host& host, const Launch& around, const std::string& folder);

/// The last line that a command prints. Throws OPH_UNAVAILABLE if it fails, says nothing, or takes more than a minute.
std::string command_revision(const sdk::Host& host, const Launch& launch);

}  // namespace ophamin::process
