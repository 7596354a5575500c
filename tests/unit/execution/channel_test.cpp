// SPDX-License-Identifier: Apache-2.0
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <thread>

#include <doctest/doctest.h>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/execution/frame.hpp>

using namespace ophamin::execution;
using ophamin::diagnostics::Error;
using ophamin::diagnostics::ErrorCode;

TEST_CASE("a channel carries frames of any size both ways, and says when the other end is gone") {
  int ends[2];
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
  std::thread other([&] {
    Channel channel(ends[1]);
    for (int i = 0; i < 3; ++i) channel.send(channel.receive());
    ::close(ends[1]);
  });
  Channel channel(ends[0]);
  for (const std::size_t size : {std::size_t{0}, std::size_t{10}, std::size_t{3'000'000}}) {
    std::thread sender([&] { Channel(ends[0]).send({FrameType::kProgress, std::string(size, 'y')}); });
    const auto frame = channel.receive();
    sender.join();
    CHECK(frame.payload.size() == size);
  }
  other.join();
  const auto lost = [](auto call) {
    try {
      call();
    } catch (const Error& error) {
      return error.code();
    }
    return ErrorCode::kInternalError;
  };
  CHECK(lost([&] { channel.receive(); }) == ErrorCode::kSystemCallFailed);
  CHECK(lost([&] { channel.send({FrameType::kLog, "x"}); }) == ErrorCode::kSystemCallFailed);
  CHECK(lost([] { Channel(-1).send({FrameType::kLog, "x"}); }) == ErrorCode::kSystemCallFailed);
  ::close(ends[0]);
}
