// SPDX-License-Identifier: Apache-2.0
// The substrate kimera and its runner, against a stand-in repository with the package paths of the real one: Kimera itself is not
// to be had here.
#include "process_kit.hpp"

#include <ophamin/probe.h>

#include <cmath>
#include <fstream>
#include <iterator>

#include <support/temporary_directory.hpp>

using namespace ophamin::test;

namespace {

namespace fs = std::filesystem;

constexpr const char* kPython = "/usr/bin/python3";

class Repository {
 public:
  Repository() {
    package("domain/cognitive/takwin", R"(
import dataclasses, enum
class Mode(enum.Enum):
    COMMIT = "commit"
@dataclasses.dataclass
class Outcome:
    phi: float
    halt_mode: Mode
    succeeded: bool
    deep: object
    composite_prime: int
class Thing:
    def __init__(self):
        self.shown = 1
        self._hidden = 2
class Takwin:
    built = 0
    def __init__(self):
        Takwin.built += 1
        print("noise on stdout")
    def run(self, text):
        if text == "boom":
            raise ValueError("no \udc80 good")
        if text == "leave":
            raise SystemExit(3)
        deep = {"l": list(range(1000)), "t": (1, Thing()), "s": {"b", "a"}, "n": float("nan"), "i": float("-inf"),
                "x": {"1": {"2": {"3": {"4": {"5": 1}}}}}, "built": Takwin.built, "length": len(text)}
        return Outcome(0.5, Mode.COMMIT, text != "sad", deep, 2 ** 100)
)");
    package("domain/linguistic/one_plus_three_plus_one_enforcer", R"(
class Pentecost:
    def enforce_one_plus_three_plus_one(self, text):
        return [text] * 3
)");
    package("domain/mathematical/ouroboros_kernel", R"(
class OuroborosKernel:
    def metabolize(self, text, complexity):
        return {"complexity": complexity, "decision": 7}
)");
    package("domain/semantic/rosetta_stele", "class RosettaStele:\n    def __init__(self):\n        raise RuntimeError('no stone')\n    def process(self, text):\n        return {}\n");
    package("domain/prime/arachne_protocol", "import no_such_module_anywhere\n");
    package("domain/cognitive/prime_topology_walker", R"(
class PrimeTopologyWalker:
    def __init__(self, graph_seed):
        self.graph_seed = graph_seed
    def traverse(self, max_steps):
        return {"graph_seed": self.graph_seed, "max_steps": max_steps, "halt_reason": None, "termination_mode": "exhausted"}
)");
    package("domain/security/gyroscopic_water_fortress/gwf_protocol", R"(
class GWFProtocol:
    def screen_input(self, features, baseline):
        return {"features": features, "baseline": baseline, "verdict": "pass", "is_success": True}
)");
    package("domain/piovra/arm_ganglion", R"(
class ArmGanglion:
    def __init__(self, arm_id, input_dim):
        self.arm_id, self.input_dim = arm_id, input_dim
    def assess(self, embedding):
        return {"arm": self.arm_id, "size": len(embedding), "dim": self.input_dim, "norm": float(sum(x * x for x in embedding)), "first": float(embedding[0])}
)");
    package("domain/geoid/spherical_5d_geometry", R"(
class Astrolabe:
    def calculate_geodesic_distance(self, a, b):
        return float(len(a) + len(b))
)");
    package("domain/geoid/geoid_1_3_1_enforcement", "class Atlas:\n    def validate_structure(self, x):\n        return x\n");
    package("infrastructure/temporal/spde_engine", "class SPDEEngine:\n    pass\n");
    fs::create_directories(root() / ".venv/bin");
    fs::create_symlink(kPython, root() / ".venv/bin/python");
    git("git init -q . && git config user.email t@example.org && git config user.name T && git add kimera_swm && git commit -q -m one");
  }
  fs::path root() const { return folder_.path(); }
  void git(const std::string& command) const {
    const std::string call = "cd '" + root().string() + "' && { " + command + "; } > /dev/null 2>&1";
    REQUIRE(std::system(call.c_str()) == 0);
  }
  json::object params(std::string_view target, const json::object& more = {}) const {
    json::object made{{"kimera_repo", root().string()}, {"target", target}, {"timeout_seconds", 60.0}};
    for (const auto& [key, value] : more) made[key] = value;
    return made;
  }

