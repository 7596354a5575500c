// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <common/byte_source.hpp>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ophamin::mail {

/// How a line of a body that begins with `From ` is kept from looking like a new message.
enum class Quoting {
  kMboxrd,  ///< every line `>`...`>From ` has one `>` more than it had
  kMboxo,   ///< `From ` became `>From `; what was `>From ` before cannot be told apart
  kNone,    ///< lines are as they were
};

/// Cuts an mbox into messages: each begins with a line `From ...` at the beginning of the file or after an
/// empty line.
class MboxSplitter {
 public:
  enum class Step {
    kMessage,
    kTooLong,    ///< a message of more than `most` bytes, passed over
    kNoMessage,  ///< the file begins with something else
    kNeedsBytes,
    kEnd,
  };

  explicit MboxSplitter(std::size_t most) noexcept : most_(most) {}

  /// A new file begins.
  void restart() noexcept { *this = MboxSplitter(most_); }

  /// The next message of what `source` has read: without its `From ` line and the empty line behind it; it
  /// stays where it is in the source. After kNoMessage comes kEnd.
  Step next(files::ByteSource& source, std::string_view& message);
  /// Messages so far, those too long included.
  std::uint64_t number() const noexcept { return number_; }

 private:
  enum class State { kStart, kInMessage, kEnd };
  Step start(files::ByteSource& source);
  Step finish(files::ByteSource& source, std::size_t size, std::size_t taken, std::string_view& message);

  std::size_t most_;
  State state_ = State::kStart;
  std::uint64_t number_ = 0;
  std::size_t scanned_ = 0;  // unread bytes in which no message is known to begin
  bool too_long_ = false;    // the beginning of the message was dropped already
};

/// A message as it was before it was put into an mbox.
void unquote(std::string_view message, Quoting quoting, std::string& out);

}  // namespace ophamin::mail
