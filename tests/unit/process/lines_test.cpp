// SPDX-License-Identifier: Apache-2.0
// One program for all cycles, a line each.
#include "process_kit.hpp"

#include <unistd.h>

#include <fstream>
#include <iterator>

#include <support/temporary_directory.hpp>

using namespace ophamin::test;

namespace {

json::object with_n(json::object params) {
  params["fields"] = json::object{{"n", "int"}};
  return lines(std::move(params));
}

}  // namespace

TEST_CASE("one program answers all cycles from reset to reset") {
  const auto before = open_descriptors();
  {
    Session session(with_n(odd("echo")));
    CHECK(session.run({"a", "b"}).cells.at("n") == std::vector<json::value>{0, 1});
    const auto batch = session.run({"c"});
    CHECK(batch.cells.at("n") == std::vector<json::value>{2});
    CHECK(batch.marks == std::vector<std::uint64_t>{0});
    CHECK(to_double(batch.cells.at("round_trip_seconds")[0]) > 0.0);
    CHECK(session->state().at("programs_started") == 1);
    CHECK(session->state().at("exchange") == "cycle");
    session->reset();
    CHECK(session.run({"d"}).cells.at("n") == std::vector<json::value>{0});
    CHECK(session->state().at("programs_started") == 1);
  }
  CHECK_FALSE(has_children());
  CHECK(open_descriptors() == before);
}

TEST_CASE("a program has time to write down what it keeps when its input ends") {
  TemporaryDirectory folder;
  const auto file = folder / "kept";
  {
    Session session(lines(odd("flush", file.string())));
    CHECK(session.run({"a"}).success[0]);
  }
  std::ifstream stream(file);
  CHECK(std::string(std::istreambuf_iterator<char>(stream), {}) == "whole");
}

TEST_CASE("a program that is lost is not replaced unless the manifest says so") {
  Session session(with_n(odd("die-at", "2")));
  const auto batch = session.run({"a", "b", "c", "d", "e"});
  CHECK(batch.success == std::vector<bool>{true, true, false, false, false});
  CHECK(begins_with(batch.failures[2], "subprocess: the program ended without a reply: exit code 7"));
  CHECK(begins_with(batch.failures[3], "subprocess: the program is gone since cycle 2 (subprocess: the program ended"));
  CHECK(batch.failures[4] == batch.failures[3]);
  CHECK(session.run({"f"}).failures[0] == batch.failures[3]);
  session->reset();
  CHECK(session.run({"g"}).success[0]);

  Session again(with_n(odd("die-at", "2", {{"restart", true}})));
  const auto restarted = again.run({"a", "b", "c", "d", "e"});
  CHECK(restarted.success == std::vector<bool>{true, true, false, true, true});
  CHECK(restarted.cells.at("n")[3] == 0);
  CHECK(again->state().at("programs_started") == 2);
  CHECK(again->state().at("failures") == json::object{{"subprocess", 1}});
}

TEST_CASE("a program that hangs on one cycle is killed, and finished cycles stay") {
  Session session(with_n(odd("hang-at", "1", {{"timeout_seconds", 0.3}, {"restart", true}})));
  const auto batch = session.run({"a", "b", "c"});
  CHECK(batch.success == std::vector<bool>{true, false, true});
  CHECK(batch.failures[1] == "timeout: no reply within 0.3 s");
}

