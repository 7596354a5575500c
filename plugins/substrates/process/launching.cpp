// SPDX-License-Identifier: Apache-2.0
#include "launching.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include <ophamin/failure.hpp>

extern char** environ;

namespace ophamin::process {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kKeyVariable = "OPHAMIN_SIGN_KEY_FILE";
constexpr std::string_view kUsualPath = "/usr/local/bin:/usr/bin:/bin";

/// Why a file cannot be run; empty if it can.
std::string fault_of(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return std::strerror(errno);
  if (S_ISDIR(status.st_mode)) return "it is a folder";
  if (::access(path.c_str(), X_OK) != 0) return "it is not executable";
  return {};
}

}  // namespace

std::vector<std::string> merged_environment(const std::map<std::string, std::string>& over) {
  for (const auto& [name, value] : over) {
    const bool usable = !name.empty() && name.find_first_of(std::string_view("=\0", 2)) == std::string::npos && value.find('\0') == std::string::npos;
    if (!usable) {
      throw sdk::invalid_argument("environment: expected names without `=` and texts without a zero byte, found `" + name + "`");
    }
  }
  std::vector<std::string> result;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const std::string name(text.substr(0, text.find('=')));
    if (name != kKeyVariable && !over.contains(name)) result.emplace_back(text);
  }
  for (const auto& [name, value] : over) result.push_back(name + "=" + value);
  return result;
}

std::string_view variable(const std::vector<std::string>& environment, std::string_view name, std::string_view fallback) {
  for (const std::string_view entry : environment) {
    if (entry.size() > name.size() && entry[name.size()] == '=' && entry.starts_with(name)) return entry.substr(name.size() + 1);
  }
  return fallback;
}

std::string find_program(std::string_view name, const std::string& folder, const std::vector<std::string>& environment) {
  if (name.find('/') != std::string_view::npos) {
    const std::string path = (fs::path(folder) / fs::path(name)).lexically_normal().string();
    if (const auto fault = fault_of(path); !fault.empty()) {
      throw sdk::unavailable("expected a program that can be run, found `" + path + "`: " + fault);
    }
    return path;
  }
  const std::string_view places = variable(environment, "PATH", kUsualPath);
  std::string almost;
  for (std::size_t at = 0; at <= places.size();) {
    const auto end = std::min(places.find(':', at), places.size());
    const auto place = places.substr(at, end - at);
    at = end + 1;
    if (name.empty()) break;
    // An empty place is the current folder: that of the program.
    const std::string path = (fs::path(folder) / fs::path(place) / fs::path(name)).string();
    const auto fault = fault_of(path);
    if (fault.empty()) return path;
    if (almost.empty() && fs::exists(fs::symlink_status(path))) almost = "; `" + path + "`: " + fault;
  }
  throw sdk::unavailable("expected a program `" + std::string(name) + "` in PATH (" + std::string(places) + "), found none" + almost +
                         "; install it, or give its path");
}

Launch make_launch(std::vector<std::string> command, const std::string& folder, const std::map<std::string, std::string>& over) {
  for (const auto& word : command) {
    if (word.find('\0') != std::string::npos) throw sdk::invalid_argument("command: expected words without a zero byte");
  }
  std::error_code fault;
  if (!fs::is_directory(folder, fault)) {
    throw sdk::unavailable("expected the folder that the program runs in, found `" + folder + "`: " +
                           (fault ? fault.message() : "no folder"));
  }
  Launch launch;
  launch.environment = merged_environment(over);
  launch.folder = folder;
  if (command.empty()) throw sdk::invalid_argument("command: expected a program and its arguments, found an empty list");
  command.front() = find_program(command.front(), folder, launch.environment);
  launch.command = std::move(command);
  return launch;
}

}  // namespace ophamin::process
