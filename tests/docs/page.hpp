// SPDX-License-Identifier: Apache-2.0
//
// A page of documentation as a reader types it: its fenced blocks, and what is not fenced but looks like a command.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace ophamin::test {

/// A fenced block.
struct Block {
  std::size_t line = 0;   ///< of its first line of text, 1-based
  std::string language;   ///< what stands behind the opening fence; may be empty
  std::vector<std::string> lines;
};

struct Page {
  std::filesystem::path file;
  std::vector<Block> blocks;
  std::vector<std::size_t> loose_commands;  ///< lines outside of blocks of language `sh` that begin like a command
};

/// True for a line that a reader would take for something to type.
bool looks_like_command(const std::string& line);

/// Throws std::runtime_error for a file that cannot be read and for a block without an end.
Page read_page(const std::filesystem::path& file);

}  // namespace ophamin::test
