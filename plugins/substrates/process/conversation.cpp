// SPDX-License-Identifier: Apache-2.0
#include "conversation.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace ophamin::process {
namespace {

constexpr std::uint64_t kMillisecond = 1'000'000;
constexpr std::size_t kPiece = std::size_t{64} << 10;
// How long the program's output is looked at alone, which is cheaper than looking at everything.
constexpr int kAloneMs = 1;
// How often the host is asked whether it still wants the answer.
constexpr std::uint64_t kSlice = 100 * kMillisecond;
// The same where the system does not tell that a program ended.
constexpr std::uint64_t kBlindSlice = 5 * kMillisecond;
// An output that ends is followed by the program's end, as a rule.
constexpr std::uint64_t kFarewell = 200 * kMillisecond;
constexpr int kMostPieces = 64;
constexpr std::string_view kBlank = " \t\r\n";

}  // namespace

Conversation::Conversation(const sdk::Host& host, const Launch& launch, std::size_t reply_limit)
    : host_(host), limit_(reply_limit), child_(launch) {}

bool Conversation::send_pending() noexcept {
  while (!pending_.empty()) {
    const auto sent = ::write(child_.input(), pending_.data(), pending_.size());
    if (sent >= 0) {
      pending_.remove_prefix(static_cast<std::size_t>(sent));
    } else if (errno == EAGAIN) {
      return false;
    } else if (errno != EINTR) {
      // It does not read any more. Whether it has answered all the same will show.
      pending_ = {};
      child_.close_input();
    }
  }
  return true;
}

void Conversation::read_errors() noexcept {
  char piece[kPiece];
  for (int pieces = 0; pieces < 16; ++pieces) {
    const auto got = ::read(child_.errors(), piece, sizeof piece);
    if (got > 0) {
      errors_.append({piece, static_cast<std::size_t>(got)});
    } else if (got == 0 || (errno != EINTR && errno != EAGAIN)) {
      return child_.close_errors();
    } else if (errno == EAGAIN) {
      return;
    }
  }
}

std::size_t Conversation::room() {
  if (begin_ == end_) begin_ = end_ = scanned_ = 0;
  if (bytes_.size() - end_ < kPiece) {
    if (begin_ > 0) {
      std::memmove(bytes_.data(), bytes_.data() + begin_, end_ - begin_);
      end_ -= begin_;
      scanned_ -= begin_;
      begin_ = 0;
    }
    if (bytes_.size() - end_ < kPiece) bytes_.resize(std::max(bytes_.size() * 2, end_ + kPiece));
  }
  return bytes_.size() - end_;
}

// True if there may be more at once.
bool Conversation::read_lines() {
  const auto space = room();
  const auto got = ::read(child_.output(), bytes_.data() + end_, space);
  if (got > 0) {
    end_ += static_cast<std::size_t>(got);
    return static_cast<std::size_t>(got) == space;
  }
  if (got < 0 && errno == EINTR) return true;
  if (got < 0 && errno == EAGAIN) return false;
  output_open_ = false;
  child_.close_output();
  return false;
}

bool Conversation::read_last_line() {
  char piece[kPiece];
  const auto got = ::read(child_.output(), piece, sizeof piece);
  if (got > 0) {
    keep_last_line({piece, static_cast<std::size_t>(got)});
    return !too_long_;
  }
  if (got < 0 && errno == EINTR) return true;
  if (got < 0 && errno == EAGAIN) return false;
  output_open_ = false;
  child_.close_output();
  return false;
}

void Conversation::keep_last_line(std::string_view chunk) {
  while (!chunk.empty()) {
    const auto newline = chunk.find('\n');
    const auto piece = chunk.substr(0, newline);
    if (piece.find_first_not_of(kBlank) != std::string_view::npos) {
      if (std::exchange(last_is_whole_, false)) last_.clear();
      last_ += piece;
    } else if (!last_.empty() && !last_is_whole_) {
      last_ += piece;
    }
    too_long_ = too_long_ || last_.size() > limit_;
    if (newline == std::string_view::npos || too_long_) return;
    last_is_whole_ = !last_.empty();
    chunk.remove_prefix(newline + 1);
  }
}

// Moves the next line that is not blank from the bytes read to the reply.
bool Conversation::take_line() {
  while (scanned_ < end_) {
    const char* const from = bytes_.data() + scanned_;
    const auto* newline = static_cast<const char*>(std::memchr(from, '\n', end_ - scanned_));
    if (newline == nullptr) {
      scanned_ = end_;
      break;
    }
    const auto stop = static_cast<std::size_t>(newline - bytes_.data());
    reply_ = std::string_view(bytes_.data() + begin_, stop - begin_);
    begin_ = scanned_ = stop + 1;
    if (reply_.size() > limit_) {
      too_long_ = true;
      return false;
    }
    if (reply_.find_first_not_of(kBlank) != std::string_view::npos) return true;
  }
  too_long_ = too_long_ || end_ - begin_ > limit_;
  return false;
}

