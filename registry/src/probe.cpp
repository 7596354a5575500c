// SPDX-License-Identifier: Apache-2.0
// The parent's side of a probe.
#include <ophamin/registry/probe.hpp>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <system_error>
#include <thread>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "unique_fd.hpp"
#include "violation_json.hpp"

extern char** environ;

namespace ophamin::registry {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t kTail = 4096;
constexpr std::size_t kLongestReport = 16u << 20;
constexpr int kChannel = 3;  // in the child

struct Pipe {
  UniqueFd read, write;
};

Pipe make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
  Pipe pipe{UniqueFd(ends[0]), UniqueFd(ends[1])};
  ::fcntl(pipe.read.get(), F_SETFL, O_NONBLOCK);
  return pipe;
}

void check(int error, const char* what) {
  if (error != 0) throw std::system_error(error, std::generic_category(), what);
}

class SpawnActions {
 public:
  SpawnActions() {
    check(::posix_spawn_file_actions_init(&actions_), "posix_spawn_file_actions_init");
    check(::posix_spawnattr_init(&attributes_), "posix_spawnattr_init");
  }
  SpawnActions(const SpawnActions&) = delete;
  SpawnActions& operator=(const SpawnActions&) = delete;
  ~SpawnActions() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }

  pid_t spawn(std::vector<std::string> command, int channel, int out, int err) {
    check(::posix_spawn_file_actions_addopen(&actions_, 0, "/dev/null", O_RDONLY, 0), "addopen");
    check(::posix_spawn_file_actions_adddup2(&actions_, out, 1), "adddup2");
    check(::posix_spawn_file_actions_adddup2(&actions_, err, 2), "adddup2");
    check(::posix_spawn_file_actions_adddup2(&actions_, channel, kChannel), "adddup2");
    check(::posix_spawn_file_actions_addclosefrom_np(&actions_, kChannel + 1), "addclosefrom");  // nothing of ours leaks in
    sigset_t none;
    sigemptyset(&none);
    check(::posix_spawnattr_setsigmask(&attributes_, &none), "setsigmask");
    check(::posix_spawnattr_setpgroup(&attributes_, 0), "setpgroup");
    check(::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK), "setflags");
    std::vector<char*> arguments;
    for (std::string& argument : command) arguments.push_back(argument.data());
    arguments.push_back(nullptr);
    pid_t pid = -1;
    check(::posix_spawn(&pid, arguments[0], &actions_, &attributes_, arguments.data(), environ), arguments[0]);
    return pid;
  }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

// One end of a pipe and what has come through it.
class Inflow {
 public:
  Inflow(UniqueFd fd, std::size_t limit, bool keep_tail) : fd_(std::move(fd)), limit_(limit), keep_tail_(keep_tail) {}

  int fd() const noexcept { return fd_.get(); }
  bool open() const noexcept { return static_cast<bool>(fd_); }
  const std::string& text() const noexcept { return text_; }

  void drain() {
    std::array<char, 16384> piece{};
    while (fd_) {
      const ssize_t count = ::read(fd_.get(), piece.data(), piece.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0 && errno == EAGAIN) return;
      if (count <= 0) return fd_.reset();
      text_.append(piece.data(), static_cast<std::size_t>(count));
      if (text_.size() <= limit_) continue;
      if (!keep_tail_) return fd_.reset();  // nobody who is honest reports that much
      text_.erase(0, text_.size() - limit_);
    }
  }

 private:
  UniqueFd fd_;
  std::size_t limit_;
  bool keep_tail_;
  std::string text_;
};

