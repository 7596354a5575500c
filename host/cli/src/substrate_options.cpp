// SPDX-License-Identifier: Apache-2.0
#include "substrate_options.hpp"

#include <chrono>
#include <filesystem>
#include <utility>

#include <boost/json.hpp>
#include <fmt/format.h>

#include <ophamin/campaign/manifest_check.hpp>
#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/guests/text.hpp>
#include <ophamin/registry/parameters.hpp>

#include "assignments.hpp"
#include "components.hpp"
#include "options.hpp"

namespace ophamin::cli {

void add_substrate_options(CLI::App& command, SubstrateOptions& options) {
  command.add_option("NAME", options.name, "the substrate, as 'substrate list' shows it")->required();
  command.add_option("--params", options.params, "parameters, a JSON object; - for stdin")->option_text("FILE");
  add_list(command, "--set", options.set, "NAME=VALUE", "one parameter, JSON or text, over --params (repeatable)");
  add_list(command, "--cycle", options.cycle, "NAME=VALUE", "one parameter of every cycle, JSON or text (repeatable)");
  command.add_option("--seed", options.seed, "seed of random streams; 0 by default")->option_text("N");
  add_plugins(command, options.plugins);
  add_json(command, options.json);
}

OpenSubstrate::OpenSubstrate(Console& console, const SubstrateOptions& options) : plugins_(load_plugins_to_show(options.plugins)) {
  component_ = &named_component(plugins_, OPH_SUBSTRATE, options.name);
  if (!options.params.empty()) params_ = read_parameters(options.params);
  set_parameters(params_, options.set);
  boost::json::object cycle;
  set_parameters(cycle, options.cycle);
  // What is wrong with them is said when the session is opened.
  auto resolved = campaign::resolve_parameters(component_->parameters_schema, params_, std::filesystem::current_path());
  if (resolved.problems.empty()) params_ = std::move(resolved.complete);

  environment_.registry = &plugins_.registry;
  environment_.seed = options.seed;
  environment_.log = [&console](oph_log_level_t level, std::string_view who, std::string_view line) {
    if (level >= OPH_LOG_WARNING) console.note(fmt::format("{}: {}", who, guests::printable(line)));
  };
  const auto begin = std::chrono::steady_clock::now();
  session_ = std::make_unique<seeing::SubstrateSession>(environment_, *component_, params_, cycle);
  open_seconds_ = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

std::string OpenSubstrate::parameter(std::string_view name, std::string_view fallback) const {
  const boost::json::value* value = params_.if_contains(name);
  return std::string(value != nullptr && value->is_string() ? std::string_view(value->get_string()) : fallback);
}

oph_record_t stimulus_of(const std::string& id, const std::string& text) {
  if (!registry::valid_utf8(text))
    throw diagnostics::Error({.code = diagnostics::ErrorCode::kInputInvalid,
                              .message = fmt::format("the stimulus {} is not UTF-8", id),
                              .mend = "encode it as UTF-8; bytes of any kind come from a corpus, in a campaign"});
  return {guests::lend(id), guests::lend(text), {nullptr, 0}, nullptr, 0, 0};
}

}  // namespace ophamin::cli
