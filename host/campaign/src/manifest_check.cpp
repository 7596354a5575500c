// SPDX-License-Identifier: Apache-2.0
#include <ophamin/campaign/manifest_check.hpp>

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <ophamin/abi.h>
#include <ophamin/registry/near_names.hpp>

#include "document.hpp"
#include "sweep.hpp"

namespace ophamin::campaign {
namespace {

using diagnostics::Diagnostic;
using diagnostics::ErrorCode;

ErrorCode code_of(registry::ErrorKind kind) noexcept {
  switch (kind) {
    case registry::ErrorKind::kPluginLoadError: return ErrorCode::kPluginLoadError;
    case registry::ErrorKind::kPluginPolicyError: return ErrorCode::kPluginPolicyError;
    case registry::ErrorKind::kPluginProtocolViolationError: return ErrorCode::kPluginProtocolViolationError;
    case registry::ErrorKind::kDuplicatePluginError: return ErrorCode::kDuplicatePluginError;
    case registry::ErrorKind::kDuplicateScenarioNameError: return ErrorCode::kDuplicateScenarioNameError;
    case registry::ErrorKind::kScenarioNameNotOverriddenError: return ErrorCode::kScenarioNameNotOverriddenError;
    case registry::ErrorKind::kScenarioMetadataMissingError: return ErrorCode::kScenarioMetadataMissingError;
  }
  return ErrorCode::kPluginLoadError;
}

// One table of parameters as a scenario uses it: what was written, and the axes of the sweep that change it.
struct Parameters {
  std::string component;  ///< "substrate zlib"
  std::string what;       ///< "parameter" or "cycle parameter"
  std::string_view schema;
  const boost::json::object& written;
  std::string pointer;  ///< of the table in the manifest
  std::vector<const SweepAxis*> axes{};
  std::vector<SweepKey> keys{};
};

class Check {
 public:
  Check(const Manifest& manifest, const registry::Registry& registry) : manifest_(manifest), registry_(registry) {}

  std::vector<Diagnostic> run() {
    for (const ScenarioEntry& scenario : manifest_.scenarios) check(scenario);
    for (const SubstrateEntry& entry : manifest_.substrates) check_unused(entry);
    for (const CorpusEntry& entry : manifest_.corpora) check_unused(entry);
    sort_by_place(complaints_);
    return std::move(complaints_);
  }

 private:
  void complain(Diagnostic complaint, const std::string& pointer) {
    // The same mistake of an entry shows in every scenario that uses it and at every point of a sweep.
    if (!seen_.insert(fmt::format("{}\n{}\n{}\n{}", pointer, complaint.message, complaint.expected, complaint.found)).second)
      return;
    complaint.place = manifest_.place_of(pointer);
    complaints_.push_back(std::move(complaint));
  }

  const registry::Component* component(oph_kind_t kind, const std::string& use, const std::string& at) {
    if (use.empty()) return nullptr;
    if (const registry::Component* found = registry_.find(kind, use)) return found;
    const std::string pointer = json_pointer(at, "use");
    try {
      return &registry_.get(kind, use);
    } catch (const registry::RegistryMiss& miss) {
      if (miss.refused()) {
        for (const registry::Violation& violation : miss.violations())
          complain({.code = code_of(violation.error),
                    .rule = violation.rule,
                    .message = fmt::format("the {} {} was found in {}, but is refused", registry::kind_name(kind), in_quotes(use),
                                           violation.file.string()),
                    .expected = violation.expected,
                    .found = violation.found,
                    .mend = violation.mend},
                   pointer);
      } else {
        complain({.code = ErrorCode::kComponentNotFound,
                  .message = fmt::format("no loaded plugin offers the {} {}", registry::kind_name(kind), in_quotes(use)),
                  .found = miss.unread_files() == 0
                               ? ""
                               : fmt::format("{} plugin file(s) were refused before their names could be read", miss.unread_files()),
                  .mend = fmt::format("see `ophamin-host {} list`, or name the plugin's folder in [plugins] paths",
                                      registry::kind_name(kind)),
                  .suggestions = miss.near()},
                 pointer);
      }
      return nullptr;
    }
  }

