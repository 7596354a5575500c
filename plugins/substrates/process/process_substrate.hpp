// SPDX-License-Identifier: Apache-2.0
//
// Substrate process: any program that takes and gives JSON lines.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <ophamin/sdk.hpp>

#include "field_list.hpp"
#include "runner.hpp"

namespace ophamin::process {

class Process {
 public:
  enum class Mode { kSubprocess, kBatch };
  enum class Exchange { kCycle, kBatch };
  enum class Input { kJson, kText };
  enum class Revision { kProgram, kGit, kCommand };
  struct Params : FieldParams {
    std::vector<std::string> command{};
    std::string working_folder = ".";
    std::map<std::string, std::string> environment{};
    Mode mode = Mode::kSubprocess;
    Exchange exchange = Exchange::kCycle;
    Input input = Input::kJson;
    double timeout_seconds = 300.0;
    double batch_timeout_seconds = 3600.0;
    std::int64_t reply_limit_bytes = std::int64_t{64} << 20;
    bool numbered = true;
    bool wait_ready = false;
    bool restart = false;
    bool send_attributes = false;
    Revision revision = Revision::kProgram;
    std::vector<std::string> revision_command{};
    std::string results_folder{};
  };

  static constexpr sdk::SubstrateInfo kInfo{.name = "process",
                                            .summary = "any program: JSON lines in, JSON lines out, one process per cycle or per run",
                                            .kind = "process",
                                            .deterministic = false};
  static constexpr auto kParameters = sdk::parameters(
      sdk::param("command", &Params::command).help("the program and its arguments; a program without a / is looked for in PATH").required().min_items(1),
      sdk::param("working_folder", &Params::working_folder).help("where the program runs, and where relative files of its command are").path(),
      sdk::param("environment", &Params::environment).help("variables over those of the host"),
      sdk::param("mode", &Params::mode)
          .help("subprocess: a fresh program for each cycle; batch: one program for all cycles from reset to reset")
          .choices({{"subprocess", Mode::kSubprocess}, {"batch", Mode::kBatch}}),
      sdk::param("exchange", &Params::exchange)
          .help("of mode batch: cycle: a line for each cycle, answered before the next; batch: one line with all cycles of a batch, one reply")
          .choices({{"cycle", Exchange::kCycle}, {"batch", Exchange::kBatch}}),
      sdk::param("input", &Params::input)
          .help("of mode subprocess: json: the request as a line of JSON; text: the bytes of the stimulus and nothing else")
          .choices({{"json", Input::kJson}, {"text", Input::kText}}),
      sdk::param("timeout_seconds", &Params::timeout_seconds).help("time for one cycle").above(0).at_most(1e9),
      sdk::param("batch_timeout_seconds", &Params::batch_timeout_seconds).help("time for one batch of cycles").above(0).at_most(1e9),
      sdk::param("reply_limit_bytes", &Params::reply_limit_bytes).help("longest line that is taken from the program").range(1024, 1 << 30),
      sdk::param("numbered", &Params::numbered).help("of exchange cycle: each reply repeats the cycle_index of its request; without it a line too many or too few goes unnoticed"),
      sdk::param("wait_ready", &Params::wait_ready).help("of exchange cycle: the program says {\"ready\": true} once it can be asked; that is not part of a cycle"),
      sdk::param("restart", &Params::restart).help("of exchange cycle: after a crash or timeout go on with a fresh program, which knows nothing of the cycles before"),
      sdk::param("send_attributes", &Params::send_attributes).help("send the attributes of each record, labels among them, which the system under test should seldom see"),
      sdk::param("revision", &Params::revision)
          .help("the version under test: program: SHA-256 of the program and the files among its arguments; git: the commit of the working folder; command: what revision_command prints")
          .choices({{"program", Revision::kProgram}, {"git", Revision::kGit}, {"command", Revision::kCommand}}),
      sdk::param("revision_command", &Params::revision_command).help("a program and its arguments whose last line is the version"),
      sdk::param("results_folder", &Params::results_folder).help("where finished cycles are written and kept, a JSON line each; empty for nowhere").path(),
      sdk::param<Params>("fields", &Params::fields)
          .help("what to take from the replies: name = type")
          .choices({{"float", FieldType::kFloat}, {"int", FieldType::kInt}, {"bool", FieldType::kBool}, {"text", FieldType::kText}, {"json", FieldType::kJson}}),
      sdk::param<Params>("optional", &Params::optional).help("fields that a reply may leave out"),
      sdk::param<Params>("measured", &Params::measured).help("fields that differ between equal runs, such as durations"),
      sdk::param<Params>("units", &Params::units).help("units of fields: name = unit"),
      sdk::param<Params>("families", &Params::families).help("families of fields: name = family"));
  // Whatever the program understands.
  static constexpr std::string_view kCycleSchema = R"({"type":"object","additionalProperties":true})";
  static std::span<const sdk::Template> templates();

  Process(const sdk::Host& host, const Params& params);

  std::vector<sdk::Field> fields() const { return runner_->fields().declared(); }
  std::string revision() const;
  void reset() { runner_->reset(); }
  void run(const sdk::Batch& batch, sdk::Cycles& cycles) { runner_->run(batch, cycles); }
  void state(sdk::Object& state) const;
  void probe(sdk::Object& found) const;

 private:
  std::string_view mode_text() const noexcept;

  sdk::Host host_;
  Params params_;
  Launch launch_;
  std::unique_ptr<Runner> runner_;
};

}  // namespace ophamin::process
