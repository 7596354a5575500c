// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <ophamin/records/json_parser.hpp>
#include <support/paths.hpp>
#include <support/temporary_directory.hpp>

#include "call.hpp"
#include "help.hpp"

using ophamin::test::call;
using ophamin::test::contains;

TEST_CASE("every command has help with an example, within its width") {
  std::ostringstream ignored;
  ophamin::cli::Console console{.out = ignored, .err = ignored};
  ophamin::cli::Program program(console);
  std::vector<const CLI::App*> left{&program.app};
  std::size_t count = 0;
  while (!left.empty()) {
    const CLI::App* command = left.back();
    left.pop_back();
    for (const CLI::App* sub : command->get_subcommands([](const CLI::App*) { return true; })) left.push_back(sub);
    if (command->get_group().empty()) continue;
    ++count;
    const std::string help = command->help();
    CAPTURE(help);
    CHECK(contains(help, "Usage: ophamin-host"));
    CHECK(contains(help, "Examples:\n  "));
    std::istringstream lines(help);
    for (std::string line; std::getline(lines, line);) {
      const bool is_example = line.starts_with("  ophamin-host") || line.starts_with("  echo") || line.starts_with("  printf");
      if (!is_example) CHECK_MESSAGE(line.size() <= ophamin::cli::kHelpWidth, line);
    }
  }
  CHECK(count > 25);
}

TEST_CASE("help goes to stdout and is no error") {
  const auto called = call({"run", "--help"});
  CHECK(called.code == 0);
  CHECK(contains(called.out, "Usage: ophamin-host run [OPTIONS] MANIFEST"));
  CHECK(called.err.empty());
  CHECK(call({"--version"}).code == 0);
  CHECK(contains(call({"--version"}).out, "ophamin-host "));
}

TEST_CASE("a command that is not known gets near names") {
  const auto called = call({"rnu", "x.toml"});
  CHECK(called.code == 2);
  CHECK(called.out.empty());
  CHECK(contains(called.err, "OPH-100 UsageError: 'ophamin-host' has no command 'rnu'"));
  CHECK(contains(called.err, "did you mean: run"));

  const auto nested = call({"pillar", "lst"});
  CHECK(nested.code == 2);
  CHECK(contains(nested.err, "'ophamin-host pillar' has no command 'lst'"));
  CHECK(contains(nested.err, "did you mean: list"));
}

TEST_CASE("an option that is not known gets near names, also those of every command") {
  const auto called = call({"run", "x.toml", "--resum"});
  CHECK(called.code == 2);
  CHECK(contains(called.err, "'ophamin-host run' has no option '--resum'"));
  CHECK(contains(called.err, "did you mean: --resume"));
  CHECK(contains(call({"version", "--colour", "never"}).err, "did you mean: --color"));
  CHECK(contains(call({"version", "--jsn=1"}).err, "did you mean: --json"));
}

TEST_CASE("what is missing or too much is named") {
  CHECK(contains(call({}).err, "'ophamin-host' needs a command"));
  CHECK(contains(call({"proof"}).err, "'ophamin-host proof' needs a command"));
  CHECK(contains(call({"run"}).err, "MANIFEST is required"));
  CHECK(contains(call({"version", "now"}).err, "the argument 'now' is one too many"));
  CHECK(contains(call({"run", "a.toml", "--jobs", "none"}).err, "--jobs"));
  CHECK(contains(call({"run", "a.toml", "--jobs", "0"}).err, "--jobs"));
  CHECK(contains(call({"run", "a.toml", "--retry-errored"}).err, "--resume"));
  CHECK(call({"run", "a.toml", "--color", "sometimes"}).code == 2);
}

TEST_CASE("an option that may be repeated leaves the argument after its value alone") {
  const auto called = call({"check", "--set", "campaign.seed=1", "/nowhere/campaign.toml"});
  CHECK(called.code == 2);
  CHECK(contains(called.err, "/nowhere/campaign.toml"));
  CHECK(contains(called.err, "ManifestUnreadable"));
}

TEST_CASE("with --json every error is JSON on stdout") {
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {"run", "--json"}, {"check", "/nowhere/campaign.toml", "--json"}, {"proof", "verify", "/nowhere", "--json"}, {"nothing", "--json"}}) {
    const auto called = call(arguments);
    CHECK(called.code == 2);
    CHECK(called.err.empty());
    const auto json = ophamin::records::parse_json(called.out);
    REQUIRE(json.find("ok") != nullptr);
    CHECK_FALSE(json.find("ok")->as_bool());
    REQUIRE(json.find("errors") != nullptr);
    REQUIRE_FALSE(json.find("errors")->as_array().empty());
    CHECK(json.find("errors")->as_array()[0].find("id")->as_string().starts_with("OPH-1"));
  }
}

TEST_CASE("the worker command is not for people") {
  CHECK_FALSE(contains(call({"--help"}).out, "worker"));
  const auto called = call({"worker"});
  CHECK(called.code == 2);
  CHECK(contains(called.err, "use 'ophamin-host run'"));
}

TEST_CASE("a record goes in and out") {
  const std::string proof = (ophamin::test::project_root() / "schemas/examples/empirical-proof-record-1.0.json").string();
  const auto id = call({"record", "id", proof, "--json"});
  CHECK(id.code == 0);
  const auto json = ophamin::records::parse_json(id.out);
  CHECK(json.find("ok")->as_bool());
  CHECK(json.find("kind")->as_string() == "EmpiricalProofRecord");
  CHECK(json.find("id")->as_string() == json.find("stored_id")->as_string());
  const auto text = call({"record", "canonicalize", proof});
  CHECK(text.out.starts_with("{\"claim\":"));
  CHECK(text.out.back() == '}');

  const ophamin::test::TemporaryDirectory folder;
  const std::string copy = (folder / "proof.json").string();
  CHECK(call({"record", "sign", proof, "--out", copy}).code == 0);
  const auto verified = call({"proof", "verify", copy});
  CHECK(verified.code == 0);
  CHECK(contains(verified.out, "verified"));
  CHECK(contains(verified.err, "accident"));
}