  void check_unused(const SubstrateEntry& entry) {
    const bool used = std::any_of(manifest_.scenarios.begin(), manifest_.scenarios.end(),
                                  [&](const ScenarioEntry& scenario) { return scenario.substrate == entry.name; });
    if (used) return;
    const registry::Component* found = component(OPH_SUBSTRATE, entry.use, entry.at);
    if (found == nullptr) return;
    check_parameters({found->label(), "parameter", found->parameters_schema, entry.params, json_pointer(entry.at, "params")});
    check_parameters({found->label(), "cycle parameter", found->cycle_schema, entry.cycle, json_pointer(entry.at, "cycle")});
  }

  void check_unused(const CorpusEntry& entry) {
    const bool used = std::any_of(manifest_.scenarios.begin(), manifest_.scenarios.end(),
                                  [&](const ScenarioEntry& scenario) { return scenario.corpus == entry.name; });
    if (used) return;
    if (const registry::Component* found = component(OPH_CORPUS, entry.use, entry.at))
      check_parameters({found->label(), "parameter", found->parameters_schema, entry.params, json_pointer(entry.at, "params")});
  }

  void check(const ScenarioEntry& scenario) {
    if (const registry::Component* found = component(OPH_SCENARIO, scenario.use, scenario.at))
      check_swept(scenario, SweepTarget::kScenarioParams,
                  {found->label(), "parameter", found->parameters_schema, scenario.params, json_pointer(scenario.at, "params")});
    if (const CorpusEntry* corpus = manifest_.find_corpus(scenario.corpus)) {
      if (const registry::Component* found = component(OPH_CORPUS, corpus->use, corpus->at))
        check_swept(scenario, SweepTarget::kCorpusParams,
                    {found->label(), "parameter", found->parameters_schema, corpus->params, json_pointer(corpus->at, "params")});
    }
    if (const SubstrateEntry* substrate = manifest_.find_substrate(scenario.substrate)) {
      if (const registry::Component* found = component(OPH_SUBSTRATE, substrate->use, substrate->at)) {
        check_swept(scenario, SweepTarget::kSubstrateParams,
                    {found->label(), "parameter", found->parameters_schema, substrate->params, json_pointer(substrate->at, "params")});
        check_swept(scenario, SweepTarget::kSubstrateCycle,
                    {found->label(), "cycle parameter", found->cycle_schema, substrate->cycle, json_pointer(substrate->at, "cycle")});
      }
    }
    for (const PillarEntry& pillar : scenario.pillars) check(pillar);
  }

  void check_swept(const ScenarioEntry& scenario, SweepTarget target, Parameters parameters) {
    // A draft may have a sweep that cannot be expanded.
    const std::optional<std::size_t> points = count_points(scenario.sweep);
    const bool expands = points && *points > 0;
    for (const SweepAxis& axis : scenario.sweep) {
      if (!expands) break;
      std::optional<SweepKey> key = parse_sweep_key(axis.key);
      if (!key || key->target != target) continue;
      parameters.axes.push_back(&axis);
      parameters.keys.push_back(std::move(*key));
    }
    check_parameters(parameters);
  }

  // Every point of those axes that change this table; other axes cannot change what is found here.
  void check_parameters(const Parameters& parameters) {
    std::vector<std::size_t> choice(parameters.axes.size(), 0);
    while (true) {
      boost::json::object given = parameters.written;
      for (std::size_t i = 0; i < choice.size(); ++i) set_in(given, parameters.keys[i].path, parameters.axes[i]->values[choice[i]]);
      for (const registry::ParameterProblem& problem : registry::resolve(parameters.schema, given).problems)
        report(parameters, choice, problem);
      std::size_t digit = choice.size();
      while (digit > 0 && ++choice[digit - 1] == parameters.axes[digit - 1]->values.size()) choice[--digit] = 0;
      if (digit == 0) return;
    }
  }