// A running child: watched, then ended with its whole group and reaped.
class Child {
 public:
  Child(const Prober& prober, const std::filesystem::path& file)
      : Child(prober, file, make_pipe(), make_pipe(), make_pipe()) {}
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  /// True if the child ended by itself within the limit.
  bool watch(Clock::time_point deadline) {
    bool ended = false;
    while (!ended && Clock::now() < deadline) {
      wait_for_output(deadline);
      for (Inflow* flow : flows()) flow->drain();
      siginfo_t info{};
      const int waited = ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT);
      if (waited != 0 && errno != EINTR) throw std::system_error(errno, std::generic_category(), "waiting for a probe child");
      ended = waited == 0 && info.si_pid == pid_;
    }
    // The child is not reaped yet, so its number, which is the group's too, cannot belong to anybody else.
    ::kill(-pid_, SIGKILL);
    while (::waitpid(pid_, &status_, 0) < 0 && errno == EINTR) {}
    for (Inflow* flow : flows()) flow->drain();
    return ended;
  }

  int status() const noexcept { return status_; }
  const std::string& report() const noexcept { return channel_.text(); }
  std::string out() const { return printable(out_.text()); }
  std::string err() const { return printable(err_.text()); }

 private:
  Child(const Prober& prober, const std::filesystem::path& file, Pipe channel, Pipe out, Pipe err)
      : channel_(std::move(channel.read), kLongestReport, false),
        out_(std::move(out.read), kTail, true),
        err_(std::move(err.read), kTail, true) {
    std::vector<std::string> command = prober.command;
    if (command.empty()) throw std::system_error(EINVAL, std::generic_category(), "no probe command");
    command.push_back(std::to_string(kChannel));
    command.push_back(file.native());
    pid_ = SpawnActions().spawn(std::move(command), channel.write.get(), out.write.get(), err.write.get());
  }

  std::array<Inflow*, 3> flows() { return {&channel_, &out_, &err_}; }

  void wait_for_output(Clock::time_point deadline) {
    std::array<pollfd, 3> polled{};
    nfds_t count = 0;
    for (Inflow* flow : flows()) {
      if (flow->open()) polled[count++] = {flow->fd(), POLLIN, 0};
    }
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count() + 1;
    // A closed channel means that the child is about to be gone, and nothing else will wake this up.
    const std::int64_t longest = channel_.open() ? 50 : 1;
    ::poll(polled.data(), count, static_cast<int>(std::clamp<std::int64_t>(left, 0, longest)));
  }

  Inflow channel_, out_, err_;
  pid_t pid_ = -1;
  int status_ = 0;
};

// The stages that the child reached, and its report if it came that far.
struct Transcript {
  std::string stage = "start";
  std::string report;
};

Transcript read_transcript(std::string_view text) {
  Transcript transcript;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) break;  // cut off in the middle
    const std::string_view line = text.substr(0, end);
    if (line.starts_with("S ")) transcript.stage = line.substr(2);
    if (line.starts_with("R ")) {
      transcript.report = line.substr(2);
      transcript.stage = "done";
    }
    text.remove_prefix(end + 1);
  }
  return transcript;
}

std::string during(const std::string& stage) {
  if (stage == "load") return "while it was loaded (initialisers run then)";
  if (stage == "entry") return "in its entry function";
  if (stage == "descriptor") return "while its descriptor was read";
  return "in stage " + stage;
}

void add_violation(ProbeResult& result, std::string_view rule, ErrorKind error, std::string expected, std::string found,
                   std::string mend) {
  for (const auto& [what, text] : {std::pair{"stderr", &result.stderr_tail}, std::pair{"stdout", &result.stdout_tail}}) {
    if (text->empty()) continue;
    std::string_view shown = *text;
    while (shown.ends_with('\n')) shown.remove_suffix(1);
    found += fmt::format("; last on {}: {}", what, shown);
  }
  result.violations.push_back({.rule = std::string(rule),
                               .error = error,
                               .file = result.file,
                               .expected = std::move(expected),
                               .found = std::move(found),
                               .mend = std::move(mend)});
}

void read_report(ProbeResult& result, const std::string& text) {
  const boost::json::value report = boost::json::parse(text);
  const boost::json::object& object = report.as_object();
  result.violations = violations_from_json(object.at("violations"));
  result.id = object.at("id").as_string();
  result.version = object.at("version").as_string();
  for (const boost::json::value& claim : object.at("claims").as_array()) {
    const boost::json::array& pair = claim.as_array();
    result.claims.emplace_back(pair.at(0).to_number<oph_kind_t>(), std::string(pair.at(1).as_string()));
  }
  for (Violation& violation : result.violations) violation.file = result.file;
}

