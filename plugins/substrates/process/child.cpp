// SPDX-License-Identifier: Apache-2.0
#include "child.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

namespace ophamin::process {
namespace {

[[noreturn]] void refuse(const char* step, int fault) {
  throw LaunchFailure(std::string(step) + ": " + std::strerror(fault));
}

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (const auto& text : texts) result.push_back(const_cast<char*>(text.c_str()));  // exec's interface predates const
  result.push_back(nullptr);
  return result;
}

struct Pipe {
  Descriptor read, write;
};

/// The child's end is above the standard streams, so that duplicating it onto one of them is never a no-op that leaves it
/// close-on-exec, and never overwrites another end.
Pipe make_pipe(bool child_reads) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) refuse("a pipe", errno);
  Pipe made{Descriptor(ends[0]), Descriptor(ends[1])};
  Descriptor& theirs = child_reads ? made.read : made.write;
  const Descriptor& ours = child_reads ? made.write : made.read;
  if (theirs.get() <= STDERR_FILENO) {
    Descriptor moved(::fcntl(theirs.get(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
    if (!moved.is_open()) refuse("a pipe", errno);
    theirs = std::move(moved);
  }
  if (::fcntl(ours.get(), F_SETFL, O_NONBLOCK) != 0) refuse("a pipe", errno);
  return made;
}

/// What the child did last, and what the system said to it. Shared memory until it has become another program.
struct Fault {
  const char* step = nullptr;
  int error = 0;
};

struct Plan {
  char* const* command;
  char* const* environment;
  const char* folder;
  int input, output, errors;
  pid_t parent;
};

/// Runs in the child, in the memory of the parent, which sleeps: system calls only.
[[noreturn]] void become(const Plan& plan, volatile Fault& fault) {
  const auto give_up = [&](const char* step) {
    fault.step = step;
    fault.error = errno;
    ::_exit(127);
  };
  // No handler of the parent may run here; these are the child's own from the start.
  for (int number = 1; number < NSIG; ++number) {
    if (number == SIGKILL || number == SIGSTOP) continue;
    struct sigaction action {};
    if (::sigaction(number, nullptr, &action) == 0 && action.sa_handler != SIG_DFL) {
      action = {};
      action.sa_handler = SIG_DFL;
      ::sigaction(number, &action, nullptr);
    }
  }
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != plan.parent) ::_exit(127);  // it died before the line above
  if (::dup2(plan.input, STDIN_FILENO) < 0 || ::dup2(plan.output, STDOUT_FILENO) < 0 || ::dup2(plan.errors, STDERR_FILENO) < 0) {
    give_up("its standard streams");
  }
  ::syscall(SYS_close_range, STDERR_FILENO + 1, ~0u, 0);
  if (::chdir(plan.folder) != 0) give_up("its working folder");
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::execve(plan.command[0], plan.command, plan.environment);
  give_up("the program");
  ::_exit(127);
}

// vfork, not fork: the copy of a large process would cost more than many a program that is measured.
#if defined(__clang__)
#pragma clang diagnostic ignored "-Wdeprecated-declarations"
#endif
pid_t start(const Plan& plan, volatile Fault& fault) {
  sigset_t all, before;
  sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  const pid_t pid = ::vfork();
  if (pid == 0) become(plan, fault);
  const int error = errno;
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  errno = error;
  return pid;
}

}  // namespace

void Descriptor::close() noexcept {
  if (value_ >= 0) ::close(std::exchange(value_, -1));
}

std::string ExitStatus::words() const {
  if (signal == 0) return "exit code " + std::to_string(code);
  const char* name = ::sigabbrev_np(signal);
  return name != nullptr ? std::string("killed by SIG") + name : "killed by signal " + std::to_string(signal);
}

Child::Child(const Launch& launch) {
  const auto command = pointers(launch.command);
  const auto environment = pointers(launch.environment);
  Pipe in = make_pipe(true);
  Pipe out = make_pipe(false);
  Pipe err = make_pipe(false);
  volatile Fault fault;
  pid_ = start({.command = command.data(),
                .environment = environment.data(),
                .folder = launch.folder.c_str(),
                .input = in.read.get(),
                .output = out.write.get(),
                .errors = err.write.get(),
                .parent = ::getpid()},
               fault);
  if (pid_ < 0) refuse("a process", errno);
  if (fault.step != nullptr) {
    const int error = fault.error;
    const char* step = fault.step;
    (void)finish();
    refuse(step, error);
  }
  input_ = std::move(in.write);
  output_ = std::move(out.read);
  errors_ = std::move(err.read);
  watch_ = Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
}

Child::~Child() { (void)finish(); }

bool Child::has_ended() noexcept {
  if (pid_ < 0) return true;
  siginfo_t info{};
  // Not reaped yet: until then the number of its group cannot be given to anybody else.
  return ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == pid_;
}

ExitStatus Child::finish() noexcept {
  if (pid_ > 0) {
    ::kill(-pid_, SIGKILL);
    int status = 0;
    pid_t reaped = 0;
    do {
      reaped = ::waitpid(pid_, &status, 0);
    } while (reaped < 0 && errno == EINTR);
    ExitStatus ended;
    if (reaped == pid_ && WIFSIGNALED(status)) ended.signal = WTERMSIG(status);
    if (reaped == pid_ && WIFEXITED(status)) ended.code = WEXITSTATUS(status);
    exit_ = ended;
    // Those of the group whose parent this process has become; the others belong to whoever adopted them. All are killed already.
    while (::waitpid(-pid_, nullptr, 0) > 0 || errno == EINTR) {
    }
    pid_ = -1;
  }
  input_.close();
  output_.close();
  errors_.close();
  watch_.close();
  return exit_.value_or(ExitStatus{});
}

}  // namespace ophamin::process
