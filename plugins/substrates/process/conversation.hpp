// SPDX-License-Identifier: Apache-2.0
//
// Talking with a program that was started: what is sent, what comes back, and how long either may take.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <ophamin/host.hpp>

#include "child.hpp"
#include "last_words.hpp"

namespace ophamin::process {

enum class Outcome : std::uint8_t {
  kReply,    ///< reply() is what came
  kEnded,    ///< the program ended without one
  kClosed,   ///< it closed its output without one, and goes on
  kTimeout,  ///< the deadline passed
  kTooLong,  ///< a line beyond the limit
};

/// A descriptor to look at while waiting.
struct Bystander {
  int descriptor = -1;
  std::function<void()> ready;
};

/// One program and its three streams. Memory is bounded by the longest reply. Whoever calls ask() or converse() holds SIGPIPE
/// back (PipeSignal). Deadlines are of the host's clock, in nanoseconds. Waiting ends with sdk::cancelled() if the host wants that.
class Conversation {
 public:
  /// Throws LaunchFailure.
  Conversation(const sdk::Host& host, const Launch& launch, std::size_t reply_limit);
  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;

  /// Sends `request`, which ends in a newline or is empty, and waits for the next line that is not blank. After anything but
  /// kReply the conversation is over.
  Outcome ask(std::string_view request, std::uint64_t deadline);
  /// Sends `payload`, ends the program's input and waits for the program to end. The reply is the last line that is not blank.
  Outcome converse(std::string_view payload, std::uint64_t deadline, const Bystander& bystander = {});

  /// The last reply, without the end of its line; until the next call.
  std::string_view reply() const noexcept { return reply_; }
  /// The program has said more than it was asked for, as far as is known. Costs nothing.
  bool said_more() const noexcept { return begin_ != end_; }
  /// The same after a look at the pipe, between two questions.
  bool has_more_to_say();
  const LastWords& errors() const noexcept { return errors_; }

  /// Ends the program: kindly, by the end of its input, and after `grace` nanoseconds by force. How it ended.
  ExitStatus end(std::uint64_t grace = 0) noexcept;

 private:
  bool send_pending() noexcept;
  void read_errors() noexcept;
  bool read_lines();
  bool read_last_line();
  void keep_last_line(std::string_view chunk);
  bool take_line();
  bool has_line_in_time() const noexcept;
  Outcome end_of_output(std::uint64_t deadline);
  void look(std::uint64_t deadline, const Bystander& bystander, bool (Conversation::*read)());
  std::size_t room();

  sdk::Host host_;
  std::size_t limit_;
  Child child_;
  std::string_view pending_;
  // Lines: read up to end_, taken up to begin_, searched up to scanned_.
  std::vector<char> bytes_;
  std::size_t begin_ = 0, end_ = 0, scanned_ = 0;
  // The last line.
  std::string last_;
  bool last_is_whole_ = false;
  bool too_long_ = false;
  bool ended_ = false;
  bool output_open_ = true;
  std::string_view reply_;
  LastWords errors_;
};

}  // namespace ophamin::process