 private:
  void package(const std::string& module, const std::string& text) {
    const fs::path file = root() / "kimera_swm" / (module + ".py");
    fs::create_directories(file.parent_path());
    for (fs::path at = file.parent_path(); at != root(); at = at.parent_path()) std::ofstream(at / "__init__.py");
    std::ofstream(file) << text;
  }
  TemporaryDirectory folder_;
};

const Repository& repository() {
  static const Repository kRepository;
  return kRepository;
}

json::object raw_of(std::string_view target, const std::string& text = "abc", const json::object& cycle = {}) {
  Session session(repository().params(target), "kimera");
  const auto batch = session.run({text}, cycle);
  REQUIRE_MESSAGE(batch.success[0], batch.failures[0]);
  return batch.raw[0];
}

json::object reply_of(const std::string& arguments, const std::string& payload) {
  TemporaryDirectory scratch;
  const auto runner = (ophamin::test::project_root() / "plugins/substrates/process/templates/kimera_runner.py").string();
  std::ofstream(scratch / "in") << payload;
  const std::string call = std::string(kPython) + " '" + runner + "' '" + repository().root().string() + "' " + arguments + " < '" +
                           (scratch / "in").string() + "' > '" + (scratch / "out").string() + "' 2> /dev/null";
  (void)!std::system(call.c_str());
  std::ifstream file(scratch / "out");
  std::string line, last;
  while (std::getline(file, line)) last = line;
  return json::parse(last).as_object();
}

}  // namespace

TEST_CASE("a result becomes JSON, to a depth and a size") {
  Session session(repository().params("entity"), "kimera");
  const auto batch = session.run({"abc", "sad", "boom"});
  CHECK(batch.success == std::vector<bool>{true, false, false});
  const auto& raw = batch.raw[0];
  CHECK(raw.at("phi") == 0.5);
  CHECK(raw.at("halt_mode") == "commit");
  CHECK(raw.at("succeeded") == true);
  CHECK(to_double(raw.at("composite_prime")) == doctest::Approx(std::pow(2.0, 100)));
  const auto& deep = raw.at("deep").as_object();
  CHECK(deep.at("l").as_array().size() == 400);
  CHECK(deep.at("t") == json::array{1, json::object{{"shown", 1}}});
  CHECK(deep.at("s") == json::array{"a", "b"});
  CHECK(deep.at("n") == "nan");
  CHECK(deep.at("i") == "-inf");
  CHECK(deep.at("x").at("1").at("2").at("3").at("4") == "{'5': 1}");
  CHECK(batch.cells.at("halt_mode")[0] == "commit");
  CHECK(batch.failures[1] == "unsuccessful: the program says that the cycle did not succeed (commit)");
  CHECK(begins_with(batch.failures[2], "run: ValueError: no "));
  CHECK(contains(std::string(batch.raw[2].at("traceback").as_string()), "raise ValueError"));
  CHECK(begins_with(session.run({"leave"}).failures[0], "run: SystemExit: 3"));
}

TEST_CASE("each target gets the input that it takes") {
  CHECK(raw_of("pentecost").at("result") == json::array{"abc", "abc", "abc"});
  CHECK(raw_of("ouroboros").at("complexity") == 0.5);
  CHECK(raw_of("ouroboros", "abc", {{"complexity", 0.9}}).at("complexity") == 0.9);
  const auto walker = raw_of("walker");
  CHECK(walker.at("max_steps") == 50);
  // The last 31 bits of SHA-256("abc"): ...f20015ad.
  CHECK(walker.at("graph_seed") == 0x720015ad);
  CHECK(raw_of("walker", "abc", {{"max_steps", 7}}).at("max_steps") == 7);

  const auto gwf = raw_of("gwf", "AAb1 !!!!");
  const auto& features = gwf.at("features").as_object();
  CHECK(features.at("length") == 9.0);
  CHECK(features.at("word_count") == 2.0);
  CHECK(features.at("max_char_run") == 4.0);
  CHECK(to_double(features.at("uppercase_ratio")) == doctest::Approx(2.0 / 9));
  CHECK(to_double(features.at("digit_ratio")) == doctest::Approx(1.0 / 9));
  CHECK(to_double(features.at("special_ratio")) == doctest::Approx(4.0 / 9));
  // Counts 2, 1, 1, 1, 4 of 9.
  CHECK(to_double(features.at("shannon_entropy")) == doctest::Approx(2.0588137));
  for (const auto& [name, value] : gwf.at("baseline").as_object()) CHECK(value == 0.5);
  CHECK(gwf.at("baseline").as_object().size() == features.size());
  CHECK(gwf.at("feature_extraction") == "ophamin_standin");

  const auto piovra = raw_of("piovra");
  CHECK(piovra.at("size") == 300);
  CHECK(piovra.at("arm") == "ophamin_arm");
  CHECK(to_double(piovra.at("norm")) == doctest::Approx(1.0));
  CHECK(piovra.at("embedding_source") == "ophamin_standin");
  CHECK(raw_of("piovra").at("first") == piovra.at("first"));
  CHECK(raw_of("piovra", "other").at("first") != piovra.at("first"));
  const auto astrolabe = raw_of("astrolabe");
  CHECK(astrolabe.at("result") == 10.0);
  CHECK(astrolabe.at("point_source") == "ophamin_standin");
}

