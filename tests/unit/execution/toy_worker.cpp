// SPDX-License-Identifier: Apache-2.0
//
// A worker for tests of the process engine: the job's payload is what it does. "WORD argument".
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>

#include <ophamin/execution/frame.hpp>

using ophamin::execution::Channel;
using ophamin::execution::encode;
using ophamin::execution::Frame;
using ophamin::execution::FrameType;

namespace {

void sleep_ms(int ms) { std::this_thread::sleep_for(std::chrono::milliseconds(ms)); }

/// What the worker finds around itself.
std::string surroundings() {
  std::string text = "stdin=" + std::to_string(::read(0, &text, 0) == 0 ? static_cast<int>(::lseek(0, 0, SEEK_END)) : -1);
  text += " group=" + std::to_string(::getpgrp() == ::getpid());
  int open = 0;
  for (int fd = 0; fd < 64; ++fd) open += ::fcntl(fd, F_GETFD) >= 0 ? 1 : 0;
  text += " open=" + std::to_string(open);
  rlimit core{};
  ::getrlimit(RLIMIT_CORE, &core);
  text += " core=" + std::to_string(core.rlim_max);
  rlimit data{};
  ::getrlimit(RLIMIT_DATA, &data);
  text += " data=" + std::to_string(data.rlim_max);
  for (const auto* name : {"TOY_SECRET", "TOY_PUBLIC"}) {
    const char* value = std::getenv(name);
    text += std::string(" ") + name + "=" + (value == nullptr ? "none" : value);
  }
  struct sigaction term {};
  ::sigaction(SIGTERM, nullptr, &term);
  sigset_t blocked;
  ::sigprocmask(SIG_SETMASK, nullptr, &blocked);
  text += std::string(" term=") + (term.sa_handler == SIG_DFL ? "default" : "other");
  text += std::string(" blocked=") + (sigismember(&blocked, SIGUSR1) == 1 ? "yes" : "no");
  return text;
}

void eat_shared() {
  while (true) {
    void* piece = ::mmap(nullptr, 1u << 22, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (piece == MAP_FAILED) ::_exit(9);
    std::memset(piece, 1, 1u << 22);
    sleep_ms(2);
  }
}

/// A process that leaves the worker's group and session, with a child of its own, which writes its number down.
void start_daemon(const std::string& file) {
  int ready[2];
  if (::pipe(ready) != 0) ::_exit(9);
  if (::fork() == 0) {
    ::setsid();
    if (::fork() != 0) ::_exit(0);
    if (::fork() == 0) ::pause();
    std::FILE* note = std::fopen(file.c_str(), "w");
    std::fprintf(note, "%d\n", static_cast<int>(::getpid()));
    std::fclose(note);
    (void)!::write(ready[1], "r", 1);
    ::pause();
    ::_exit(0);
  }
  char byte = 0;
  (void)!::read(ready[0], &byte, 1);
}

void fork_child(bool holds_channel, const std::string& file) {
  const pid_t child = ::fork();
  if (child == 0) {
    if (!holds_channel) ::close(3);
    ::sleep(600);
    ::_exit(0);
  }
  std::FILE* note = std::fopen(file.c_str(), "w");
  std::fprintf(note, "%d\n", static_cast<int>(child));
  std::fclose(note);
}

}  // namespace

int main(int count, char** arguments) {
  // The runtime of a sanitizer would catch these.
  for (const int number : {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL}) std::signal(number, SIG_DFL);
  const int descriptor = count > 1 ? std::atoi(arguments[count - 1]) : -1;
  Channel channel(descriptor);
  const auto job = channel.receive();
  const auto space = job.payload.find(' ');
  const auto word = job.payload.substr(0, space);
  const auto rest = space == std::string::npos ? std::string{} : job.payload.substr(space + 1);
  const auto raw = [&](std::string_view bytes) { (void)!::write(descriptor, bytes.data(), bytes.size()); };
  const auto done = [&](std::string payload) { channel.send({FrameType::kResult, std::move(payload)}); };

  if (word == "echo") done(rest);
  if (word == "ask") {
    channel.send({FrameType::kStatement, rest});
    done(channel.receive().payload);
  }
  if (word == "fail") channel.send({FrameType::kFailure, rest});
  if (word == "look") done(surroundings());
  if (word == "sleep") {
    sleep_ms(std::atoi(rest.c_str()));
    done("slept");
  }
  if (word == "segv") std::raise(SIGSEGV);
  if (word == "abort") {
    std::fprintf(stderr, "last words\n");
    std::abort();
  }
  if (word == "kill") ::kill(::getpid(), SIGKILL);
  if (word == "exit") ::_exit(std::atoi(rest.c_str()));
  if (word == "garbage") raw("certainly no frame");
  if (word == "half") raw(encode({FrameType::kResult, "0123456789"}).substr(0, 20));
  if (word == "huge") {
    auto bytes = encode({FrameType::kResult, ""});
    bytes[15] = 1;  // 2^56 bytes
    raw(bytes);
    sleep_ms(60'000);
  }
  if (word == "twice") {
    done("one");
    done("two");
    sleep_ms(300);
  }
  if (word == "close") {
    ::close(descriptor);
    sleep_ms(60'000);
  }
  if (word == "print") {
    const std::string line(1000, 'p');
    for (int i = 0; i < std::atoi(rest.c_str()); ++i) std::printf("%s %d\n", line.c_str(), i);
    std::fflush(stdout);
    done("printed");
  }
  if (word == "flood") {
    while (true) channel.send({FrameType::kProgress, std::string(100'000, 'f')});
  }
  if (word == "linger") {
    done("lingers");
    sleep_ms(60'000);
  }
  if (word == "fork-hold") {
    fork_child(true, rest);
    done("forked");
  }
  if (word == "fork-crash") {
    fork_child(true, rest);
    std::raise(SIGSEGV);
  }
  if (word == "daemon") {
    start_daemon(rest);
    done("started");
  }
  if (word == "daemon-crash") {
    start_daemon(rest);
    std::raise(SIGSEGV);
  }
  if (word == "eat-shared") eat_shared();
  if (word == "large") done(std::string(static_cast<std::size_t>(std::atoll(rest.c_str())), 'x'));
  ::_exit(0);
}
