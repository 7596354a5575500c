// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <fstream>
#include <map>
#include <string>
#include <vector>

#include <support/fake_cycles.hpp>
#include <support/temporary_directory.hpp>

#include "golden.hpp"

using namespace ophamin::test;

namespace {

struct Lines {
  explicit Lines(std::string_view content) { std::ofstream(folder.path() / "data.jsonl", std::ios::binary) << content; }
  TemporaryDirectory folder;
};

struct Outcome {
  std::vector<RecordCopy> records;
  std::vector<std::string> log;
  std::map<std::string, std::uint64_t> skipped;
};

Outcome read(const Lines& lines, json::object params = {}, std::uint64_t limit = 2) {
  params["root"] = lines.folder.path().string();
  FakeHost host;
  Instance<oph_corpus_t> corpus(shipped("files", OPH_CORPUS, "jsonl"), host, params);
  auto records = read_all(corpus, limit);
  return {std::move(records), host.lines, host.skipped};
}

}  // namespace

TEST_CASE("a record is an object with a text; the other scalars are attributes") {
  const Lines lines("\xef\xbb\xbf{\"id\":\"r1\",\"text\":\"gr\\u00fc\xc3\x9f\",\"label\":1,\"score\":0.5,\"ok\":true,\"none\":null,\"list\":[1]}\r\n"
                    "\n"
                    "{\"text\":\"two\"}\n"
                    "{\"id\":7,\"text\":\"\"}");
  const auto [records, log, skipped] = read(lines);
  REQUIRE(records.size() == 3);
  CHECK(records[0].id == "r1");
  CHECK(records[0].text == "gr\xc3\xbc\xc3\x9f");
  CHECK(records[0].attributes == json::object{{"label", 1}, {"score", 0.5}, {"ok", true}, {"none", nullptr}});
  CHECK(records[1].id == "data.jsonl:3");
  CHECK(records[1].attributes.is_null());
  CHECK(records[2].id == "7");
  CHECK(records[2].text.empty());
  CHECK(log.empty());
  CHECK(skipped.empty());
}

TEST_CASE("other names of the members") {
  const Lines lines("{\"key\":\"a\",\"body\":\"x\",\"id\":\"i\",\"text\":\"t\"}\n");
  const auto records = read(lines, {{"id_field", "key"}, {"text_field", "body"}}).records;
  REQUIRE(records.size() == 1);
  CHECK(records[0].id == "a");
  CHECK(records[0].text == "x");
  CHECK(records[0].attributes == json::object{{"id", "i"}, {"text", "t"}});
}

TEST_CASE("a bad line ends the run and is named, or is skipped and counted") {
  for (const std::string_view bad : {"{\"text\":", "[1]", "\"text\"", "{\"id\":\"a\"}", "{\"text\":5}", "{\"id\":\"\",\"text\":\"x\"}",
                                     "{\"id\":[],\"text\":\"x\"}", "{\"text\":\"\xff\"}", "{\"text\":\"a\"} {\"text\":\"b\"}"}) {
    CAPTURE(bad);
    const Lines lines("{\"text\":\"one\"}\n" + std::string(bad) + "\n{\"text\":\"three\"}\n");
    std::string message;
    try {
      read(lines);
    } catch (const CallFailed& failed) {
      CHECK(failed.status == OPH_INVALID_ARGUMENT);
      message = failed.what();
    }
    CHECK(message.find("data.jsonl:2: ") != std::string::npos);

    const auto [records, log, skipped] = read(lines, {{"on_error", "skip"}});
    REQUIRE(records.size() == 2);
    CHECK(records[1].text == "three");
    REQUIRE(log.size() == 1);
    CHECK(log[0].find("data.jsonl:2: ") != std::string::npos);
    CHECK(skipped == std::map<std::string, std::uint64_t>{{"a line that is no JSON object with a text", 1}});
  }
}

TEST_CASE("what one parser leaves to the other: huge integers, keys twice, many keys, depth") {
  std::string many;
  json::object wide;
  for (int i = 0; i < 100; ++i) {
    many += ",\"k" + std::to_string(i) + "\":" + std::to_string(i);
    wide["k" + std::to_string(i)] = i;
  }
  const Lines lines("{\"text\":\"a\",\"n\":123456789012345678901234567890,\"m\":18446744073709551615}\n"
                    "{\"text\":\"b\",\"n\":1,\"n\":\"last\"}\n"
                    "{\"text\":\"c\"" + many + "}\n"
                    "{\"text\":\"d\",\"deep\":" + std::string(28, '[') + std::string(28, ']') + "}\n");
  const auto records = read(lines).records;
  REQUIRE(records.size() == 4);
  CHECK(records[0].attributes == json::object{{"n", 1.2345678901234568e29}, {"m", 1.8446744073709552e19}});
  CHECK(records[1].attributes == json::object{{"n", "last"}});
  CHECK(records[2].attributes == wide);
  CHECK(records[3].attributes.is_null());
  CHECK_THROWS_WITH(read(Lines("{\"text\":\"d\",\"deep\":" + std::string(100, '[') + std::string(100, ']') + "}\n")),
                    doctest::Contains("data.jsonl:1: expected one JSON object in a line, found too deep"));
}

TEST_CASE("long and many lines") {
  std::string content;
  for (int i = 0; i < 500; ++i) {
    content += "{\"text\":\"" + std::string(i == 250 ? 900'000u : 200u, 'x') + "\",\"n\":" + std::to_string(i) + "}\n";
  }
  const Lines lines(content);
  for (const std::uint64_t limit : {1u, 64u, 10'000u}) {
    const auto records = read(lines, {}, limit).records;
    REQUIRE(records.size() == 500);
    for (std::size_t i = 0; i < records.size(); ++i) REQUIRE(records[i].attributes.at("n") == i);
    CHECK(records[250].text.size() == 900'000);
  }
  CHECK(status_of([&] { read(lines, {{"max_record_bytes", 500'000}}); }) == OPH_LIMIT);
}
