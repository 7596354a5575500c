// SPDX-License-Identifier: Apache-2.0
//
// Sessions of the substrates process and kimera for tests.
#pragma once

#include <dirent.h>
#include <sys/wait.h>

#include <chrono>
#include <cerrno>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include <support/fake_cycles.hpp>
#include <support/paths.hpp>

namespace ophamin::test {

inline const oph_component_t* component_of(std::string_view name) {
  return find_component(load_plugin((shipped_plugins() / "process.so").string()), OPH_SUBSTRATE, name);
}

/// Parameters that run odd_program.
inline json::object odd(std::string_view behaviour, std::string_view argument = "", const json::object& more = {}) {
  json::object params{{"command", {(fixture_programs() / "odd_program").string(), behaviour, argument}}, {"timeout_seconds", 20.0}};
  for (const auto& [key, value] : more) params[key] = value;
  return params;
}
inline json::object lines(json::object params) {
  params["mode"] = "batch";
  return params;
}

/// A session with a clock that goes.
class Session {
 public:
  explicit Session(const json::object& params, std::string_view component = "process") : session_(component_of(component), host_with_clock(), params) {}

  /// A cycle for each text.
  BatchResult run(const std::vector<std::string>& texts, const json::value& params = json::object{}, const std::vector<json::value>& row_params = {}) {
    std::vector<oph_record_t> records;
    for (const auto& each : texts) records.push_back(record_of("r", kept_.emplace_back(each)));
    return session_.run(records, params, row_params);
  }
  SubstrateSession* operator->() { return &session_; }
  FakeHost& host() { return host_; }

 private:
  const FakeHost& host_with_clock() {
    host_.real_clock = true;
    return host_;
  }
  FakeHost host_;
  SubstrateSession session_;
  std::deque<std::string> kept_;
};

inline bool begins_with(std::string_view text, std::string_view beginning) { return text.substr(0, beginning.size()) == beginning; }
inline bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// What `body` was refused with.
template <class Body>
std::string refusal(oph_status_t status, Body body) {
  try {
    body();
  } catch (const CallFailed& failed) {
    CHECK(failed.status == status);
    return failed.what();
  }
  FAIL_CHECK("nothing was refused");
  return {};
}

inline bool has_children() {
  const auto found = ::waitpid(-1, nullptr, WNOHANG);
  return !(found < 0 && errno == ECHILD);
}

inline std::size_t open_descriptors() {
  std::size_t count = 0;
  DIR* folder = ::opendir("/proc/self/fd");
  for (const dirent* entry = ::readdir(folder); entry != nullptr; entry = ::readdir(folder)) ++count;
  ::closedir(folder);
  return count;
}

/// Resident memory of this process, bytes.
std::size_t resident_bytes();

class Stopwatch {
 public:
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count(); }

 private:
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

}  // namespace ophamin::test
