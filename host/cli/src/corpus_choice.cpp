// SPDX-License-Identifier: Apache-2.0
#include "corpus_choice.hpp"

#include <optional>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <ophamin/campaign/manifest_check.hpp>
#include <ophamin/campaign/manifest_reader.hpp>
#include <ophamin/guests/component_parameters.hpp>
#include <ophamin/guests/text.hpp>
#include <ophamin/registry/near_names.hpp>

#include "assignments.hpp"
#include "components.hpp"
#include "options.hpp"

namespace ophamin::cli {
namespace {

using diagnostics::Error;
using diagnostics::ErrorCode;

[[noreturn]] void refuse(std::string message, std::string mend) {
  throw Error({.code = ErrorCode::kUsageError, .message = std::move(message), .mend = std::move(mend)});
}

const campaign::CorpusEntry& entry_of(const campaign::Manifest& manifest, const CorpusChoice& choice) {
  std::vector<std::string> names;
  for (const auto& entry : manifest.corpora) names.push_back(entry.name);
  if (choice.entry.empty() && names.size() == 1) return manifest.corpora.front();
  if (choice.entry.empty()) refuse(fmt::format("{} has several corpora", choice.manifest), fmt::format("choose with --corpus: {}", fmt::join(names, ", ")));
  if (const auto* entry = manifest.find_corpus(choice.entry)) return *entry;
  throw Error({.code = ErrorCode::kUnknownName,
               .message = fmt::format("the manifest has no corpus '{}'", choice.entry),
               .expected = fmt::format("one of {}", fmt::join(names, ", ")),
               .place = {.file = choice.manifest},
               .suggestions = registry::near_names(choice.entry, names)});
}

}  // namespace

void add_corpus_choice(CLI::App& command, CorpusChoice& choice) {
  command.add_option("NAME", choice.name, "the corpus, as 'corpus list' shows it; or --manifest");
  command.add_option("--params", choice.params, "its parameters, a JSON object; - for stdin")->option_text("FILE");
  add_list(command, "--set", choice.set, "NAME=VALUE", "one parameter, JSON or text, over the others (repeatable)");
  command.add_option("--manifest", choice.manifest, "take corpus and parameters from this manifest")->option_text("FILE");
  command.add_option("--corpus", choice.entry, "with --manifest: which [corpus.NAME], if it has several")->option_text("ENTRY");
  add_plugins(command, choice.plugins);
}

ChosenCorpus::ChosenCorpus(Console& console, const CorpusChoice& choice) {
  if (choice.name.empty() == choice.manifest.empty()) {
    refuse(choice.name.empty() ? "no corpus is named" : "a corpus is named twice, by its name and by a manifest",
           "give the NAME of a corpus, or --manifest FILE and where it has several --corpus ENTRY");
  }
  if (!choice.entry.empty() && choice.manifest.empty()) refuse("--corpus names an entry of a manifest, and there is none", "give --manifest FILE");
  if (!choice.params.empty() && !choice.manifest.empty()) refuse("--params and --manifest both give the parameters", "leave one of them out; --set changes single ones");

  boost::json::object given;
  std::filesystem::path folder = std::filesystem::current_path();
  std::string name = choice.name;
  if (choice.manifest.empty()) {
    plugins_ = load_plugins(choice.plugins);
    if (!choice.params.empty()) given = read_parameters(choice.params);
  } else {
    const auto manifest = campaign::load_manifest(choice.manifest);
    const auto& entry = entry_of(manifest, choice);
    plugins_ = load_plugins(choice.plugins, &manifest);
    given = entry.params;
    folder = manifest.folder;
    name = entry.use;
  }
  component_ = &named_component(plugins_, OPH_CORPUS, name);
  set_parameters(given, choice.set);
  (void)guests::complete_parameters(*component_, given);  // says all that does not fit
  params_ = campaign::resolve_parameters(component_->parameters_schema, given, folder).complete;
  environment_.registry = &plugins_.registry;
  environment_.log = [&console](oph_log_level_t level, std::string_view component, std::string_view line) {
    if (level >= OPH_LOG_WARNING) console.note(fmt::format("{}: {}", component, guests::printable(line)));
  };
}

}  // namespace ophamin::cli