TEST_CASE("a reply is held to the cycle that it names") {
  Session stale(lines(odd("stale")));
  CHECK(stale.run({"a"}).failures[0] == "decode: expected the reply to cycle 0, found one with cycle_index 1");
  Session chatty(lines(odd("twice")));
  const auto batch = chatty.run({"a", "b", "c", "d"});
  CHECK(std::count(batch.success.begin(), batch.success.end(), true) <= 1);
  const std::size_t first_bad = batch.success[0] ? 1 : 0;
  CHECK_MESSAGE((batch.failures[first_bad] == "decode: more than one line in answer to one request" ||
                 batch.failures[first_bad] == "decode: expected the reply to cycle 1, found one with cycle_index 0"),
                batch.failures[first_bad]);
  CHECK(begins_with(batch.failures[first_bad + 1], "subprocess: the program is gone"));
  Session unnumbered(lines(odd("say", "{}")));
  CHECK(begins_with(unnumbered.run({"a"}).failures[0], "decode: expected a reply that repeats cycle_index, found none in it"));
  // Without numbers, a line that is there before it is asked for is all that can be noticed.
  Session trusting(lines(odd("say", "{}", {{"numbered", false}})));
  CHECK(trusting.run({"a", "b"}).success == std::vector<bool>{true, true});
  Session eager(lines({{"command", {"sh", "-c", "read -r a; echo '{}'; echo '{}'; sleep 0.3; read -r b; sleep 10"}}, {"numbered", false}}));
  CHECK(eager.run({"a"}).failures.size() == 1);
  ::usleep(100'000);
  CHECK_FALSE(eager.run({"b"}).success[0]);
  Session cat(lines({{"command", {"cat"}}}));
  const auto echoed = cat.run({"a", "b", "c"});
  CHECK(echoed.success == std::vector<bool>{true, true, true});
  CHECK(echoed.raw[2].at("cycle_index") == 2);
}

TEST_CASE("a last line without its end counts") {
  Session session(lines(odd("unended", "", {{"fields", {{"score", "int"}}}, {"numbered", false}})));
  const auto batch = session.run({"a", "b"});
  CHECK(batch.cells.at("score")[0] == 1);
  CHECK(begins_with(batch.failures[1], "subprocess: "));
}

TEST_CASE("what it takes to become ready is not part of a cycle") {
  {
    Session session(lines(odd("ready", "400", {{"wait_ready", true}})));
    const Stopwatch watch;
    CHECK(session.run({"a"}).success[0]);
    CHECK(watch.seconds() < 0.3);
  }
  // Where nobody waits for it, the line is no reply either.
  {
    Session hasty(with_n(odd("ready", "0")));
    CHECK(hasty.run({"a", "b"}).cells.at("n") == std::vector<json::value>{0, 1});
  }
  // The same program, with a process per cycle: its last line is the reply.
  Session each(odd("ready", "0"));
  CHECK(each.run({"a"}).success[0]);

  CHECK(contains(refusal(OPH_UNAVAILABLE, [] { Session never(lines(odd("hang", "", {{"wait_ready", true}, {"timeout_seconds", 0.2}}))); }),
                 "timeout: the program did not become ready: no reply within 0.2 s"));
  CHECK(contains(refusal(OPH_UNAVAILABLE, [] { Session dead(lines(odd("nothing", "9", {{"wait_ready", true}}))); }), "exit code 9"));
  const json::object wrong{{"command", {"sh", "-c", "echo '{\"ready\": 1}'; cat"}}, {"wait_ready", true}};
  CHECK(contains(refusal(OPH_UNAVAILABLE, [&] { Session bad(lines(wrong)); }), "expected {\"ready\": true}, found `{\"ready\": 1}`"));
  CHECK_FALSE(has_children());
}

TEST_CASE("many cycles in one batch") {
  Session session(with_n(odd("echo")));
  const auto batch = session.run(std::vector<std::string>(3000, "x"));
  CHECK(batch.cells.at("n")[2999] == 2999);
  CHECK(batch.marks.size() == 3000);
}

TEST_CASE("finished cycles outlive both sides in a file") {
  TemporaryDirectory folder;
  const json::object more{{"results_folder", folder.path().string()}};
  Session session(lines(odd("die-at", "2", more)));
  session.run({"a", "b", "c"});
  // While the session is still open, as if it were never closed.
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) files.push_back(entry.path());
  REQUIRE(files.size() == 1);
  CHECK(begins_with(files[0].filename().string(), "cycles-0-"));
  std::ifstream file(files[0]);
  std::vector<json::value> found;
  for (std::string line; std::getline(file, line);) found.push_back(json::parse(line));
  REQUIRE(found.size() == 3);
  CHECK(found[1].at("cycle_index") == 1);
  CHECK(found[1].at("ok") == true);
  CHECK(found[1].at("halt_mode") == "done");
  CHECK(found[1].at("raw").at("text") == "b");
  CHECK(found[2].at("ok") == false);
  CHECK(found[2].at("stage") == "subprocess");
}
