// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <string>

namespace ophamin::registry {

/// SHA-256 of a file's bytes in lower-case hex, streamed in 64 KiB pieces. Throws std::system_error if it cannot be read.
std::string file_sha256(const std::filesystem::path& file);

}  // namespace ophamin::registry