  void report(const Parameters& parameters, const std::vector<std::size_t>& choice, const registry::ParameterProblem& problem) {
    std::string pointer = parameters.pointer + problem.pointer;
    for (std::size_t i = 0; i < choice.size(); ++i) {
      std::string swept;
      for (const std::string& part : parameters.keys[i].path) swept = json_pointer(swept, part);
      if (problem.pointer != swept && !problem.pointer.starts_with(swept + "/")) continue;
      pointer = json_pointer(parameters.axes[i]->at, choice[i]) + problem.pointer.substr(swept.size());
    }
    const std::string name = dotted_path(problem.pointer);
    complain({.code = ErrorCode::kParameterSchemaViolation,
              .message = name.empty() ? fmt::format("the {}s of {} are not right", parameters.what, parameters.component)
                                      : fmt::format("the {} '{}' of {} is not right", parameters.what, name, parameters.component),
              .expected = problem.expected,
              .found = problem.found,
              .suggestions = problem.suggestions},
             pointer);
  }

  void check(const PillarEntry& entry) {
    const registry::Component* found = component(OPH_PILLAR, entry.use, entry.at);
    if (found == nullptr) return;
    check_parameters({found->label(), "parameter", found->parameters_schema, entry.params, json_pointer(entry.at, "params")});
    if (entry.stream && found->pillar().begin == nullptr)
      complain({.code = ErrorCode::kValueOutOfRange,
                .message = fmt::format("{} cannot be fed as a stream", found->label()),
                .expected = "stream = false, or a pillar that streams"},
               json_pointer(entry.at, "stream"));
    check_roles(entry, *found);
  }

  void check_roles(const PillarEntry& entry, const registry::Component& pillar) {
    std::vector<std::string> known;
    for (const registry::Role& role : pillar.roles) known.push_back(role.name);
    for (const PillarEntry::Column& column : entry.columns) {
      const std::string pointer = json_pointer(json_pointer(entry.at, "columns"), column.role);
      const auto role = std::find_if(pillar.roles.begin(), pillar.roles.end(),
                                     [&](const registry::Role& candidate) { return candidate.name == column.role; });
      if (role == pillar.roles.end())
        complain({.code = ErrorCode::kUnknownName,
                  .message = fmt::format("{} has no role {}", pillar.label(), in_quotes(column.role)),
                  .expected = fmt::format("one of {}", fmt::join(known, ", ")),
                  .suggestions = registry::near_names(column.role, known)},
                 pointer);
      else if (!role->takes_several() && column.fields.size() > 1)
        complain({.code = ErrorCode::kValueOutOfRange,
                  .message = fmt::format("the role '{}' of {} takes one field", column.role, pillar.label()),
                  .expected = "one field",
                  .found = fmt::format("{} fields", column.fields.size())},
                 pointer);
    }
    for (const registry::Role& role : pillar.roles) {
      const bool given = std::any_of(entry.columns.begin(), entry.columns.end(),
                                     [&](const PillarEntry::Column& column) { return column.role == role.name; });
      if (given || !role.is_required()) continue;
      complain({.code = ErrorCode::kNonUniformComputeError,
                .message = fmt::format("{} needs a field for its role '{}'", pillar.label(), role.name),
                .expected = fmt::format("{} = \"FIELD\" in columns{}{}", role.name, role.help.empty() ? "" : ": ", role.help)},
               json_pointer(entry.at, "columns"));
    }
  }

  const Manifest& manifest_;
  const registry::Registry& registry_;
  std::vector<Diagnostic> complaints_{};
  std::set<std::string> seen_{};
};

}  // namespace

void sort_by_place(std::vector<Diagnostic>& complaints) {
  std::stable_sort(complaints.begin(), complaints.end(), [](const Diagnostic& left, const Diagnostic& right) {
    return std::tuple(left.place.line == 0, left.place.line, left.place.column) <
           std::tuple(right.place.line == 0, right.place.line, right.place.column);
  });
}

std::vector<Diagnostic> check_against(const Manifest& manifest, const registry::Registry& registry) {
  return Check(manifest, registry).run();
}

}  // namespace ophamin::campaign
