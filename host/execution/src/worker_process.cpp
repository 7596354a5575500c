// SPDX-License-Identifier: Apache-2.0
#include "worker_process.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <ophamin/diagnostics/diagnostic.hpp>

extern char** environ;

namespace ophamin::execution {

namespace {

constexpr std::size_t kTail = 4096;
constexpr int kChildChannel = 3;

[[noreturn]] void refuse(std::string_view what) {
  throw diagnostics::Error({.code = diagnostics::ErrorCode::kSystemCallFailed,
                            .message = fmt::format("a worker cannot be started: {}: {}", what, std::strerror(errno)),
                            .mend = "lower --jobs, or raise the limits on processes and open files"});
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (auto& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

std::vector<std::string> visible_environment(const std::vector<std::string>& hidden) {
  std::vector<std::string> result;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const auto name = text.substr(0, text.find('='));
    if (std::find(hidden.begin(), hidden.end(), name) == hidden.end()) result.emplace_back(text);
  }
  return result;
}

/// Between fork and exec: async-signal-safe calls only.
[[noreturn]] void become_worker(char* const* arguments, char* const* environment, int channel, int output,
                                std::uint64_t memory_limit, pid_t parent) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);  // A guest's orphans are its worker's, as long as there is one.
  if (::getppid() != parent) ::_exit(126);  // The host died before the line above.
  const int nothing = ::open("/dev/null", O_RDONLY);
  ::dup2(nothing, 0);
  ::dup2(output, 1);
  ::dup2(output, 2);
  ::dup2(channel, kChildChannel);  // dup2 clears close-on-exec; equal numbers cannot happen, see the constructor
  ::syscall(SYS_close_range, kChildChannel + 1, ~0u, 0);
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
#ifndef OPHAMIN_SANITIZED
  if (memory_limit != 0) {
    const rlimit data{memory_limit, memory_limit};
    ::setrlimit(RLIMIT_DATA, &data);
  }
#else
  (void)memory_limit;  // A sanitizer's shadow memory counts as data; the host still watches resident memory.
#endif
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  for (const int number : {SIGINT, SIGTERM, SIGPIPE}) ::signal(number, SIG_DFL);
  ::execve(arguments[0], arguments, environment);
  static constexpr char kMessage[] = "the worker's program cannot be executed\n";
  (void)!::write(2, kMessage, sizeof kMessage - 1);
  ::_exit(127);
}

}  // namespace

WorkerProcess::WorkerProcess(const ProcessOptions& options, const WorkItem& item) : index_(item.index) {
  auto arguments = options.command;
  arguments.push_back(fmt::format("{}", kChildChannel));
  auto environment = visible_environment(options.hidden_variables);
  const auto argument_pointers = pointers(arguments);
  const auto environment_pointers = pointers(environment);

  int sockets[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0) refuse("socketpair");
  // The child's end must not already be the number it is duplicated to, or it would stay close-on-exec.
  const int child_end = ::fcntl(sockets[1], F_DUPFD_CLOEXEC, kChildChannel + 1);
  ::close(sockets[1]);
  int pipes[2];
  if (child_end < 0 || ::pipe2(pipes, O_CLOEXEC) != 0) {
    ::close(sockets[0]);
    refuse("pipe");
  }
  const int output_end = ::fcntl(pipes[1], F_DUPFD_CLOEXEC, kChildChannel + 1);
  ::close(pipes[1]);
  const pid_t parent = ::getpid();
  pid_ = output_end < 0 ? -1 : ::fork();
  if (pid_ == 0) {
    become_worker(argument_pointers.data(), environment_pointers.data(), child_end, output_end, options.memory_limit, parent);
  }
  const int fault = errno;
  ::close(child_end);
  if (output_end >= 0) ::close(output_end);
  if (pid_ < 0) {
    ::close(sockets[0]);
    ::close(pipes[0]);
    errno = fault;
    refuse("fork");
  }
  ::setpgid(pid_, pid_);  // In both processes, so that neither can be too early.
  channel_ = sockets[0];
  output_ = pipes[0];
  watch_ = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
  ::fcntl(channel_, F_SETFL, O_NONBLOCK);
  ::fcntl(output_, F_SETFL, O_NONBLOCK);
  queue({FrameType::kJob, item.job});
}