// Waits for anything to happen, until the deadline at most, and sees to it.
void Conversation::look(std::uint64_t deadline, const Bystander& bystander, bool (Conversation::*read)()) {
  host_.check_cancelled();
  std::array<pollfd, 5> all{};
  std::size_t count = 0;
  const auto add = [&](int descriptor, short events) {
    all[count] = {descriptor, events, 0};
    return count++;
  };
  constexpr std::size_t kNone = all.size();
  const auto output = output_open_ ? add(child_.output(), POLLIN) : kNone;
  const auto errors = child_.errors() >= 0 ? add(child_.errors(), POLLIN) : kNone;
  const auto input = !pending_.empty() ? add(child_.input(), POLLOUT) : kNone;
  if (child_.watch() >= 0 && !ended_) add(child_.watch(), POLLIN);
  const auto beside = bystander.descriptor >= 0 ? add(bystander.descriptor, POLLIN) : kNone;

  const auto now = host_.monotonic_ns();
  const auto left = std::min(deadline > now ? deadline - now : 0, child_.watch() >= 0 ? kSlice : kBlindSlice);
  const int happened = ::poll(all.data(), count, ended_ ? 0 : static_cast<int>((left + kMillisecond - 1) / kMillisecond));
  const auto ready = [&](std::size_t which) { return happened > 0 && which != kNone && all[which].revents != 0; };
  if (ready(errors)) read_errors();
  if (ready(input)) send_pending();
  if (ready(beside)) bystander.ready();
  // Before the last look at the output: what an ended program has said is all there.
  if (!ended_) ended_ = child_.has_ended();
  // More than a pipe holds, and not without end: a program that never stops talking has a deadline, too.
  for (int pieces = 0; pieces < kMostPieces && output_open_ && (ready(output) || ended_) && (this->*read)(); ++pieces) {
  }
}

Outcome Conversation::end_of_output(std::uint64_t deadline) {
  const auto farewell = std::min(deadline, host_.monotonic_ns() + kFarewell);
  while (!ended_ && host_.monotonic_ns() < farewell) look(farewell, {}, &Conversation::read_lines);
  return ended_ ? Outcome::kEnded : Outcome::kClosed;
}

bool Conversation::has_more_to_say() {
  if (!said_more() && output_open_) (void)read_lines();
  return said_more();
}

Outcome Conversation::ask(std::string_view request, std::uint64_t deadline) {
  pending_ = request;
  if (child_.input() < 0) pending_ = {};
  send_pending();
  for (;;) {
    if (take_line()) return Outcome::kReply;
    if (too_long_) return Outcome::kTooLong;
    if (ended_ || !output_open_) {
      // A last line may lack its end.
      reply_ = std::string_view(bytes_.data() + begin_, end_ - begin_);
      begin_ = end_;
      if (reply_.find_first_not_of(kBlank) != std::string_view::npos) return Outcome::kReply;
      return ended_ ? Outcome::kEnded : end_of_output(deadline);
    }
    if (pending_.empty()) {
      pollfd output{child_.output(), POLLIN, 0};
      if (::poll(&output, 1, kAloneMs) > 0) {
        (void)read_lines();
        continue;
      }
    }
    if (host_.monotonic_ns() >= deadline) return Outcome::kTimeout;
    look(deadline, {}, &Conversation::read_lines);
  }
}

Outcome Conversation::converse(std::string_view payload, std::uint64_t deadline, const Bystander& bystander) {
  pending_ = payload;
  bool sending = true;
  while (!ended_) {
    if (sending && send_pending()) {
      child_.close_input();
      sending = false;
    }
    if (host_.monotonic_ns() >= deadline) return Outcome::kTimeout;
    look(deadline, bystander, &Conversation::read_last_line);
    if (too_long_) return Outcome::kTooLong;
  }
  if (child_.errors() >= 0) read_errors();
  reply_ = last_;
  return last_.empty() ? Outcome::kEnded : Outcome::kReply;
}

ExitStatus Conversation::end(std::uint64_t grace) noexcept {
  pending_ = {};
  child_.close_input();
  const auto until = host_.monotonic_ns() + grace;
  char piece[kPiece];
  while (!child_.has_ended()) {
    const auto now = host_.monotonic_ns();
    if (now >= until) break;
    std::array<pollfd, 3> all{{{child_.watch(), POLLIN, 0}, {child_.output(), POLLIN, 0}, {child_.errors(), POLLIN, 0}}};
    const auto left = std::min(until - now, child_.watch() >= 0 ? kSlice : kBlindSlice);
    ::poll(all.data(), all.size(), static_cast<int>((left + kMillisecond - 1) / kMillisecond));
    // What it still says is read and dropped, so that it can end.
    if (all[1].revents != 0 && ::read(child_.output(), piece, sizeof piece) == 0) child_.close_output();
    if (all[2].revents != 0) read_errors();
  }
  if (child_.errors() >= 0) read_errors();
  return child_.finish();
}

}  // namespace ophamin::process
