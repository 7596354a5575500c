// SPDX-License-Identifier: Apache-2.0
#include "process_substrate.hpp"

#include <filesystem>

#include "launching.hpp"
#include "revision.hpp"
#include "templates.hpp"

namespace ophamin::process {
namespace {

namespace fs = std::filesystem;

/// Parameters that exclude one another, all at once.
void check(const Process::Params& params) {
  std::string problems;
  const auto refuse = [&](bool wrong, std::string_view problem) {
    if (wrong) problems += (problems.empty() ? "" : "; ") + std::string(problem);
  };
  const bool lines = params.mode == Process::Mode::kBatch && params.exchange == Process::Exchange::kCycle;
  refuse(params.mode != Process::Mode::kBatch && params.exchange == Process::Exchange::kBatch,
         "exchange = \"batch\": expected mode = \"batch\", found \"subprocess\"");
  refuse(params.mode != Process::Mode::kSubprocess && params.input == Process::Input::kText,
         "input = \"text\": expected mode = \"subprocess\", found \"batch\": one program cannot tell where a text ends");
  refuse(!lines && params.wait_ready, "wait_ready: expected mode = \"batch\" with exchange = \"cycle\"");
  refuse(!lines && !params.numbered, "numbered = false: expected mode = \"batch\" with exchange = \"cycle\"");
  refuse(!lines && params.restart, "restart: expected mode = \"batch\" with exchange = \"cycle\"");
  refuse(params.exchange == Process::Exchange::kBatch && params.send_attributes, "send_attributes: not with exchange = \"batch\", which sends texts alone");
  const bool by_command = params.revision == Process::Revision::kCommand;
  refuse(by_command && params.revision_command.empty(), "revision = \"command\": expected revision_command, found none");
  refuse(!by_command && !params.revision_command.empty(), "revision_command: expected revision = \"command\"");
  std::error_code fault;
  refuse(!params.results_folder.empty() && !fs::is_directory(params.results_folder, fault),
         "results_folder: expected a folder, found `" + params.results_folder + "`");
  if (!problems.empty()) throw sdk::invalid_argument(problems);
}

std::uint64_t nanoseconds(double seconds) { return static_cast<std::uint64_t>(seconds * 1e9); }

}  // namespace

std::span<const sdk::Template> Process::templates() { return process_templates(); }

Process::Process(const sdk::Host& host, const Params& params) : host_(host), params_(params) {
  check(params_);
  FieldList fields(params_);
  launch_ = make_launch(params_.command, params_.working_folder, params_.environment);
  const bool lines = params_.mode == Mode::kBatch && params_.exchange == Exchange::kCycle;
  RunnerSettings settings{.launch = launch_,
                          .style = {.index = params_.exchange == Exchange::kCycle, .attributes = params_.send_attributes},
                          .cycle_timeout_ns = nanoseconds(params_.timeout_seconds),
                          .batch_timeout_ns = nanoseconds(params_.batch_timeout_seconds),
                          .reply_limit = static_cast<std::size_t>(params_.reply_limit_bytes),
                          .text_input = params_.input == Input::kText,
                          .numbered = params_.numbered,
                          .wait_ready = params_.wait_ready,
                          .restart = params_.restart,
                          .results_folder = params_.results_folder};
  if (params_.mode == Mode::kSubprocess) {
    runner_ = std::make_unique<EachCycleRunner>(host_, std::move(settings), std::move(fields));
  } else if (lines) {
    runner_ = std::make_unique<LinesRunner>(host_, std::move(settings), std::move(fields));
  } else {
    runner_ = std::make_unique<BatchRunner>(host_, std::move(settings), std::move(fields));
  }
}

std::string Process::revision() const {
  switch (params_.revision) {
    case Revision::kGit: return git_revision(host_, launch_, launch_.folder);
    case Revision::kCommand: return command_revision(host_, make_launch(params_.revision_command, params_.working_folder, params_.environment));
    case Revision::kProgram: break;
  }
  return program_revision(params_.command, launch_);
}

std::string_view Process::mode_text() const noexcept { return params_.mode == Mode::kSubprocess ? "subprocess" : "batch"; }

void Process::state(sdk::Object& state) const {
  state.set("command", params_.command).set("mode", mode_text());
  if (params_.mode == Mode::kBatch) state.set("exchange", params_.exchange == Exchange::kCycle ? "cycle" : "batch");
  runner_->state(state);
}

void Process::probe(sdk::Object& found) const {
  found.set("program", launch_.command.front()).set("command", params_.command).set("working_folder", launch_.folder).set("mode", mode_text());
  found.set("timeout_seconds", params_.timeout_seconds).set("batch_timeout_seconds", params_.batch_timeout_seconds);
}

}  // namespace ophamin::process
