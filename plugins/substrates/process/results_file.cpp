// SPDX-License-Identifier: Apache-2.0
#include "results_file.hpp"

#include <fcntl.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <vector>

#include <ophamin/failure.hpp>

namespace ophamin::process {
namespace {

constexpr std::size_t kPiece = std::size_t{64} << 10;

std::string folder_for(const std::string& given) {
  if (!given.empty()) return given;
  const char* temporary = std::getenv("TMPDIR");
  return temporary != nullptr && *temporary != '\0' ? temporary : "/tmp";
}

sdk::Failure refused(const std::string& path, const char* what) {
  return sdk::io_failure("the file of finished cycles `" + path + "` cannot be " + what + ": " + std::strerror(errno));
}

template <class T>
void append_digits(std::string& out, T value) {
  char digits[40];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

}  // namespace

ResultsFile::ResultsFile(const std::string& folder, std::uint64_t first_cycle) : kept_(!folder.empty()) {
  std::string name = folder_for(folder) + (kept_ ? "/cycles-" : "/ophamin-cycles-");
  append_digits(name, first_cycle);
  constexpr std::string_view kEnd = ".jsonl";
  name += "-XXXXXX";
  name += kEnd;
  file_ = Descriptor(::mkostemps(name.data(), static_cast<int>(kEnd.size()), O_CLOEXEC | O_APPEND));
  if (!file_.is_open()) throw refused(name, "created");
  path_ = std::move(name);
  watch_ = Descriptor(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
  if (watch_.is_open() && ::inotify_add_watch(watch_.get(), path_.c_str(), IN_MODIFY) < 0) watch_.close();
}

ResultsFile::~ResultsFile() {
  if (!kept_) ::unlink(path_.c_str());
}

void ResultsFile::write(std::string_view line) {
  while (!line.empty()) {
    const auto written = ::write(file_.get(), line.data(), line.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw refused(path_, "written");
    line.remove_prefix(static_cast<std::size_t>(written));
  }
}

void ResultsFile::add(std::uint64_t index, JsonTree::Value raw, std::optional<double> seconds, std::string_view halt_mode) {
  line_ = "{\"cycle_index\":";
  append_digits(line_, index);
  line_ += ",\"ok\":true,\"cycle_seconds\":";
  if (seconds) {
    append_digits(line_, *seconds);
  } else {
    line_ += "null";
  }
  line_ += ",\"success\":true,\"halt_mode\":";
  if (halt_mode.empty()) {
    line_ += "null";
  } else {
    append_json_string(line_, halt_mode);
  }
  line_ += ",\"raw\":";
  raw.append_to(line_);
  line_ += "}\n";
  write(line_);
}

void ResultsFile::add_fault(std::uint64_t index, const CycleFault& fault) {
  line_ = "{\"cycle_index\":";
  append_digits(line_, index);
  line_ += ",\"ok\":false,\"stage\":";
  append_json_string(line_, fault.stage);
  line_ += ",\"error\":";
  append_json_string(line_, fault.error);
  line_ += "}\n";
  write(line_);
}

std::size_t ResultsFile::new_lines() {
  char piece[kPiece];
  if (watch_.is_open()) {
    while (::read(watch_.get(), piece, sizeof piece) > 0) {
    }
  }
  std::size_t lines = 0;
  for (;;) {
    const auto got = ::pread(file_.get(), piece, sizeof piece, static_cast<off_t>(looked_at_));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return lines;
    lines += static_cast<std::size_t>(std::count(piece, piece + got, '\n'));
    looked_at_ += static_cast<std::uint64_t>(got);
  }
}

void ResultsFile::each_line(std::size_t limit, const std::function<void(std::string_view)>& visit) {
  std::vector<char> piece(kPiece);
  std::string line;
  bool skipping = false;
  for (std::uint64_t at = 0;;) {
    const auto got = ::pread(file_.get(), piece.data(), piece.size(), static_cast<off_t>(at));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw refused(path_, "read");
    if (got == 0) return;
    at += static_cast<std::uint64_t>(got);
    std::string_view rest(piece.data(), static_cast<std::size_t>(got));
    while (!rest.empty()) {
      const auto newline = rest.find('\n');
      if (!skipping) line += rest.substr(0, newline);
      if (line.size() > limit) {
        skipping = true;
        line.clear();
      }
      if (newline == std::string_view::npos) break;
      if (!skipping) visit(line);
      skipping = false;
      line.clear();
      rest.remove_prefix(newline + 1);
    }
  }
}

}  // namespace ophamin::process
