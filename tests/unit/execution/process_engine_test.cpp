// SPDX-License-Identifier: Apache-2.0
#include <ophamin/execution/process_engine.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include <support/paths.hpp>
#include <support/temporary_directory.hpp>

#include "note_handler.hpp"

using namespace ophamin::execution;
using namespace std::chrono_literals;
using ophamin::test::NoteHandler;
using ophamin::test::TemporaryDirectory;
using Clock = std::chrono::steady_clock;

namespace {

ProcessOptions toy(unsigned jobs = 4) {
  ProcessOptions options;
  options.command = {ophamin::test::test_program("ophamin_toy_worker").string()};
  options.jobs = jobs;
  options.grace = 500ms;
  return options;
}

void run(NoteHandler& handler, const std::vector<std::string>& jobs, ProcessOptions options = toy()) {
  std::vector<WorkItem> items;
  for (std::size_t i = 0; i < jobs.size(); ++i) items.push_back({i, jobs[i]});
  const std::atomic<bool> never{false};
  ProcessEngine(std::move(options)).run(items, handler, never);
  CHECK(handler.ends.size() == jobs.size());
}

WorkEnd end_of(const std::string& job, ProcessOptions options = toy()) {
  NoteHandler handler;
  run(handler, {job}, std::move(options));
  return handler.ends.at(0);
}

/// True once the process that wrote its number into the file is gone.
bool is_gone(const std::filesystem::path& file) {
  std::ifstream stream(file);
  pid_t process = 0;
  stream >> process;
  REQUIRE(process > 0);
  for (int i = 0; i < 200; ++i) {
    // A killed orphan may stay a zombie where nobody reaps; that is gone, too.
    std::ifstream status("/proc/" + std::to_string(process) + "/stat");
    std::string text;
    if (!std::getline(status, text) || text.find(") Z ") != std::string::npos) return true;
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

}  // namespace

TEST_CASE("every item is done in a process of its own, whatever its neighbours do") {
  NoteHandler handler;
  run(handler, {"echo a", "segv", "echo b", "exit 7", "abort", "ask me", "garbage", "fail f", "echo c"});
  CHECK(handler.results.at(0) == "a");
  CHECK(handler.results.at(2) == "b");
  CHECK(handler.results.at(5) == "answer to me");
  CHECK(handler.results.at(7) == "f");
  CHECK(handler.results.at(8) == "c");
  for (const std::size_t fine : {0u, 2u, 5u, 7u, 8u}) CHECK(handler.ends.at(fine).kind == EndKind::kDone);
  CHECK(handler.ends.at(1).kind == EndKind::kCrashed);
  CHECK(handler.ends.at(1).signal_name == "SIGSEGV");
  CHECK(handler.ends.at(3).kind == EndKind::kExited);
  CHECK(handler.ends.at(3).exit_code == 7);
  CHECK(handler.ends.at(4).signal_name == "SIGABRT");
  CHECK(handler.ends.at(4).output_tail == "last words\n");
  CHECK(handler.ends.at(6).kind == EndKind::kProtocolBroken);
  CHECK(handler.ends.at(6).reason.find("begin no frame") != std::string::npos);
  CHECK(::waitpid(-1, nullptr, WNOHANG) == -1);  // nobody is left to be reaped
}

TEST_CASE("as many workers at once as asked for, started in order") {
  for (const unsigned jobs : {1u, 3u}) {
    NoteHandler handler;
    const auto begin = Clock::now();
    run(handler, {"sleep 150", "sleep 150", "sleep 150"}, toy(jobs));
    const auto took = Clock::now() - begin;
    CHECK(handler.started == std::vector<std::size_t>{0, 1, 2});
    if (jobs == 1) CHECK(took >= 450ms);
    if (jobs == 3) CHECK(took < 400ms);
  }
  NoteHandler handler;
  run(handler, {"echo x"}, toy(0));
  CHECK(handler.results.at(0) == "x");
}

TEST_CASE("a worker finds nothing of the host's but its channel") {
  ::setenv("TOY_SECRET", "key", 1);
  ::setenv("TOY_PUBLIC", "value", 1);
  sigset_t usr1, before;
  sigemptyset(&usr1);
  sigaddset(&usr1, SIGUSR1);
  ::sigprocmask(SIG_BLOCK, &usr1, &before);
  const auto ignored = std::signal(SIGTERM, SIG_IGN);
  auto options = toy();
  options.hidden_variables = {"TOY_SECRET"};
  options.memory_limit = std::uint64_t{1} << 40;
  NoteHandler handler;
  run(handler, {"look"}, options);
  std::signal(SIGTERM, ignored);
  ::sigprocmask(SIG_SETMASK, &before, nullptr);
#ifdef OPHAMIN_SANITIZED
  const std::string data = "18446744073709551615";
#else
  const std::string data = "1099511627776";
#endif
  CHECK(handler.results.at(0) ==
        "stdin=0 group=1 open=4 core=0 data=" + data + " TOY_SECRET=none TOY_PUBLIC=value term=default blocked=no");
}

TEST_CASE("time is up") {
  auto options = toy();
  options.time_limit = 200ms;
  NoteHandler handler;
  const auto begin = Clock::now();
  run(handler, {"sleep 60000", "echo fine", "flood"}, options);
  CHECK(Clock::now() - begin < 3s);
  CHECK(handler.ends.at(0).kind == EndKind::kTimeLimit);
  CHECK(handler.ends.at(0).signal == SIGKILL);
  CHECK(handler.ends.at(0).wall >= 200ms);
  CHECK(handler.ends.at(1).kind == EndKind::kDone);
  CHECK(handler.ends.at(2).kind == EndKind::kTimeLimit);
}

TEST_CASE("time that the handler takes is not the worker's") {
  auto options = toy();
  options.time_limit = 250ms;
  NoteHandler handler;
  handler.before_frame = [](std::size_t, const Frame& frame) {
    if (frame.type == FrameType::kStatement) std::this_thread::sleep_for(500ms);
  };
  run(handler, {"ask me", "sleep 120"}, options);
  CHECK(handler.ends.at(0).kind == EndKind::kDone);
  CHECK(handler.ends.at(1).kind == EndKind::kDone);
}

TEST_CASE("memory is up, though no limit of the process sees it") {
  auto options = toy();
  options.memory_limit = std::uint64_t{64} << 20;
  NoteHandler handler;
  run(handler, {"eat-shared", "echo fine"}, options);
  CHECK(handler.ends.at(0).kind == EndKind::kMemoryLimit);
  CHECK(handler.ends.at(0).peak_rss > options.memory_limit);
  CHECK(handler.ends.at(1).kind == EndKind::kDone);
}

TEST_CASE("frames that break the protocol") {
  CHECK(end_of("huge").reason.find("where 268435456 are allowed") != std::string::npos);
  CHECK(end_of("twice").kind == EndKind::kProtocolBroken);
  CHECK(end_of("twice").reason == "a frame after the last one");
  CHECK(end_of("ask refuse").kind == EndKind::kProtocolBroken);
  CHECK(end_of("ask refuse").reason == "the handler refuses");
  // A frame that was never finished is none.
  CHECK(end_of("half").kind == EndKind::kExited);
  CHECK(end_of("exit 123").kind == EndKind::kProtocolBroken);
  CHECK(end_of("exit 123").reason.find("lost its channel") != std::string::npos);
}

TEST_CASE("a worker that closes its channel and stays is not waited for for ever") {
  const auto begin = Clock::now();
  const auto end = end_of("close");
  CHECK(end.kind == EndKind::kProtocolBroken);
  CHECK(end.reason == "the worker closed its channel and stayed");
  CHECK(Clock::now() - begin < 4s);
}

TEST_CASE("a result counts, though its worker stays, or leaves somebody behind who holds the channel") {
  const TemporaryDirectory folder;
  const auto begin = Clock::now();
  NoteHandler handler;
  run(handler, {"linger", "fork-hold " + (folder / "child").string()});
  CHECK(handler.ends.at(0).kind == EndKind::kDone);
  CHECK(handler.ends.at(1).kind == EndKind::kDone);
  CHECK(handler.results.at(1) == "forked");
  CHECK(handler.order.front() == 1);
  CHECK(is_gone(folder / "child"));
  CHECK(Clock::now() - begin < 4s);
}

TEST_CASE("a daemon that left the worker's group ends with the worker, and its child with it") {
  const TemporaryDirectory folder;
  for (const std::string word : {"daemon", "daemon-crash"}) {
    const auto file = folder / word;
    const auto end = end_of(word + " " + file.string());
    CHECK(end.kind == (word == "daemon" ? EndKind::kDone : EndKind::kCrashed));
    CHECK(is_gone(file));
  }
  CHECK(::waitpid(-1, nullptr, WNOHANG) == -1);
}

TEST_CASE("a child that the host had before is left alone") {
  const pid_t own = ::fork();
  if (own == 0) {
    ::pause();
    ::_exit(0);
  }
  CHECK(end_of("echo a").kind == EndKind::kDone);
  CHECK(::waitpid(own, nullptr, WNOHANG) == 0);
  ::kill(own, SIGKILL);
  CHECK(::waitpid(own, nullptr, 0) == own);
}

TEST_CASE("a crash is a crash, though a child of the guest holds the channel") {
  const TemporaryDirectory folder;
  const auto begin = Clock::now();
  const auto end = end_of("fork-crash " + (folder / "child").string());
  CHECK(end.kind == EndKind::kCrashed);
  CHECK(end.signal_name == "SIGSEGV");
  CHECK(is_gone(folder / "child"));
  CHECK(Clock::now() - begin < 5s);
}

TEST_CASE("what a worker prints is no frame; its end is kept") {
  NoteHandler handler;
  run(handler, {"print 2000"});
  CHECK(handler.ends.at(0).kind == EndKind::kDone);
  CHECK(handler.results.at(0) == "printed");
  const auto& tail = handler.ends.at(0).output_tail;
  CHECK(tail.size() == 4096);
  CHECK(tail.ends_with("p 1999\n"));
}

TEST_CASE("large frames go both ways") {
  NoteHandler handler;
  const std::string job = "echo " + std::string(5'000'000, 'j');
  run(handler, {job, "large 20000000"});
  CHECK(handler.results.at(0).size() == 5'000'000);
  CHECK(handler.results.at(1).size() == 20'000'000);
}

TEST_CASE("a worker that cannot be started is told apart from one that exits") {
  auto options = toy();
  options.command = {"/nonexistent/program"};
  const auto end = end_of("echo x", options);
  CHECK(end.kind == EndKind::kNotStarted);
  CHECK(end.output_tail == "the worker's program cannot be executed\n");
}

TEST_CASE("once cancelled, nothing is started and what runs is ended") {
  std::atomic<bool> cancelled{false};
  NoteHandler handler;
  std::thread canceller([&] {
    std::this_thread::sleep_for(200ms);
    cancelled = true;
  });
  const auto begin = Clock::now();
  ProcessEngine(toy(2)).run(std::vector<WorkItem>{{0, "sleep 60000"}, {1, "echo x"}, {2, "sleep 60000"}, {3, "echo y"}}, handler, cancelled);
  canceller.join();
  CHECK(Clock::now() - begin < 5s);
  CHECK(handler.ends.at(0).kind == EndKind::kCancelled);
  CHECK(handler.ends.at(1).kind == EndKind::kDone);
  CHECK(handler.ends.at(2).kind == EndKind::kCancelled);
  CHECK(handler.ends.count(3) == 0);
}

TEST_CASE("a host whose SIGCHLD is ignored still learns how its workers end") {
  const auto before = std::signal(SIGCHLD, SIG_IGN);
  const auto end = end_of("segv");
  CHECK(end.kind == EndKind::kCrashed);
  CHECK((std::signal(SIGCHLD, before) == SIG_IGN));
}

TEST_CASE("workers die with the host") {
  const TemporaryDirectory folder;
  int ready[2];
  REQUIRE(::pipe(ready) == 0);
  const pid_t host = ::fork();
  if (host == 0) {
    NoteHandler handler;
    handler.before_frame = [&](std::size_t, const Frame&) {
      (void)!::write(ready[1], "x", 1);
      while (true) ::pause();
    };
    const std::atomic<bool> never{false};
    ProcessEngine(toy()).run(std::vector<WorkItem>{{0, "ask me"}}, handler, never);
    ::_exit(0);
  }
  char byte = 0;
  REQUIRE(::read(ready[0], &byte, 1) == 1);
  // The host's only child is the worker.
  std::ifstream children("/proc/" + std::to_string(host) + "/task/" + std::to_string(host) + "/children");
  pid_t worker = 0;
  children >> worker;
  REQUIRE(worker > 0);
  std::ofstream(folder / "worker") << worker;
  ::kill(host, SIGKILL);
  ::waitpid(host, nullptr, 0);
  CHECK(is_gone(folder / "worker"));
  ::close(ready[0]);
  ::close(ready[1]);
}
