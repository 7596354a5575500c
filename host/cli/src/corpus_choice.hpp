// SPDX-License-Identifier: Apache-2.0
//
// Which corpus a command is about: a component with parameters of its own, or the entry of a manifest.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <CLI/App.hpp>
#include <boost/json/object.hpp>

#include <ophamin/guests/host_services.hpp>
#include <ophamin/registry/load.hpp>

#include <ophamin/cli/console.hpp>

namespace ophamin::cli {

/// As given on the command line.
struct CorpusChoice {
  std::string name{};      ///< of the component
  std::string params{};    ///< a file with a JSON object
  std::vector<std::string> set{};
  std::string manifest{};
  std::string entry{};     ///< of the manifest
  std::vector<std::string> plugins{};
};

void add_corpus_choice(CLI::App& command, CorpusChoice& choice);

/// The plugins, the component and its parameters with defaults and absolute paths. Relative paths start at the current folder, or
/// at the manifest's where there is one.
class ChosenCorpus {
 public:
  /// Throws diagnostics::Error for a choice that cannot be made and for parameters that do not fit, all of them at once.
  ChosenCorpus(Console& console, const CorpusChoice& choice);
  ChosenCorpus(const ChosenCorpus&) = delete;
  ChosenCorpus& operator=(const ChosenCorpus&) = delete;

  const registry::Component& component() const noexcept { return *component_; }
  const boost::json::object& params() const noexcept { return params_; }
  /// What the corpus is read with; its warnings go to stderr.
  guests::Environment& environment() noexcept { return environment_; }
  const registry::LoadReport& plugins() const noexcept { return plugins_; }

 private:
  registry::LoadReport plugins_;
  const registry::Component* component_ = nullptr;
  boost::json::object params_;
  guests::Environment environment_;
};

}  // namespace ophamin::cli
