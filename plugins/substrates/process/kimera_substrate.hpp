// SPDX-License-Identifier: Apache-2.0
//
// Substrate kimera: a component of a Kimera repository, run by the runner that comes with this plugin, or by another one.
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

class Kimera {
 public:
  enum class Target { kEntity, kPentecost, kOuroboros, kRosetta, kArachne, kWalker, kGwf, kPiovra, kAstrolabe, kAtlas, kSpde };
  enum class Mode { kSubprocess, kBatch };
  struct Params : FieldParams {
    std::string kimera_repo{};
    std::string python_exe{};
    Target target = Target::kEntity;
    Mode mode = Mode::kSubprocess;
    std::string runner_script{};
    double timeout_seconds = 300.0;
    double batch_timeout_seconds = 3600.0;
    std::int64_t reply_limit_bytes = std::int64_t{256} << 20;
    std::map<std::string, std::string> environment{};
    std::string results_folder{};
  };

  static constexpr sdk::SubstrateInfo kInfo{.name = "kimera",
                                            .summary = "a component of a Kimera repository, by the runner of `substrate template kimera`",
                                            .kind = "kimera",
                                            .system = "kimera-swm",
                                            .deterministic = false};
  static constexpr auto kParameters = sdk::parameters(
      sdk::param("kimera_repo", &Params::kimera_repo).help("the repository, with the folder kimera_swm in it").required().path(),
      sdk::param("python_exe", &Params::python_exe).help("the Python interpreter, a path; empty for .venv/bin/python of the repository").path(),
      sdk::param("target", &Params::target)
          .help("the component")
          .choices({{"entity", Target::kEntity},
                    {"pentecost", Target::kPentecost},
                    {"ouroboros", Target::kOuroboros},
                    {"rosetta", Target::kRosetta},
                    {"arachne", Target::kArachne},
                    {"walker", Target::kWalker},
                    {"gwf", Target::kGwf},
                    {"piovra", Target::kPiovra},
                    {"astrolabe", Target::kAstrolabe},
                    {"atlas", Target::kAtlas},
                    {"spde", Target::kSpde}}),
      sdk::param("mode", &Params::mode)
          .help("subprocess: a process for each cycle; batch: one process and one component for each batch")
          .choices({{"subprocess", Mode::kSubprocess}, {"batch", Mode::kBatch}}),
      sdk::param("runner_script", &Params::runner_script).help("a runner of your own; empty for the one of `substrate template kimera`").path(),
      sdk::param("timeout_seconds", &Params::timeout_seconds).help("time for one process of mode subprocess").above(0).at_most(1e9),
      sdk::param("batch_timeout_seconds", &Params::batch_timeout_seconds).help("time for one batch").above(0).at_most(1e9),
      sdk::param("reply_limit_bytes", &Params::reply_limit_bytes).help("longest reply that is taken").range(1024, 1 << 30),
      sdk::param("environment", &Params::environment).help("variables over those of the host"),
      sdk::param("results_folder", &Params::results_folder).help("where finished cycles are written and kept, a JSON line each; empty for nowhere").path(),
      sdk::param<Params>("fields", &Params::fields)
          .help("what to take from the raw output: name = type")
          .choices({{"float", FieldType::kFloat}, {"int", FieldType::kInt}, {"bool", FieldType::kBool}, {"text", FieldType::kText}, {"json", FieldType::kJson}}),
      sdk::param<Params>("optional", &Params::optional).help("fields that a cycle may leave out"),
      sdk::param<Params>("measured", &Params::measured).help("fields that differ between equal runs, such as durations"),
      sdk::param<Params>("units", &Params::units).help("units of fields: name = unit"),
      sdk::param<Params>("families", &Params::families).help("families of fields: name = family"));
  // The runner reads complexity (ouroboros) and max_steps (walker); one of your own may read others.
  static constexpr std::string_view kCycleSchema = R"({"type":"object","additionalProperties":true})";
  static std::span<const sdk::Template> templates();

  Kimera(const sdk::Host& host, const Params& params);

  std::vector<sdk::Field> fields() const { return runner_->fields().declared(); }
  std::string revision() const;
  void reset() { runner_->reset(); }
  void run(const sdk::Batch& batch, sdk::Cycles& cycles) { runner_->run(batch, cycles); }
  void state(sdk::Object& state) const;
  void probe(sdk::Object& found) const;

 private:
  Launch launch(std::string_view flag) const;

  sdk::Host host_;
  Params params_;
  std::unique_ptr<Runner> runner_;
};

}  // namespace ophamin::process