WorkerProcess::~WorkerProcess() {
  WorkEnd ignored;
  finish(ignored);
}

void WorkerProcess::write_some() {
  while (!outbox_.empty()) {
    const auto n = ::send(channel_, outbox_.data(), outbox_.size(), MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      if (errno != EAGAIN) outbox_.clear();  // The worker is gone; reading will tell.
      return;
    }
    outbox_.erase(0, static_cast<std::size_t>(n));
  }
}

bool WorkerProcess::read_channel() {
  char buffer[65536];
  while (channel_ >= 0) {
    const auto n = ::recv(channel_, buffer, sizeof buffer, 0);
    if (n > 0) {
      decoder_.append({buffer, static_cast<std::size_t>(n)});
      return true;  // One piece at a time: a worker that never stops sending must not starve the others.
    }
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) return true;
    close_channel();
  }
  return false;
}

void WorkerProcess::read_output() {
  char buffer[65536];
  for (int pieces = 0; output_ >= 0 && pieces < 16; ++pieces) {
    const auto n = ::read(output_, buffer, sizeof buffer);
    if (n > 0) {
      note_output({buffer, static_cast<std::size_t>(n)});
      continue;
    }
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) return;
    close_output();
  }
}

void WorkerProcess::note_output(std::string_view bytes) {
  tail_ += bytes;
  if (tail_.size() > kTail) tail_.erase(0, tail_.size() - kTail);
}

std::uint64_t WorkerProcess::resident_bytes() const {
  if (status_) return 0;
  const auto path = fmt::format("/proc/{}/statm", pid_);
  std::FILE* file = std::fopen(path.c_str(), "re");
  if (file == nullptr) return 0;
  unsigned long long total = 0, resident = 0;
  const int read = std::fscanf(file, "%llu %llu", &total, &resident);
  std::fclose(file);
  return read == 2 ? resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) : 0;
}

bool WorkerProcess::poll_exit() {
  if (status_) return true;
  int status = 0;
  rusage usage{};
  const auto reaped = ::wait4(pid_, &status, WNOHANG, &usage);
  if (reaped != pid_) return false;
  status_ = status;
  peak_rss_ = static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
  return true;
}

void WorkerProcess::finish(WorkEnd& end) {
  if (pid_ > 0) {
    // A leader that ended by itself keeps its status; the group may still hold children of the guest.
    (void)poll_exit();
    ::kill(-pid_, SIGKILL);
    while (!status_) {
      int status = 0;
      rusage usage{};
      const auto reaped = ::wait4(pid_, &status, 0, &usage);
      if (reaped < 0 && errno == EINTR) continue;
      status_ = reaped == pid_ ? status : 0;
      peak_rss_ = static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
    }
    pid_ = -1;
  }
  if (watch_ >= 0) ::close(std::exchange(watch_, -1));
  read_output();
  close_channel();
  close_output();
  if (status_ && WIFSIGNALED(*status_)) {
    end.signal = WTERMSIG(*status_);
    const char* name = ::sigabbrev_np(end.signal);
    end.signal_name = name != nullptr ? fmt::format("SIG{}", name) : fmt::format("signal {}", end.signal);
  } else if (status_ && WIFEXITED(*status_)) {
    end.exit_code = WEXITSTATUS(*status_);
  }
  end.output_tail = tail_;
  end.wall = Clock::now() - started_;
  end.peak_rss = peak_rss_;
}

void WorkerProcess::close_channel() noexcept {
  if (channel_ >= 0) ::close(std::exchange(channel_, -1));
}

void WorkerProcess::close_output() noexcept {
  if (output_ >= 0) ::close(std::exchange(output_, -1));
}

}  // namespace ophamin::execution
