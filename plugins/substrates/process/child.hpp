// SPDX-License-Identifier: Apache-2.0
//
// A program that was started: three pipes, a process group of its own, and an end that leaves nothing behind.
#pragma once

#include <sys/types.h>

#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace ophamin::process {

/// A file descriptor, closed once.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int value) noexcept : value_(value) {}
  Descriptor(Descriptor&& other) noexcept : value_(std::exchange(other.value_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    if (this != &other) {
      close();
      value_ = std::exchange(other.value_, -1);
    }
    return *this;
  }
  ~Descriptor() { close(); }

  int get() const noexcept { return value_; }
  bool is_open() const noexcept { return value_ >= 0; }
  void close() noexcept;

 private:
  int value_ = -1;
};

/// What is started. `command` begins with the path of the program, absolute; `folder` is where it runs.
struct Launch {
  std::vector<std::string> command;
  std::vector<std::string> environment;  ///< NAME=VALUE
  std::string folder;
};

/// The system refused to start a program; the words name the step.
class LaunchFailure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// How a program ended.
struct ExitStatus {
  int code = 0;
  int signal = 0;  ///< 0 if it ended by itself
  /// "exit code 3", "killed by SIGSEGV".
  std::string words() const;
};

/// One running program. Its standard streams are pipes, whose ends here do not block; every other descriptor is closed in it,
/// signals have their default actions, and it dies with the thread that started it. One thread.
class Child {
 public:
  /// Throws LaunchFailure.
  explicit Child(const Launch& launch);
  /// Kills what is left.
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  int input() const noexcept { return input_.get(); }
  int output() const noexcept { return output_.get(); }
  int errors() const noexcept { return errors_.get(); }
  /// Becomes readable when the program ends; -1 where the system has no such descriptors.
  int watch() const noexcept { return watch_.get(); }

  void close_input() noexcept { input_.close(); }
  void close_output() noexcept { output_.close(); }
  void close_errors() noexcept { errors_.close(); }

  /// True once the program itself has ended, whoever else holds its pipes.
  bool has_ended() noexcept;
  /// Kills whatever is left of its process group and reaps it. Nothing of the program runs in that group afterwards.
  ExitStatus finish() noexcept;

 private:
  Descriptor input_, output_, errors_, watch_;
  pid_t pid_ = -1;
  std::optional<ExitStatus> exit_;
};

}  // namespace ophamin::process
