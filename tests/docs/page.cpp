// SPDX-License-Identifier: Apache-2.0
#include "page.hpp"

#include <array>
#include <fstream>
#include <stdexcept>
#include <string_view>

namespace ophamin::test {

bool looks_like_command(const std::string& line) {
  static constexpr std::array<std::string_view, 5> kPrograms{"./bootstrap.sh ", "ophamin-host ", "cmake ", "ctest ", "build/"};
  const std::size_t begin = line.find_first_not_of(" \t$");
  if (begin == std::string::npos) return false;
  const auto text = std::string_view(line).substr(begin);
  for (const auto program : kPrograms) {
    if (text.starts_with(program)) return true;
  }
  return false;
}

Page read_page(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw std::runtime_error("cannot read " + file.string());
  Page page{.file = file, .blocks = {}, .loose_commands = {}};
  std::string line;
  std::string fence;  // of the block that is open
  for (std::size_t number = 1; std::getline(stream, line); ++number) {
    if (fence.empty() && line.starts_with("```")) {
      const std::size_t ticks = line.find_first_not_of('`');
      fence = line.substr(0, ticks);
      page.blocks.push_back({number + 1, ticks == std::string::npos ? "" : line.substr(ticks), {}});
    } else if (!fence.empty() && line == fence) {
      fence.clear();
    } else if (!fence.empty()) {
      page.blocks.back().lines.push_back(line);
      if (page.blocks.back().language != "sh" && looks_like_command(line)) page.loose_commands.push_back(number);
    } else if (line.starts_with("    ") && looks_like_command(line)) {
      page.loose_commands.push_back(number);
    }
  }
  if (!fence.empty()) throw std::runtime_error(file.string() + ": a block has no end");
  return page;
}

}  // namespace ophamin::test
