// SPDX-License-Identifier: Apache-2.0
#include <ophamin/execution/frame.hpp>

#include <random>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <ophamin/diagnostics/diagnostic.hpp>

using namespace ophamin::execution;
using ophamin::diagnostics::Error;
using ophamin::diagnostics::ErrorCode;

namespace {

std::string refusal_of(std::string_view bytes) {
  FrameDecoder decoder;
  decoder.append(bytes);
  try {
    while (decoder.next()) {
    }
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::kShardProtocolBroken);
    return error.diagnostics().front().message;
  }
  return {};
}

std::string header(std::uint32_t type, std::uint64_t size) {
  std::string bytes = "OPH1";
  for (int i = 0; i < 4; ++i) bytes += static_cast<char>(type >> (8 * i) & 0xFFu);
  for (int i = 0; i < 8; ++i) bytes += static_cast<char>(size >> (8 * i) & 0xFFu);
  return bytes;
}

}  // namespace

TEST_CASE("a frame has the bytes that the header promises") {
  CHECK(encode({FrameType::kResult, "abc"}) == header(6, 3) + "abc");
  CHECK(encode({FrameType::kJob, ""}) == header(1, 0));
}

TEST_CASE("frames come out whole however the bytes come in") {
  const std::vector<Frame> frames{{FrameType::kJob, ""},
                                  {FrameType::kLog, std::string(100'000, 'x')},
                                  {FrameType::kStatement, std::string("OPH1\0OPH1", 9)},
                                  {FrameType::kFailure, "last"}};
  std::string bytes;
  for (const auto& frame : frames) bytes += encode(frame);
  std::mt19937 random(7);
  for (std::size_t round = 0; round < 30; ++round) {
    FrameDecoder decoder;
    std::vector<Frame> out;
    const std::size_t most = round == 0 ? 1 : round == 1 ? bytes.size() : 1 + random() % 40'000;
    for (std::size_t at = 0; at < bytes.size();) {
      const auto piece = round < 2 ? most : 1 + random() % most;
      decoder.append(std::string_view(bytes).substr(at, piece));
      at += std::min(piece, bytes.size() - at);
      while (auto frame = decoder.next()) out.push_back(std::move(*frame));
    }
    REQUIRE(out.size() == frames.size());
    for (std::size_t i = 0; i < frames.size(); ++i) {
      CHECK(out[i].type == frames[i].type);
      CHECK(out[i].payload == frames[i].payload);
    }
    CHECK_FALSE(decoder.has_partial());
  }
}

TEST_CASE("a part of a frame is waited for") {
  FrameDecoder decoder;
  decoder.append("OP");
  CHECK_FALSE(decoder.next().has_value());
  CHECK(decoder.has_partial());
  decoder.append(header(5, 2).substr(2) + "a");
  CHECK_FALSE(decoder.next().has_value());
  decoder.append("b");
  CHECK(decoder.next()->payload == "ab");
  CHECK_FALSE(decoder.has_partial());
}

TEST_CASE("bytes that are no frame are refused as soon as that is known") {
  CHECK(refusal_of("X").find("begin no frame") != std::string::npos);
  CHECK(refusal_of("OPX").find("begin no frame") != std::string::npos);
  CHECK(refusal_of("OPH2").find("begin no frame") != std::string::npos);
  CHECK(refusal_of(std::string(16, '\0')).find("begin no frame") != std::string::npos);
  CHECK(refusal_of(encode({FrameType::kLog, "x"}) + "rest").find("begin no frame") != std::string::npos);
  CHECK(refusal_of("OPH").empty());
  CHECK(refusal_of(header(0, 0)).find("unknown type 0") != std::string::npos);
  CHECK(refusal_of(header(8, 0)).find("unknown type 8") != std::string::npos);
  CHECK(refusal_of(header(0xFFFFFFFF, 0)).find("unknown type 4294967295") != std::string::npos);
  CHECK(refusal_of(header(6, kLargestPayload)).empty());
  CHECK(refusal_of(header(6, kLargestPayload + 1)).find("where 268435456 are allowed") != std::string::npos);
  CHECK(refusal_of(header(6, ~std::uint64_t{0})).find("18446744073709551615 bytes") != std::string::npos);
}

TEST_CASE("noise never gets further than a refusal") {
  std::mt19937 random(11);
  for (int round = 0; round < 2000; ++round) {
    std::string bytes;
    if (round % 2 == 0) bytes = header(static_cast<std::uint32_t>(random() % 12), random() % 64);
    for (auto left = random() % 100; left > 0; --left) bytes += static_cast<char>(random());
    (void)refusal_of(bytes);
  }
}