TEST_CASE("a target that cannot be built, imported or run says so at its stage") {
  const auto failure = [](std::string_view target) {
    Session session(repository().params(target), "kimera");
    return session.run({"x"}).failures[0];
  };
  CHECK(failure("rosetta") == "construct: RuntimeError: no stone");
  CHECK(begins_with(failure("arachne"), "construct: ModuleNotFoundError"));
  CHECK(contains(failure("atlas"), "construct: the target atlas takes input that cannot be made of a text"));
  CHECK(begins_with(failure("spde"), "construct: "));
}

TEST_CASE("in batch mode one component runs all cycles") {
  Session session(repository().params("entity", {{"mode", "batch"}, {"fields", {{"phi", "float"}, {"deep.built", "int"}, {"deep.length", "int"}}}}), "kimera");
  const auto batch = session.run({"a", "boom", "ccc"});
  CHECK(batch.success == std::vector<bool>{true, false, true});
  CHECK(batch.cells.at("deep.built")[0] == batch.cells.at("deep.built")[2]);
  CHECK(batch.cells.at("deep.length")[2] == 3);
  CHECK(to_double(batch.cells.at("cycle_seconds")[2]) > 0.0);
  CHECK(batch.raw[1].at("stage") == "run");
  CHECK(batch.marks == std::vector<std::uint64_t>{0, 1, 2});
  const auto state = session->state();
  CHECK(state.at("programs_started") == 1);
  CHECK(state.at("target") == "entity");
  CHECK(state.at("target_class") == "Takwin");
  CHECK(state.at("target_entry") == "run");
  CHECK(state.at("target_input_kind") == "string");
  CHECK(state.at("mode") == "batch");
  CHECK(state.at("kimera_repo") == json::string(repository().root().string()));
  Session broken(repository().params("rosetta", {{"mode", "batch"}}), "kimera");
  CHECK(broken.run({"a", "b"}).failures == std::vector<std::string>{"construct: RuntimeError: no stone", "construct: RuntimeError: no stone"});
}

TEST_CASE("a runner of one's own is run in place of the one that comes along") {
  TemporaryDirectory folder;
  std::ofstream(folder / "mine.py") << "import json, sys\nrequest = json.load(sys.stdin)\n"
                                       "print(json.dumps({'ok': True, 'raw': {'argv': sys.argv[1:], 'request': request}, 'success': True, 'halt_mode': None}))\n";
  Session session(repository().params("gwf", {{"runner_script", (folder / "mine.py").string()}}), "kimera");
  const auto raw = session.run({"x"}, json::object{{"p", 1}}).raw[0];
  CHECK(raw.at("argv") == json::array{json::string(repository().root().string())});
  CHECK(raw.at("request") == json::object{{"target", "gwf"}, {"stimulus", "x"}, {"params", {{"p", 1}}}});
}

TEST_CASE("everything that is wrong with a repository is said at once") {
  TemporaryDirectory empty;
  const auto refused = [&](const json::object& params) { return refusal(OPH_UNAVAILABLE, [&] { Session session(params, "kimera"); }); };
  const auto message = refused({{"kimera_repo", empty.path().string()}, {"runner_script", "/nowhere.py"}});
  for (const char* piece : {"KimeraAdapterError: ", "expected a folder `kimera_swm`", ".venv/bin/python`", "runner_script: expected a file, found none at `/nowhere.py`"}) {
    CHECK_MESSAGE(contains(message, piece), message);
  }
  CHECK(contains(refused({{"kimera_repo", "/no/such/repository"}}), "found no folder `/no/such/repository`"));
  CHECK(contains(refused(repository().params("entity", {{"python_exe", "/no/python"}})), "found no program `/no/python`"));
}

