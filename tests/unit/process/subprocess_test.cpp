// SPDX-License-Identifier: Apache-2.0
// A fresh program for each cycle.
#include "process_kit.hpp"

#include <fstream>
#include <iterator>

#include <support/temporary_directory.hpp>

using namespace ophamin::test;

TEST_CASE("each cycle is answered by a program of its own") {
  const auto before = open_descriptors();
  {
    Session session(odd("echo", "", {{"fields", {{"n", "int"}, {"size", "int"}, {"score", "float"}, {"text", "text"}}}}));
    const auto batch = session.run({"a", "bcd", ""}, json::object{{"level", 3}});
    CHECK(batch.success == std::vector<bool>{true, true, true});
    CHECK(batch.failures == std::vector<std::string>{"", "", ""});
    CHECK(batch.cells.at("n") == std::vector<json::value>{0, 0, 0});
    CHECK(batch.cells.at("size") == std::vector<json::value>{1, 3, 0});
    CHECK(batch.cells.at("text") == std::vector<json::value>{"a", "bcd", ""});
    CHECK(batch.cells.at("score")[2] == 0.5);
    CHECK(batch.cells.at("halt_mode")[0] == "done");
    CHECK(batch.marks == std::vector<std::uint64_t>{0, 1, 2});
    for (std::size_t i = 0; i < 3; ++i) {
      CHECK(to_double(batch.cells.at("round_trip_seconds")[i]) > 0.0);
      CHECK(batch.cells.at("cycle_seconds")[i] == batch.cells.at("round_trip_seconds")[i]);
      CHECK(batch.raw[i].at("params") == json::object{{"level", 3}});
      CHECK_FALSE(batch.raw[i].contains("cycle_seconds"));
    }
    const auto state = session->state();
    CHECK(state.at("programs_started") == 3);
    CHECK(state.at("cycles") == 3);
    CHECK(state.at("mode") == "subprocess");
    CHECK(state.at("last_exit") == "exit code 0");
    CHECK_FALSE(state.contains("failures"));
    session->reset();
    CHECK(session->state().at("cycles") == 0);
  }
  CHECK_FALSE(has_children());
  CHECK(open_descriptors() == before);
}

TEST_CASE("parameters of a row replace those of the batch") {
  Session session(odd("echo"));
  const auto batch = session.run({"a", "b"}, json::object{{"x", 1}}, {json::value(nullptr), json::object{{"x", 2.0}, {"deep", {{"list", {1, nullptr, true}}}}}});
  CHECK(batch.raw[0].at("params") == json::object{{"x", 1}});
  CHECK(batch.raw[1].at("params") == json::object{{"x", 2.0}, {"deep", {{"list", {1, nullptr, true}}}}});
}

TEST_CASE("a stimulus of any characters arrives as it was") {
  std::string all;
  for (char c = 1; c < 127; ++c) all += c;
  all += "\"\\\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80";
  Session session(odd("echo"));
  CHECK(session.run({all}).raw[0].at("text") == json::string(all));
}

TEST_CASE("a program inherits its three streams and nothing else of the host") {
  TemporaryDirectory folder;
  ::setenv("OPHAMIN_SIGN_KEY_FILE", "/secret", 1);
  Session session(odd("itself", "", {{"working_folder", folder.path().string()}, {"environment", {{"ODD_GIVEN", "yes=1"}}}}));
  const auto raw = session.run({"x"}).raw[0];
  ::unsetenv("OPHAMIN_SIGN_KEY_FILE");
  CHECK(raw.at("descriptors") == 3);
  CHECK(raw.at("leads_its_group") == true);
  CHECK(raw.at("blocked") == false);
  CHECK(raw.at("default_sigpipe") == true);
  CHECK(raw.at("folder") == json::string(std::filesystem::canonical(folder.path()).string()));
  CHECK(raw.at("given") == "yes=1");
  CHECK(raw.at("inherited") == true);
  CHECK(raw.at("key") == "");
}

TEST_CASE("with input = text the program reads the bytes of the stimulus") {
  Session session({{"command", {"sh", "-c", "printf '{\"bytes\": %d}' $(wc -c)"}}, {"input", "text"}, {"fields", {{"bytes", "int"}}}});
  auto record = record_of("r", "replaced");
  const std::string raw("\xff\x00\xfe\n\n", 5);
  record.raw = {reinterpret_cast<const std::uint8_t*>(raw.data()), raw.size()};
  CHECK(session->run({record, record_of("s", "four")}).cells.at("bytes") == std::vector<json::value>{5, 4});
}

TEST_CASE("attributes are sent where the manifest asks for it, and only there") {
  const ValueTree attributes(json::object{{"label", "malicious"}});
  auto record = record_of("r", "x");
  record.attributes = attributes.get();
  Session open(odd("echo", "", {{"send_attributes", true}}));
  CHECK(open->run({record}).raw[0].at("attributes") == json::object{{"label", "malicious"}});
  Session shut(odd("echo"));
  CHECK_FALSE(shut->run({record}).raw[0].contains("attributes"));
}

TEST_CASE("a large stimulus goes through a program that answers before it has read all") {
  const std::string large(3 << 20, 'x');
  Session session({{"command", {"cat"}}, {"fields", {{"stimulus", "text"}}}});
  const auto batch = session.run({large, "small"});
  CHECK(batch.success == std::vector<bool>{true, true});
  CHECK(batch.cells.at("stimulus")[0] == json::string(large));
}

TEST_CASE("a program that does not read is answered by all the same") {
  Session session(odd("deaf", "", {{"fields", {{"score", "int"}}}}));
  CHECK(session.run({std::string(1 << 20, 'x')}).cells.at("score")[0] == 1);
}

TEST_CASE("the last line that is not blank is the reply") {
  Session session({{"command", {"printf", "warming up\\n{\"a\": 1}\\n\\n  {\"score\": 2}  \\n\\n \\n"}}, {"fields", {{"score", "int"}}}});
  CHECK(session.run({"x"}).cells.at("score")[0] == 2);
}

TEST_CASE("finished cycles are kept where the manifest wants them") {
  TemporaryDirectory folder;
  {
    Session session(odd("die-at", "0", {{"results_folder", folder.path().string()}}));
    session.run({"a"});
    Session good(odd("echo", "", {{"results_folder", folder.path().string()}}));
    good.run({"b", "c"});
  }
  std::vector<std::string> found;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);) found.push_back(line);
  }
  std::sort(found.begin(), found.end());
  REQUIRE(found.size() == 3);
  CHECK(json::parse(found[0]).at("stage") == "subprocess");
  CHECK(json::parse(found[1]).at("raw").at("text") == "b");
  CHECK(json::parse(found[2]).at("cycle_index") == 1);
}

TEST_CASE("a run ends when the host wants it to") {
  Session session(odd("hang"));
  session.host().cancel = true;
  const Stopwatch watch;
  CHECK(status_of([&] { session.run({"x"}); }) == OPH_CANCELLED);
  CHECK(watch.seconds() < 5);
  CHECK_FALSE(has_children());
}
