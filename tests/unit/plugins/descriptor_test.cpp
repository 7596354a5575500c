// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include <support/paths.hpp>

#include "golden.hpp"

using namespace ophamin::test;

TEST_CASE("every plugin that ships describes itself completely") {
  const std::vector<std::pair<std::string, std::vector<std::string>>> expected{
      {"adaptive", {"A.sprt"}},
      {"core", {"throughput-ceiling", "round-trip-fidelity"}},
      {"cyber", {"cyber"}},
      {"diagnostics", {"diagnostics.anticipatory", "diagnostics.inertia", "diagnostics.kernel_coupling"}},
      {"dynamics", {"kernel-coupling", "world-model-gap", "cognitive-inertia"}},
      {"effects", {"M.mixed_effects", "M.mea"}},
      {"files", {"text-files", "jsonl", "csv"}},
      {"flores", {"flores"}},
      {"git", {"git-log", "linux"}},
      {"http", {"http"}},
      {"mail", {"enron", "mbox"}},
      {"mock", {"mock"}},
      {"observability", {"O.spc", "O.srm", "O.drift"}},
      {"robustness", {"N.cross_validation"}},
      {"sqlite", {"sqlite"}},
      {"statistics", {"stats.proportion", "stats.quantile", "stats.conformal", "stats.conformal_sets", "stats.t_test", "stats.cohen_d", "stats.mann_whitney",
        "stats.wilcoxon", "stats.ks_two_sample", "stats.pearson", "stats.spearman", "stats.one_way_anova", "stats.summary", "stats.bootstrap",
        "stats.wasserstein", "stats.mutual_information", "stats.entropy", "stats.kl_divergence", "stats.adjust"}},
      {"synthesis", {"I.cma"}},
      {"zlib", {"zlib"}}};
  for (const auto& [name, components] : expected) {
    const std::string file = name;
    CAPTURE(file);
    const auto* plugin = load_plugin((shipped_plugins() / (std::string(file) + ".so")).string());
    REQUIRE(plugin != nullptr);
    CHECK(plugin->struct_size == OPH_SIZEOF(oph_plugin_t, extension));
    CHECK(text(plugin->id) == "ophamin." + file);
    CHECK(view(plugin->version) == project_version());
    CHECK(view(plugin->sdk_version) == project_version());
    CHECK(view(plugin->license).starts_with("Apache-2.0"));
    std::vector<std::string> found;
    for (std::uint64_t i = 0; i < plugin->component_count; ++i) {
      const auto* component = plugin->components[i];
      found.push_back(text(component->name));
      CHECK(component->table != nullptr);
      CHECK(component->revision >= 1);
      CHECK(component->reserved == 0);
      if (component->parameters_schema.size != 0) {
        const auto schema = json::parse(view(component->parameters_schema));
        CHECK(schema.at("type").as_string() == "object");
        CHECK(schema.at("additionalProperties") == false);
        for (const auto& property : schema.at("properties").as_object()) {
          CHECK_MESSAGE(!property.value().at("description").as_string().empty(), property.key());
        }
      }
    }
    CHECK(found == components);
  }
}

TEST_CASE("pillars name the library that computes, with the version it has now") {
  for (const auto& [file, name, library] : {std::tuple{"statistics", "stats.proportion", "boost.math"},
                                            std::tuple{"statistics", "stats.quantile", "boost.math"},
                                            std::tuple{"statistics", "stats.conformal", "ophamin.statistics"},
                                            std::tuple{"statistics", "stats.conformal_sets", "ophamin.statistics"},
                                            std::tuple{"statistics", "stats.t_test", "boost.math"},
                                            std::tuple{"statistics", "stats.ks_two_sample", "boost.math"},
                                            std::tuple{"robustness", "N.cross_validation", "ophamin.robustness"},
                                            std::tuple{"effects", "M.mixed_effects", "eigen"},
                                            std::tuple{"effects", "M.mea", "eigen"},
                                            std::tuple{"synthesis", "I.cma", "boost.math"},
                                            std::tuple{"diagnostics", "diagnostics.anticipatory", "eigen"},
                                            std::tuple{"diagnostics", "diagnostics.inertia", "ophamin.diagnostics"},
                                            std::tuple{"diagnostics", "diagnostics.kernel_coupling", "ophamin.diagnostics"},
                                            std::tuple{"observability", "O.spc", "ophamin.observability"},
                                            std::tuple{"observability", "O.srm", "boost.math"},
                                            std::tuple{"observability", "O.drift", "ophamin.observability"},
                                            std::tuple{"adaptive", "A.sprt", "ophamin.adaptive"}}) {
    const auto* pillar = shipped(file, OPH_PILLAR, name);
    CHECK(metadata(pillar, "library") == library);
    CHECK(!metadata(pillar, "library_version").empty());
  }
}
