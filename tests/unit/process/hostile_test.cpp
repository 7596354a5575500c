// SPDX-License-Identifier: Apache-2.0
// Programs that do what they should not: each a failed cycle with its stage, in both modes, and nothing is left behind.
#include "process_kit.hpp"

#include <unistd.h>

#include <fstream>

#include <support/temporary_directory.hpp>

namespace ophamin::test {

std::size_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::size_t total = 0, resident = 0;
  file >> total >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace ophamin::test

using namespace ophamin::test;

namespace {

struct Hostile {
  const char* behaviour;
  const char* argument;
  const char* beginning;  ///< of the failure
  const char* piece;
};

// In the way of all modes in which a cycle is answered by a line.
const Hostile kHostile[] = {
    {"garbage", "", "decode: ", "found `this is no JSON`"},
    {"array", "", "decode: ", "found an array"},
    {"half", "", "decode: ", "incomplete"},
    {"utf8", "", "decode: ", "expected one JSON object"},
    {"surrogate", "", "decode: ", "expected one JSON object"},
    {"nan", "", "decode: ", "JSON has no NaN and no infinity"},
    {"deep", "", "decode: ", "too deep"},
    {"say", "{\"score\": 1} {\"score\": 2}", "decode: ", "extra data"},
    {"say", "{\"score\": 1e999}", "decode: ", "expected one JSON object"},
    {"say", "{\"ok\": true, \"raw\": [1]}", "decode: ", "expected an object as `raw`, found an array"},
    {"say", "{\"score\": \"high\"}", "fields: ", "`score`: expected a number, found a text (high)"},
    {"say", "{\"score\": true}", "fields: ", "`score`: expected a number, found a boolean (true)"},
    {"say", "{\"score\": \"NaN\"}", "fields: ", "`score`: expected a number, found a text (NaN)"},
    {"say", "{\"score\": null}", "fields: ", "`score` is null"},
    {"say", "{}", "fields: ", "`score` is missing"},
    {"say", "{\"ok\": false}", "run: ", "the program gave no reason"},
    {"say", "{\"ok\": false, \"stage\": \"construct\", \"error\": \"no such thing\"}", "construct: no such thing", ""},
    {"say", "{\"ok\": true, \"success\": false, \"halt_mode\": \"collapsed\", \"raw\": {\"score\": 1}}", "unsuccessful: ", "(collapsed)"},
    {"nothing", "0", "subprocess: ", "ended without a reply: exit code 0"},
    {"nothing", "3", "subprocess: ", "exit code 3"},
    {"die-at", "0", "subprocess: ", "exit code 7; its last words: dying"},
    {"signal", "", "subprocess: ", "killed by SIGSEGV"},
    {"no-such-behaviour", "", "subprocess: ", "exit code 64; its last words: odd_program: no behaviour"},
};

void check_hostile(const Hostile& hostile, const json::object& params) {
  CAPTURE(hostile.behaviour);
  CAPTURE(hostile.argument);
  CAPTURE(json::serialize(params));
  const auto before = open_descriptors();
  {
    Session session(params);
    const Stopwatch watch;
    const auto batch = session.run({"x"});
    CHECK(watch.seconds() < 15);
    CHECK(batch.success[0] == false);
    CHECK_MESSAGE(begins_with(batch.failures[0], hostile.beginning), batch.failures[0]);
    CHECK_MESSAGE(contains(batch.failures[0], hostile.piece), batch.failures[0]);
    CHECK(batch.marks.size() == 1);
    const std::string stage = batch.failures[0].substr(0, batch.failures[0].find(':'));
    if (stage != "unsuccessful") {
      CHECK(batch.raw[0].at("halt_mode") == "adapter_error");
      CHECK(batch.raw[0].at("stage") == json::string(stage));
    }
    CHECK(session->state().at("failures") == json::object{{stage, 1}});
  }
  CHECK_FALSE(has_children());
  CHECK(open_descriptors() == before);
}

}  // namespace

TEST_CASE("programs that say what is no reply, or nothing") {
  for (const auto& hostile : kHostile) {
    const auto params = odd(hostile.behaviour, hostile.argument, {{"fields", {{"score", "float"}}}});
    check_hostile(hostile, params);
    auto all = lines(params);
    all["numbered"] = false;  // what they say is looked at for itself
    check_hostile(hostile, all);
  }
}

TEST_CASE("a program that hangs runs into its time, and is gone") {
  const Hostile hang{"hang", "", "timeout: no reply within 0.3 s", ""};
  auto params = odd("hang", "", {{"timeout_seconds", 0.3}});
  check_hostile(hang, params);
  check_hostile(hang, lines(params));
  // The time of the batch counts, too.
  params = odd("hang", "", {{"batch_timeout_seconds", 0.3}});
  check_hostile(hang, params);
  check_hostile(hang, lines(params));
}

TEST_CASE("the batch's time ends the cycles that are left") {
  for (const bool batch : {false, true}) {
    auto params = odd("slow", "150", {{"batch_timeout_seconds", 0.4}});
    Session session(batch ? lines(params) : params);
    const Stopwatch watch;
    const auto result = session.run(std::vector<std::string>(20, "x"));
    CHECK(watch.seconds() < 5);
    CHECK(result.success[0]);
    CHECK_FALSE(result.success[19]);
    CHECK(begins_with(result.failures[19], batch && begins_with(result.failures[19], "subprocess") ? "subprocess: the program is gone" : "timeout: "));
    CHECK(result.marks.size() == 20);
  }
}

TEST_CASE("a program that closes its output and stays") {
  const auto params = odd("close", "", {{"timeout_seconds", 0.5}});
  check_hostile({"close", "", "timeout: ", ""}, params);
  check_hostile({"close", "", "subprocess: the program closed its output without a reply, and went on", ""}, lines(params));
}

TEST_CASE("a line without end takes no more memory than the limit allows") {
  // 1 GiB of one line: given up at the limit. Of short lines: read to the end, and the last one is the reply.
  auto params = odd("flood", "1024", {{"reply_limit_bytes", 1 << 20}});
  const auto before = resident_bytes();
  check_hostile({"flood", "1024", "decode: a line of more than 1048576 bytes", ""}, params);
  check_hostile({"flood", "1024", "decode: a line of more than 1048576 bytes", ""}, lines(params));
  Session session(odd("flood-lines", "1024", {{"reply_limit_bytes", 1 << 20}, {"timeout_seconds", 120.0}}));
  CHECK(session.run({"x"}).success[0]);
  CHECK(resident_bytes() < before + (std::size_t{32} << 20));
}

TEST_CASE("a daemon that keeps the pipes does not keep the host waiting") {
  auto params = odd("daemon");
  check_hostile({"daemon", "", "subprocess: the program ended without a reply: exit code 0", ""}, params);
  check_hostile({"daemon", "", "subprocess: the program ended without a reply: exit code 0", ""}, lines(params));
  for (const bool batch : {false, true}) {
    params = odd("daemon-reply", "");
    Session session(batch ? lines(params) : params);
    const Stopwatch watch;
    CHECK(session.run({"x"}).success[0]);
    CHECK(watch.seconds() < 5);
  }
}

TEST_CASE("what a program leaves in its group ends with it") {
  Session session(odd("child-reply", "", {{"fields", {{"pid", "int"}}}}));
  const auto pid = static_cast<pid_t>(session.run({"x"}).cells.at("pid")[0].as_int64());
  // Killed at once; whoever adopted it may take a moment to reap it.
  bool gone = false;
  for (int i = 0; i < 500 && !gone; ++i) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
    std::string line;
    gone = !std::getline(file, line) || line.find(") Z ") != std::string::npos;
    if (!gone) ::usleep(10'000);
  }
  CHECK(gone);
}

TEST_CASE("whatever goes to standard error is read, and its end is kept") {
  for (const bool batch : {false, true}) {
    Session session(batch ? lines(odd("stderr")) : odd("stderr"));
    const auto result = session.run({"a", "b"});
    CHECK(result.success == std::vector<bool>{true, true});
    CHECK_FALSE(session->state().contains("stderr"));
  }
  Session dying(odd("die-at", "0"));
  const auto result = dying.run({"a"});
  CHECK(result.raw[0].at("stderr") == "dying\n");
  CHECK(dying->state().at("stderr") == "dying\n");
  Session loud({{"command", {"sh", "-c", "head -c 100000 /dev/zero | tr '\\0' e >&2; printf '\\303\\050 end' >&2"}}});
  const std::string kept(loud.run({"a"}).raw[0].at("stderr").as_string());
  CHECK(kept.size() <= 4000);
  CHECK(kept.size() > 3900);
  CHECK(kept.ends_with("e\xef\xbf\xbd( end"));
}

TEST_CASE("a program that cannot be started is a failed cycle") {
  TemporaryDirectory folder;
  const auto path = folder / "broken";
  std::ofstream(path) << "#!/no/such/interpreter\n";
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  for (const bool batch : {false, true}) {
    const json::object params{{"command", {path.string()}}};
    Session session(batch ? lines(params) : params);
    const auto result = session.run({"a"});
    CHECK(result.failures[0] == "subprocess: the program cannot be started: the program: No such file or directory");
  }
  CHECK_FALSE(has_children());
}
