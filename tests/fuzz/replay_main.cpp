// SPDX-License-Identifier: Apache-2.0
//
// Calls a fuzz target with files instead of bytes of a fuzzer's making: with its seeds, and with what once made it fail.
//
//   fuzz_json_parser FILE_OR_FOLDER...
#include <algorithm>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "fuzz.hpp"

namespace fs = std::filesystem;

int main(int count, char** arguments) {
  try {
    std::vector<fs::path> files;
    for (const std::string& argument : std::vector<std::string>(arguments + 1, arguments + count)) {
      if (!fs::is_directory(argument)) {
        files.emplace_back(argument);
        continue;
      }
      for (const fs::directory_entry& entry : fs::recursive_directory_iterator(argument))
        if (entry.is_regular_file()) files.push_back(entry.path());
    }
    if (files.empty()) {
      std::cerr << "usage: " << arguments[0] << " FILE_OR_FOLDER...; there is no file in what was given\n";
      return 2;
    }
    std::sort(files.begin(), files.end());
    for (const fs::path& file : files) {
      std::ifstream stream(file, std::ios::binary);
      const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
      if (!stream) throw fs::filesystem_error("cannot read", file, std::make_error_code(std::errc::io_error));
      std::cerr << file.filename().string() << '\n';  // the last one named is the one that ended the process
      LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    }
    std::cout << files.size() << " inputs\n";
    return 0;
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
