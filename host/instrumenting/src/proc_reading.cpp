// SPDX-License-Identifier: Apache-2.0
#include "proc_reading.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace ophamin::instrumenting {

namespace {

/// The next field of a line of fields; false at its end or if it is no natural number (a negative one counts as 0).
bool next_field(std::string_view& text, std::uint64_t& value) noexcept {
  const auto begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos) return false;
  const auto end = std::min(text.find(' ', begin), text.size());
  auto field = text.substr(begin, end - begin);
  text.remove_prefix(end);
  value = 0;
  if (field.starts_with('-')) return field.size() > 1;
  while (field.ends_with('\n')) field.remove_suffix(1);
  const auto parsed = std::from_chars(field.data(), field.data() + field.size(), value);
  return parsed.ec == std::errc{} && parsed.ptr == field.data() + field.size();
}

/// The number behind `key` at the beginning of a line.
std::optional<std::uint64_t> number_of(std::string_view text, std::string_view key) noexcept {
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!line.starts_with(key)) continue;
    line.remove_prefix(key.size());
    while (line.starts_with(' ') || line.starts_with('\t')) line.remove_prefix(1);
    std::uint64_t value = 0;
    if (std::from_chars(line.data(), line.data() + line.size(), value).ec != std::errc{}) return std::nullopt;
    return value;
  }
  return std::nullopt;
}

double tick_seconds() noexcept {
  static const double seconds = 1.0 / static_cast<double>(::sysconf(_SC_CLK_TCK));
  return seconds;
}

}  // namespace

std::optional<ProcessStat> parse_stat(std::string_view text) {
  // The name is in parentheses and may hold any byte: it ends at the last one.
  const auto name_end = text.rfind(')');
  if (name_end == std::string_view::npos || name_end + 3 >= text.size()) return std::nullopt;
  text.remove_prefix(name_end + 3);  // ") S", the state in a letter
  constexpr std::size_t kFields = 21;  // 4, the parent, to 24, the resident pages
  std::uint64_t fields[kFields];
  for (auto& field : fields) {
    if (!next_field(text, field)) return std::nullopt;
  }
  const auto at = [&](std::size_t number) { return fields[number - 4]; };
  const auto ticks = [&](std::size_t number) { return static_cast<double>(at(number)) * tick_seconds(); };
  ProcessStat stat;
  stat.parent = static_cast<pid_t>(at(4));
  stat.own.minor_faults = at(10);
  stat.waited.minor_faults = at(11);
  stat.own.major_faults = at(12);
  stat.waited.major_faults = at(13);
  stat.own.user_seconds = ticks(14);
  stat.own.system_seconds = ticks(15);
  stat.waited.user_seconds = ticks(16);
  stat.waited.system_seconds = ticks(17);
  stat.threads = at(20);
  stat.start_ticks = at(22);
  static const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  stat.rss_bytes = at(24) * page;
  return stat;
}

std::optional<Transfer> parse_io(std::string_view text) {
  const auto read = number_of(text, "rchar:"), written = number_of(text, "wchar:");
  const auto from_storage = number_of(text, "read_bytes:"), to_storage = number_of(text, "write_bytes:");
  if (!read || !written || !from_storage || !to_storage) return std::nullopt;
  return Transfer{.read_bytes = *read,
                  .written_bytes = *written,
                  .storage_read_bytes = *from_storage,
                  .storage_written_bytes = *to_storage};
}

std::optional<Switches> parse_switches(std::string_view text) {
  const auto voluntary = number_of(text, "voluntary_ctxt_switches:"), involuntary = number_of(text, "nonvoluntary_ctxt_switches:");
  if (!voluntary || !involuntary) return std::nullopt;
  return Switches{*voluntary, *involuntary};
}

void parse_pids(std::string_view text, std::vector<pid_t>& pids) {
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of(" \n"), text.size());
    pid_t pid = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + end, pid);
    if (parsed.ec == std::errc{} && parsed.ptr == text.data() + end && pid > 0) pids.push_back(pid);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

ProcFile::ProcFile(const char* path) noexcept : descriptor_(::open(path, O_RDONLY | O_CLOEXEC)) {}

ProcFile::~ProcFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

ProcFile::ProcFile(ProcFile&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

std::string_view ProcFile::read() noexcept {
  if (descriptor_ < 0) return {};
  ssize_t size = 0;
  do {
    size = ::pread(descriptor_, text_, sizeof text_, 0);
  } while (size < 0 && errno == EINTR);
  return size <= 0 ? std::string_view{} : std::string_view(text_, static_cast<std::size_t>(size));
}

}  // namespace ophamin::instrumenting
