// SPDX-License-Identifier: Apache-2.0
// The child's side of a probe. Single-threaded until the plugin says otherwise.
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <string>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <ophamin/registry/elf_file.hpp>
#include <ophamin/registry/probe.hpp>
#include <ophamin/registry/validate.hpp>

#include "module.hpp"
#include "violation_json.hpp"

namespace ophamin::registry {
namespace {

constexpr std::array kFatal{SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS};

bool send(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(fd, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

void prepare_to_crash() {
  // A crash has to end the process by its own signal, whatever handler a runtime has installed, and leave no core file.
  for (const int signal : kFatal) std::signal(signal, SIG_DFL);
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
}

using Handlers = std::array<struct sigaction, 32>;

Handlers handlers() {
  Handlers result{};
  for (std::size_t i = 1; i < result.size(); ++i) ::sigaction(static_cast<int>(i), nullptr, &result[i]);
  return result;
}

void check_handlers(const Handlers& before, const char* file, std::vector<Violation>& violations) {
  const Handlers after = handlers();
  for (std::size_t i = 1; i < after.size(); ++i) {
    if (before[i].sa_handler == after[i].sa_handler) continue;
    const char* name = ::sigabbrev_np(static_cast<int>(i));
    violations.push_back({.rule = "OPH-ABI-10",
                          .error = ErrorKind::kPluginProtocolViolationError,
                          .file = file,
                          .expected = "signal handlers left alone",
                          .found = fmt::format("a handler for SIG{} installed while loading", name == nullptr ? "?" : name),
                          .mend = "ask oph_host_t.cancelled instead"});
  }
}

}  // namespace

void probe_main(int channel_fd, const char* file) {
  prepare_to_crash();
  const Handlers before = handlers();
  Inspection inspection;
  const auto stage = [channel_fd](std::string_view name) {
    if (!send(channel_fd, fmt::format("S {}\n", name))) ::_exit(3);
  };

  stage("load");
  std::uint32_t boot_number = 0;
  inspection.violations = check_file_symbols(file, boot_number);
  if (inspection.violations.empty()) {
    Module module = load_module(file, boot_number);
    inspection.violations = std::move(module.violations);
    if (module.entry != nullptr) {
      stage("entry");
      const oph_plugin_t* descriptor = module.entry();
      stage("descriptor");
      inspection = inspect(descriptor, boot_number, file);
      check_handlers(before, file, inspection.violations);
    }
  }
  std::fflush(nullptr);  // what the plugin printed has to reach the parent before the report does

  boost::json::array claims;
  for (const auto& [kind, name] : inspection.claims) claims.push_back({kind, printable(name)});
  const boost::json::object report{{"violations", to_json_array(inspection.violations)},
                                   {"id", printable(inspection.id)},
                                   {"version", printable(inspection.version)},
                                   {"claims", std::move(claims)}};
  ::_exit(send(channel_fd, "R " + boost::json::serialize(report) + "\n") ? 0 : 3);
}

}  // namespace ophamin::registry