void classify_end(ProbeResult& result, bool ended, int status, std::chrono::milliseconds limit) {
  if (!ended) {
    result.outcome = ProbeOutcome::kHung;
    add_violation(result, "OPH-HOST-2", ErrorKind::kPluginLoadError,
                  fmt::format("a plugin that loads and describes itself within {} ms", limit.count()),
                  fmt::format("still busy {}; killed", during(result.stage)), "do no work before an instance is created");
  } else if (WIFSIGNALED(status)) {
    result.outcome = ProbeOutcome::kCrashed;
    result.signal = WTERMSIG(status);
    const char* name = ::sigabbrev_np(result.signal);
    result.signal_name = name == nullptr ? fmt::format("signal {}", result.signal) : fmt::format("SIG{}", name);
    add_violation(result, "OPH-HOST-2", ErrorKind::kPluginLoadError, "a plugin that loads and describes itself",
                  fmt::format("{} {}", result.signal_name, during(result.stage)),
                  "load the file in a debugger, or with a sanitizer");
  } else if (result.stage == "start") {
    result.outcome = ProbeOutcome::kNotStarted;
    result.exit_status = WEXITSTATUS(status);
    add_violation(result, "OPH-HOST-2", ErrorKind::kPluginLoadError, "a probe child",
                  fmt::format("it ended with exit code {} before it began", result.exit_status),
                  "this is a fault of the host or of its installation, not of the plugin");
  } else {
    result.outcome = ProbeOutcome::kExited;
    result.exit_status = WEXITSTATUS(status);
    add_violation(result, "OPH-ABI-10", ErrorKind::kPluginProtocolViolationError, "a plugin that never ends the process",
                  fmt::format("exit code {} {}", result.exit_status, during(result.stage)),
                  "return an error instead of calling exit");
  }
}

}  // namespace

ProbeResult probe(const Prober& prober, const std::filesystem::path& file) {
  const Clock::time_point begin = Clock::now();
  ProbeResult result;
  result.file = file;
  result.stage = "start";
  try {
    Child child(prober, file);
    const bool ended = child.watch(begin + prober.time_limit);
    const Transcript transcript = read_transcript(child.report());
    result.stage = transcript.stage;
    result.stdout_tail = child.out();
    result.stderr_tail = child.err();
    const bool finished = ended && WIFEXITED(child.status()) && !transcript.report.empty();
    if (!finished) {
      classify_end(result, ended, child.status(), prober.time_limit);
    } else {
      read_report(result, transcript.report);
      if (!result.violations.empty()) result.outcome = ProbeOutcome::kRefused;
      if (!result.stdout_tail.empty()) {
        if (result.outcome == ProbeOutcome::kOk) result.outcome = ProbeOutcome::kPrinted;
        add_violation(result, "OPH-ABI-10", ErrorKind::kPluginProtocolViolationError, "a plugin that prints nothing",
                      "output while it was loaded", "log through oph_host_t.log");
      }
    }
  } catch (const std::exception& error) {
    result.outcome = ProbeOutcome::kNotStarted;
    add_violation(result, "OPH-HOST-2", ErrorKind::kPluginLoadError, "a probe child that reports", error.what(),
                  "this is a fault of the host or of its installation, not of the plugin");
  }
  result.duration = Clock::now() - begin;
  return result;
}

std::vector<ProbeResult> probe_all(const Prober& prober, std::span<const std::filesystem::path> files) {
  constexpr unsigned kMostChildren = 8;
  std::vector<ProbeResult> results(files.size());
  const unsigned processors = std::clamp(std::thread::hardware_concurrency(), 1u, kMostChildren);
  const std::size_t wanted = prober.parallel != 0 ? prober.parallel : processors;
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < files.size(); i = next++) results[i] = probe(prober, files[i]);
  };
  std::vector<std::jthread> threads;
  for (std::size_t i = 1; i < std::min(wanted, files.size()); ++i) threads.emplace_back(work);
  work();
  threads.clear();
  return results;
}

}  // namespace ophamin::registry
