// SPDX-License-Identifier: Apache-2.0
#include "process_tree.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <ctime>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

#include "proc_reading.hpp"

namespace ophamin::instrumenting {

namespace {

class Descriptor {
 public:
  explicit Descriptor(int descriptor) noexcept : descriptor_(descriptor) {}
  ~Descriptor() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const noexcept { return descriptor_; }
  int release() noexcept { return std::exchange(descriptor_, -1); }

 private:
  int descriptor_;
};

/// All of a file beneath `folder`; false if it cannot be read.
bool read_whole(int folder, const char* name, std::string& text) {
  text.clear();
  const Descriptor file(::openat(folder, name, O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return false;
  char piece[4096];
  for (;;) {
    const auto size = ::read(file.get(), piece, sizeof piece);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return false;
    if (size == 0) return true;
    text.append(piece, static_cast<std::size_t>(size));
  }
}

/// Calls `take` with each entry of a folder whose name is a number.
template <typename Take>
void each_number(int descriptor, Take take) {
  DIR* const listing = descriptor < 0 ? nullptr : ::fdopendir(descriptor);
  if (listing == nullptr) {
    if (descriptor >= 0) ::close(descriptor);
    return;
  }
  const std::unique_ptr<DIR, int (*)(DIR*)> owner(listing, ::closedir);
  while (const dirent* entry = ::readdir(listing)) {
    const std::string_view name = entry->d_name;
    pid_t number = 0;
    const auto parsed = std::from_chars(name.data(), name.data() + name.size(), number);
    if (parsed.ec == std::errc{} && parsed.ptr == name.data() + name.size()) take(number);
  }
}

int open_process(pid_t pid) { return ::open(fmt::format("/proc/{}", pid).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); }

/// The sum of user and system time to the nanosecond, where /proc has ticks.
void refine_cpu(pid_t pid, Usage& own) noexcept {
  clockid_t clock{};
  timespec time{};
  if (::clock_getcpuclockid(pid, &clock) != 0 || ::clock_gettime(clock, &time) != 0) return;
  const double precise = static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
  const double ticks = own.cpu_seconds();
  const double user = ticks > 0.0 ? own.user_seconds / ticks : 1.0;
  own.user_seconds = precise * user;
  own.system_seconds = precise - own.user_seconds;
}

}  // namespace

ProcessTree::ProcessTree() {
  const auto path = fmt::format("/proc/self/task/{}/children", ::syscall(SYS_gettid));
  lists_children_ = ::access(path.c_str(), R_OK) == 0;
}

bool ProcessTree::may_have_children() noexcept {
  siginfo_t ignored{};
  return ::waitid(P_ALL, 0, &ignored, WEXITED | WNOHANG | WNOWAIT | __WALL) == 0 || errno != ECHILD;
}

Descendants ProcessTree::look(Detail detail) {
  Descendants sum;
  if (!may_have_children()) return sum;
  std::vector<pid_t> found;
  if (lists_children_) {
    // Breadth first; a process that is adopted while this goes on may be met twice.
    find_children(::getpid(), found);
    for (std::size_t i = 0; i < found.size(); ++i) find_children(found[i], found);
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
  } else {
    find_by_parents(found);
  }
  for (const pid_t pid : found) add(pid, detail, sum);
  return sum;
}

void ProcessTree::find_children(pid_t pid, std::vector<pid_t>& found) {
  const Descriptor process(open_process(pid));
  if (process.get() < 0) return;
  each_number(::openat(process.get(), "task", O_RDONLY | O_DIRECTORY | O_CLOEXEC), [&](pid_t thread) {
    if (read_whole(process.get(), fmt::format("task/{}/children", thread).c_str(), text_)) parse_pids(text_, found);
  });
}

void ProcessTree::find_by_parents(std::vector<pid_t>& found) {
  std::vector<std::pair<pid_t, pid_t>> parents;  // parent, process
  each_number(::open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC), [&](pid_t pid) {
    const Descriptor process(open_process(pid));
    if (process.get() < 0 || !read_whole(process.get(), "stat", text_)) return;
    if (const auto stat = parse_stat(text_)) parents.emplace_back(stat->parent, pid);
  });
  std::sort(parents.begin(), parents.end());
  const auto take = [&](pid_t parent) {
    auto child = std::lower_bound(parents.begin(), parents.end(), std::pair<pid_t, pid_t>{parent, 0});
    for (; child != parents.end() && child->first == parent; ++child) {
      if (std::find(found.begin(), found.end(), child->second) == found.end()) found.push_back(child->second);
    }
  };
  take(::getpid());
  for (std::size_t i = 0; i < found.size(); ++i) take(found[i]);
}

void ProcessTree::add(pid_t pid, Detail detail, Descendants& sum) {
  // The folder stays that of this process: once it is gone, nothing can be read from it any more, whoever gets its number.
  const Descriptor process(open_process(pid));
  if (process.get() < 0 || !read_whole(process.get(), "stat", text_)) return;
  auto stat = parse_stat(text_);
  if (!stat) return;
  ++sum.processes;
  sum.threads += stat->threads;
  sum.rss_bytes += stat->rss_bytes;
  if (detail == Detail::kMemory) return;
  refine_cpu(pid, stat->own);
  sum.usage += stat->own;
  sum.usage += stat->waited;
  bool complete = read_whole(process.get(), "io", text_);
  if (const auto transfer = complete ? parse_io(text_) : std::nullopt) {
    sum.transfer += *transfer;
  } else {
    complete = false;
  }
  each_number(::openat(process.get(), "task", O_RDONLY | O_DIRECTORY | O_CLOEXEC), [&](pid_t thread) {
    if (!read_whole(process.get(), fmt::format("task/{}/status", thread).c_str(), text_)) return;
    const auto switches = parse_switches(text_);
    if (!switches) return;
    sum.usage.voluntary_switches += switches->voluntary;
    sum.usage.involuntary_switches += switches->involuntary;
  });
  if (!complete) ++sum.unreadable;
}

}  // namespace ophamin::instrumenting