TEST_CASE("the revision is the commit of the repository") {
  Session session(repository().params("entity"), "kimera");
  CHECK(session->revision.size() == 40);
}

TEST_CASE("the runner answers the three kinds of request as its adapter expects") {
  CHECK(reply_of("", "{not json").at("stage") == "payload");
  CHECK(reply_of("", "[]").at("stage") == "payload");
  CHECK(reply_of("", R"({"stimulus": "x", "target": "unknown"})").at("stage") == "target");
  CHECK(reply_of("", R"({"stimulus": "x", "target": "gwf", "params": 3})").at("stage") == "payload");
  const auto single = reply_of("", R"({"stimulus": "x"})");
  CHECK(single.at("ok") == true);
  CHECK(single.at("success") == true);
  CHECK(single.at("halt_mode") == "commit");
  CHECK(single.at("raw").at("phi") == 0.5);

  TemporaryDirectory folder;
  const auto path = (folder / "results").string();
  const auto batch = reply_of("--batch", json::serialize(json::object{{"target", "entity"}, {"stimuli", {"a", "boom"}}, {"params", json::object{}}, {"results_path", path}}));
  CHECK(batch.at("ok") == true);
  CHECK(to_double(batch.at("construct_seconds")) >= 0.0);
  const auto& entries = batch.at("batch").as_array();
  REQUIRE(entries.size() == 2);
  CHECK(entries[0].at("cycle_index") == 0);
  CHECK(entries[0].at("raw").at("phi") == 0.5);
  CHECK(entries[1].at("ok") == false);
  CHECK(entries[1].at("traceback").as_string().size() <= 1500);
  std::ifstream file(path);
  std::vector<json::value> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(json::parse(line));
  CHECK(lines == std::vector<json::value>(entries.begin(), entries.end()));

  const auto probe = reply_of("--probe", "");
  CHECK(probe.at("ok") == true);
  const auto& targets = probe.at("probe").as_object();
  CHECK(targets.size() == 11);
  CHECK(targets.at("walker").at("import_ok") == true);
  CHECK(targets.at("walker").at("init_sig") == "(graph_seed)");
  CHECK(targets.at("arachne").at("import_ok") == false);
  CHECK(contains(std::string(targets.at("arachne").at("error").as_string()), "no_such_module_anywhere"));
  CHECK(targets.at("spde").at("import_ok") == false);
}

TEST_CASE("a probe says what can be imported") {
  const auto* probes = static_cast<const oph_probes_t*>(load_plugin((shipped_plugins() / "process.so").string())->extension(str(OPH_ABILITY_PROBE), OPH_ABILITY_PROBE_REVISION));
  const auto found = [&](const json::object& params) {
    FakeHost host;
    host.real_clock = true;
    Instance<oph_substrate_t> instance(component_of("kimera"), host, params);
    WriterCapture writer;
    for (std::uint64_t i = 0; i < probes->count; ++i) {
      if (view(probes->items[i]->component) != "kimera") continue;
      call([&](oph_error_t* error) { return probes->items[i]->probe(instance.raw(), writer.raw(), error); });
    }
    return writer.object();
  };
  const auto good = found(repository().params("entity"));
  CHECK(good.at("runner_ok") == true);
  CHECK(good.at("git_commit").as_string().size() == 40);
  CHECK(good.at("targets").at("gwf").at("class") == "GWFProtocol");
  TemporaryDirectory folder;
  std::ofstream(folder / "broken.py") << "raise RuntimeError('not today')\n";
  const auto bad = found(repository().params("entity", {{"runner_script", (folder / "broken.py").string()}}));
  CHECK(bad.at("runner_ok") == false);
  CHECK(contains(std::string(bad.at("error").as_string()), "RuntimeError: not today"));
}

TEST_CASE("what the substrate says of its targets is what its runner knows") {
  const auto reply = reply_of("--probe", "");
  const auto& targets = reply.at("probe").as_object();
  for (const auto& [name, facts] : targets) {
    Session session(repository().params(std::string_view(name)), "kimera");
    const auto state = session->state();
    CHECK(state.at("target_class") == facts.at("class"));
    CHECK(state.at("target_entry") == facts.at("entry"));
    CHECK(state.at("target_input_kind") == facts.at("input_kind"));
  }
}
