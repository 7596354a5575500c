// SPDX-License-Identifier: Apache-2.0
#include "kimera_substrate.hpp"

#include <unistd.h>

#include <array>
#include <filesystem>

#include <common/pipe_signal.hpp>

#include "launching.hpp"
#include "revision.hpp"
#include "templates.hpp"

namespace ophamin::process {
namespace {

namespace fs = std::filesystem;

struct TargetFacts {
  Kimera::Target target;
  std::string_view name, component, entry, input_kind;
};
constexpr std::array kTargets{
    TargetFacts{Kimera::Target::kEntity, "entity", "Takwin", "run", "string"},
    TargetFacts{Kimera::Target::kPentecost, "pentecost", "Pentecost", "enforce_one_plus_three_plus_one", "string"},
    TargetFacts{Kimera::Target::kOuroboros, "ouroboros", "OuroborosKernel", "metabolize", "string"},
    TargetFacts{Kimera::Target::kRosetta, "rosetta", "RosettaStele", "process", "string"},
    TargetFacts{Kimera::Target::kArachne, "arachne", "ArachneProtocol", "assign", "string"},
    TargetFacts{Kimera::Target::kWalker, "walker", "PrimeTopologyWalker", "traverse", "self_driven"},
    TargetFacts{Kimera::Target::kGwf, "gwf", "GWFProtocol", "screen_input", "feature_dict"},
    TargetFacts{Kimera::Target::kPiovra, "piovra", "ArmGanglion", "assess", "embedding"},
    TargetFacts{Kimera::Target::kAstrolabe, "astrolabe", "Astrolabe", "calculate_geodesic_distance", "structured_point"},
    TargetFacts{Kimera::Target::kAtlas, "atlas", "Atlas", "validate_structure", "structured_pending"},
    TargetFacts{Kimera::Target::kSpde, "spde", "SPDEEngine", "simulation_step", "structured_pending"}};

const TargetFacts& facts_of(Kimera::Target target) { return kTargets[static_cast<std::size_t>(target)]; }
static_assert([] {
  for (std::size_t i = 0; i < kTargets.size(); ++i) {
    if (kTargets[i].target != static_cast<Kimera::Target>(i)) return false;
  }
  return true;
}());

std::string_view mode_text(Kimera::Mode mode) { return mode == Kimera::Mode::kSubprocess ? "subprocess" : "batch"; }

std::uint64_t nanoseconds(double seconds) { return static_cast<std::uint64_t>(seconds * 1e9); }

/// Everything that is wrong with where things are, at once.
void check(const Kimera::Params& params) {
  std::string problems;
  const auto refuse = [&](bool wrong, const std::string& problem) {
    if (wrong) problems += (problems.empty() ? "" : "; ") + problem;
  };
  std::error_code fault;
  const fs::path repository(params.kimera_repo);
  const bool there = fs::is_directory(repository, fault);
  refuse(!there, "kimera_repo: expected a Kimera repository, found no folder `" + params.kimera_repo + "`");
  refuse(there && !fs::is_directory(repository / "kimera_swm", fault),
         "kimera_repo: expected a folder `kimera_swm` in `" + params.kimera_repo + "`, found none");
  refuse((there || params.python_exe != (repository / ".venv/bin/python").string()) &&
             (!fs::is_regular_file(params.python_exe, fault) || ::access(params.python_exe.c_str(), X_OK) != 0),
         "python_exe: expected a Python interpreter, found no program `" + params.python_exe + "`; make the repository's .venv, or name another one");
  refuse(!params.runner_script.empty() && !fs::is_regular_file(params.runner_script, fault),
         "runner_script: expected a file, found none at `" + params.runner_script + "`; `substrate template kimera` writes one");
  refuse(!params.results_folder.empty() && !fs::is_directory(params.results_folder, fault),
         "results_folder: expected a folder, found `" + params.results_folder + "`");
  if (!problems.empty()) throw sdk::unavailable("KimeraAdapterError: " + problems);
}

Kimera::Params completed(Kimera::Params params) {
  if (params.python_exe.empty()) params.python_exe = (fs::path(params.kimera_repo) / ".venv/bin/python").string();
  return params;
}

}  // namespace

std::span<const sdk::Template> Kimera::templates() { return kimera_templates(); }

Kimera::Kimera(const sdk::Host& host, const Params& params) : host_(host), params_(completed(params)) {
  check(params_);
  FieldList fields(params_);
  RunnerSettings settings{.launch = launch(params_.mode == Mode::kBatch ? "--batch" : ""),
                          .style = {.target = std::string(facts_of(params_.target).name)},
                          .cycle_timeout_ns = nanoseconds(params_.timeout_seconds),
                          .batch_timeout_ns = nanoseconds(params_.batch_timeout_seconds),
                          .reply_limit = static_cast<std::size_t>(params_.reply_limit_bytes),
                          .results_folder = params_.results_folder};
  if (params_.mode == Mode::kBatch) {
    runner_ = std::make_unique<BatchRunner>(host_, std::move(settings), std::move(fields));
  } else {
    settings.batch_timeout_ns = ~std::uint64_t{0} / 2;  // each process has its own time, and no other
    runner_ = std::make_unique<EachCycleRunner>(host_, std::move(settings), std::move(fields));
  }
}

Launch Kimera::launch(std::string_view flag) const {
  std::vector<std::string> command{params_.python_exe};
  if (params_.runner_script.empty()) {
    // No file that a killed process would leave behind.
    command.insert(command.end(), {"-c", std::string(kimera_runner())});
  } else {
    command.push_back(params_.runner_script);
  }
  command.push_back(params_.kimera_repo);
  if (!flag.empty()) command.emplace_back(flag);
  return make_launch(std::move(command), params_.kimera_repo, params_.environment);
}

std::string Kimera::revision() const { return git_revision(host_, launch(""), params_.kimera_repo); }

void Kimera::state(sdk::Object& state) const {
  const auto& facts = facts_of(params_.target);
  state.set("target", facts.name).set("target_class", facts.component).set("target_entry", facts.entry);
  state.set("target_input_kind", facts.input_kind).set("mode", mode_text(params_.mode));
  state.set("kimera_repo", params_.kimera_repo).set("python_exe", params_.python_exe);
  runner_->state(state);
}

void Kimera::probe(sdk::Object& found) const {
  found.set("kimera_repo", params_.kimera_repo).set("python_exe", params_.python_exe);
  try {
    found.set("git_commit", revision());
  } catch (const sdk::Failure& failure) {
    found.set("git_commit", nullptr).set("git_error", failure.what());
  }
  std::string error;
  const substrates::PipeSignal held;
  try {
    Conversation talk(host_, launch("--probe"), static_cast<std::size_t>(params_.reply_limit_bytes));
    const auto outcome = talk.converse({}, host_.monotonic_ns() + nanoseconds(params_.timeout_seconds));
    const auto exit = talk.end();
    JsonTree tree;
    if (outcome == Outcome::kReply) {
      const auto reply = tree.parse(talk.reply());
      const auto ok = reply.member("ok");
      const auto targets = reply.member("probe");
      if (ok && ok->boolean() == true && targets && targets->is_object()) {
        found.set("runner_ok", true);
        write_member(found, "targets", *targets);
        return;
      }
      const auto said = reply.member("error");
      error = said ? said->words() : "the runner's reply has no `probe`";
      if (const auto traceback = reply.member("traceback")) write_member(found, "traceback", *traceback);
    } else {
      error = outcome == Outcome::kTimeout ? "the runner gave no reply in time" : "the runner gave no reply: " + exit.words();
      if (const auto line = talk.errors().line(); !line.empty()) error += "; its last words: " + line;
    }
  } catch (const LaunchFailure& failure) {
    error = std::string("the runner cannot be started: ") + failure.what();
  } catch (const JsonFault& fault) {
    error = std::string("the runner's reply cannot be read: ") + fault.what();
  }
  found.set("runner_ok", false).set("error", error);
}

}  // namespace ophamin::process
