// SPDX-License-Identifier: Apache-2.0
// All cycles of a batch in one request, finished ones in a file.
#include "process_kit.hpp"

#include <fstream>

#include <support/temporary_directory.hpp>

using namespace ophamin::test;

namespace {

json::object batched(std::string_view behaviour, std::string_view argument = "0", const json::object& more = {}) {
  auto params = lines(odd(behaviour, argument, more));
  params["exchange"] = "batch";
  if (!params.contains("fields")) params["fields"] = json::object{{"score", "float"}};
  return params;
}

std::size_t leftover_files() {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::temp_directory_path())) {
    count += begins_with(entry.path().filename().string(), "ophamin-cycles-") ? 1 : 0;
  }
  return count;
}

}  // namespace

TEST_CASE("a clean reply tells of every cycle") {
  TemporaryDirectory temporary;
  ::setenv("TMPDIR", temporary.path().c_str(), 1);
  Session session(batched("batch-good"));
  const auto batch = session.run({"a", "bad", "sad", "d"});
  CHECK(batch.success == std::vector<bool>{true, false, false, true});
  CHECK(batch.failures[1] == "run: cannot do it");
  CHECK(batch.raw[1].at("traceback") == "somewhere");
  CHECK(batch.failures[2] == "unsuccessful: the program says that the cycle did not succeed (done)");
  CHECK(batch.cells.at("cycle_seconds")[0] == 0.25);
  CHECK(batch.raw[3].at("cycle_seconds") == 0.25);
  CHECK(batch.raw[3].at("text") == "d");
  CHECK(batch.cells.at("round_trip_seconds")[0].is_null());
  CHECK(batch.marks == std::vector<std::uint64_t>{0, 1, 2, 3});
  CHECK(session->state().at("programs_started") == 1);
  CHECK(session->state().at("exchange") == "batch");
  CHECK(leftover_files() == 0);
  ::unsetenv("TMPDIR");
  CHECK_FALSE(has_children());
}

TEST_CASE("rows with other parameters get a program of their own") {
  Session session(batched("batch-good"));
  const auto batch = session.run({"a", "b", "c"}, json::object{}, {json::value(nullptr), json::object{{"x", 1}}, json::value(nullptr)});
  CHECK(batch.success == std::vector<bool>{true, true, true});
  CHECK(session->state().at("programs_started") == 3);
  CHECK(batch.marks == std::vector<std::uint64_t>{0, 1, 2});
}

TEST_CASE("finished cycles survive the death of the program") {
  TemporaryDirectory temporary;
  ::setenv("TMPDIR", temporary.path().c_str(), 1);
  Session session(batched("batch-kill"));
  const auto batch = session.run({"a", "b", "kill", "d"});
  CHECK(batch.success == std::vector<bool>{true, true, false, false});
  CHECK(batch.raw[1].at("text") == "b");
  CHECK(batch.failures[2] == "subprocess: the program ended without a reply: killed by SIGKILL");
  CHECK(batch.failures[3] == batch.failures[2]);
  CHECK(batch.marks == std::vector<std::uint64_t>{0, 1, 2, 3});
  CHECK(leftover_files() == 0);
  ::unsetenv("TMPDIR");
}

TEST_CASE("and its time running out") {
  Session session(batched("batch-hang", "0", {{"batch_timeout_seconds", 0.5}}));
  const auto batch = session.run({"a", "kill", "c"});
  CHECK(batch.success == std::vector<bool>{true, false, false});
  CHECK(batch.failures[1] == "timeout: no reply within 0.5 s");
  CHECK_FALSE(has_children());
}

TEST_CASE("a reply that is not clean gives way to the file") {
  Session refuse(batched("batch-refuse"));
  CHECK(refuse.run({"a", "b"}).success == std::vector<bool>{true, true});
  // The last line of a cycle counts; others are skipped.
  Session twice(batched("batch-twice"));
  CHECK(twice.run({"a", "b"}).success == std::vector<bool>{true, true});
  Session nonsense(batched("batch-nonsense"));
  CHECK(nonsense.run({"a"}).success[0]);
  // Without a file every cycle carries the fault.
  Session mute(lines({{"command", {"echo", "{\"ok\": false, \"stage\": \"target\", \"error\": \"unknown\", \"traceback\": \"t\"}"}}, {"exchange", "batch"}}));
  const auto batch = mute.run({"a", "b"});
  CHECK(batch.failures == std::vector<std::string>{"target: unknown", "target: unknown"});
  CHECK(batch.raw[0].at("traceback") == "t");
  Session garbage(lines({{"command", {"echo", "{\"ok\": tru"}}, {"exchange", "batch"}}));
  CHECK(begins_with(garbage.run({"a"}).failures[0], "decode: expected one JSON object, found `{\"ok\": tru`"));
  Session array(lines({{"command", {"echo", "[]"}}, {"exchange", "batch"}}));
  CHECK(begins_with(array.run({"a"}).failures[0], "decode: expected one JSON object, found an array"));
}

TEST_CASE("an entry that is missing is a failed cycle") {
  Session session(batched("batch-gap"));
  const auto batch = session.run({"a", "b", "c"});
  CHECK(batch.success == std::vector<bool>{true, false, true});
  CHECK(batch.failures[1] == "decode: the reply has no entry for this cycle");
}

TEST_CASE("marks come when cycles end, and not at all from a program that writes nothing down") {
  Session slow(batched("batch-good", "60"));
  const auto batch = slow.run({"a", "b", "c"});
  CHECK(batch.marks.size() == 3);
  Session unwritten(batched("batch-unwritten"));
  const auto unmarked = unwritten.run({"a", "b"});
  CHECK(unmarked.success == std::vector<bool>{true, true});
  CHECK(unmarked.marks.empty());
}

TEST_CASE("the file stays where the manifest wants it") {
  TemporaryDirectory folder;
  Session session(batched("batch-kill", "0", {{"results_folder", folder.path().string()}}));
  session.run({"a", "kill"});
  std::vector<std::string> lines;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);) lines.push_back(line);
  }
  REQUIRE(lines.size() == 2);
  CHECK(json::parse(lines[0]).at("raw").at("text") == "a");
}
