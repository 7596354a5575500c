// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <zlib.h>

#include <string>
#include <vector>

#include <support/fake_cycles.hpp>

#include "golden.hpp"

using namespace ophamin::test;

namespace {

const oph_component_t* substrate() { return shipped("zlib", OPH_SUBSTRATE, "zlib"); }

// Bytes that do not compress: a small linear congruential generator.
std::string noise(std::size_t size) {
  std::string bytes(size, '\0');
  std::uint32_t x = 12345;
  for (auto& byte : bytes) byte = static_cast<char>((x = x * 1664525u + 1013904223u) >> 24);
  return bytes;
}

std::vector<std::string> samples() {
  std::string prose;
  for (int i = 0; i < 2000; ++i) prose += "the quick brown fox " + std::to_string(i % 37) + "\n";
  return {"", "a", prose, noise(70'000), std::string(1'000'000, 'z')};
}

}  // namespace

TEST_CASE("what goes in comes back at every level, through one and the same pair of streams") {
  const auto bytes = samples();
  std::vector<oph_record_t> records;
  for (const auto& sample : bytes) records.push_back(record_of("r", sample));
  for (int level = 0; level <= 9; ++level) {
    CAPTURE(level);
    FakeHost host;
    SubstrateSession session(substrate(), host, json::object{{"level", level}});
    const auto first = session.run(records);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      CHECK(first.success[i]);
      CHECK(first.cells.at("round_trip_equal")[i] == true);
      CHECK(first.cells.at("bytes_in")[i] == bytes[i].size());
      std::vector<Bytef> reference(compressBound(bytes[i].size()));
      uLongf size = reference.size();
      REQUIRE(compress2(reference.data(), &size, reinterpret_cast<const Bytef*>(bytes[i].data()), bytes[i].size(), level) == Z_OK);
      CHECK(first.cells.at("bytes_out")[i] == size);
      CHECK(first.cells.at("crc32")[i] == crc32_z(0, reinterpret_cast<const Bytef*>(bytes[i].data()), bytes[i].size()));
      CHECK(to_double(first.cells.at("deflate_ns")[i]) > 0);
      CHECK(to_double(first.cells.at("inflate_ns")[i]) > 0);
    }
    CHECK(first.cells.at("ratio")[0].is_null());
    CHECK(to_double(first.cells.at("ratio")[4]) == to_double(first.cells.at("bytes_out")[4]) / 1e6);
    CHECK(first.marks.size() == bytes.size());
    session.reset();
    const auto second = session.run(records);
    CHECK(second.cells.at("bytes_out") == first.cells.at("bytes_out"));
  }
}

TEST_CASE("the raw bytes of a record are the stimulus if there are any") {
  FakeHost host;
  SubstrateSession session(substrate(), host);
  const std::string raw = "\xff\xfe";
  auto record = record_of("r", "replaced text");
  record.raw = {reinterpret_cast<const std::uint8_t*>(raw.data()), raw.size()};
  CHECK(session.run({record}).cells.at("bytes_in")[0] == 2);
}

TEST_CASE("windows, memory and strategies") {
  const std::string bytes = samples()[2];
  const auto out = [&](const json::object& params) {
    FakeHost host;
    SubstrateSession session(substrate(), host, params);
    const auto batch = session.run({record_of("r", bytes)});
    CHECK(batch.cells.at("round_trip_equal")[0] == true);
    return to_double(batch.cells.at("bytes_out")[0]);
  };
  const double normal = out({});
  CHECK(out({{"strategy", "huffman_only"}}) > normal);
  CHECK(out({{"window_bits", 9}}) >= normal);
  for (const char* strategy : {"default", "filtered", "rle", "fixed"}) CHECK(out({{"strategy", strategy}}) > 0);
  for (int memory = 1; memory <= 9; ++memory) CHECK(out({{"memory_level", memory}}) > 0);
}

TEST_CASE("zlib names itself, and what is measured") {
  FakeHost host;
  const SubstrateSession session(substrate(), host);
  CHECK(session.revision == zlibVersion());
  for (const auto& field : session.fields) {
    CHECK(((field.flags & OPH_FIELD_MEASURED) != 0) == field.name.ends_with("_ns"));
    CHECK(((field.flags & OPH_FIELD_NULLABLE) != 0) == (field.name == "ratio"));
  }
}
