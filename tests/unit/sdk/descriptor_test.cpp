// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <ophamin/sdk.hpp>

#include "demo.hpp"

using namespace ophamin::test;
using demo::component;

TEST_CASE("the descriptor says who the plugin is") {
  const auto* plugin = ophamin_plugin_entry();
  CHECK(plugin == ophamin_plugin_entry());
  CHECK(ophamin_abi_version == OPH_ABI_VERSION);
  CHECK(plugin->struct_size == OPH_SIZEOF(oph_plugin_t, extension));
  CHECK(view(plugin->id) == "demo");
  CHECK(view(plugin->version) == "1.2.3-rc.1");
  CHECK(view(plugin->vendor) == "Tests");
  CHECK(view(plugin->homepage) == "https://example.org");
  CHECK(view(plugin->sdk_version) == OPHAMIN_SDK_VERSION);
  CHECK(plugin->component_count == 8);
}

TEST_CASE("components say their kind, flags and metadata") {
  const auto* mean = component(OPH_PILLAR, "demo.mean");
  CHECK(mean->flags == OPH_COMPONENT_DETERMINISTIC);
  CHECK(metadata(mean, "library") == "demo");
  CHECK(metadata(mean, "library_version") == "2.7.1");
  CHECK(component(OPH_PILLAR, "demo.failing")->flags == 0);
  CHECK(component(OPH_PILLAR, "demo.failing")->parameters_schema.size == 0);
  CHECK(metadata(component(OPH_PILLAR, "demo.failing"), "library_version") == "1");

  const auto* question = component(OPH_SCENARIO, "a-question");
  CHECK(metadata(question, "tier") == "measurement_machinery");
  CHECK(metadata(question, "family") == "demo");
  CHECK(metadata(question, "goal") == "goal");
  CHECK(metadata(question, "explanation") == "explanation");
  CHECK(metadata(question, "falsification") == "so what");
  CHECK(metadata(question, "method").empty());
  CHECK(metadata(component(OPH_CORPUS, "count"), "kind") == "corpus");
  CHECK(metadata(component(OPH_CORPUS, "count"), "source") == "made up");
  CHECK(metadata(component(OPH_SUBSTRATE, "echo"), "system") == "nothing");
  CHECK((component(OPH_SUBSTRATE, "echo")->flags & OPH_COMPONENT_MARKS) == 0);
  CHECK(metadata(component(OPH_AUDITOR, "linter"), "install") == "apt install lint");
}

TEST_CASE("a slot is there exactly if the class has the function") {
  const auto* mean = static_cast<const oph_pillar_t*>(component(OPH_PILLAR, "demo.mean")->table);
  CHECK((mean->begin != nullptr));
  CHECK((mean->update != nullptr));
  CHECK((mean->finish != nullptr));
  REQUIRE(mean->role_count == 2);
  CHECK(view(mean->roles[1].name) == "extra");
  CHECK(mean->roles[0].types == OPH_TYPE_BIT(OPH_FLOAT));
  CHECK(mean->roles[1].types == OPH_TYPE_BIT(OPH_TEXT));
  CHECK(mean->roles[0].arity == OPH_ROLE_ONE);
  CHECK(mean->roles[1].arity == OPH_ROLE_MANY);
  const auto* failing = static_cast<const oph_pillar_t*>(component(OPH_PILLAR, "demo.failing")->table);
  CHECK((failing->begin == nullptr));
  CHECK((failing->update == nullptr));
  CHECK((failing->finish == nullptr));
  CHECK(failing->struct_size == OPH_SIZEOF(oph_pillar_t, finish));

  const auto* question = static_cast<const oph_scenario_t*>(component(OPH_SCENARIO, "a-question")->table);
  CHECK((question->select != nullptr));
  CHECK((question->select_end != nullptr));
  CHECK((question->after_batch != nullptr));
  CHECK((question->drive == nullptr));
  const auto* driven = static_cast<const oph_scenario_t*>(component(OPH_SCENARIO, "driven")->table);
  CHECK((driven->select == nullptr));
  CHECK((driven->select_end == nullptr));
  CHECK((driven->after_batch == nullptr));
  CHECK((driven->drive != nullptr));
  CHECK((driven->fields != nullptr));
}

TEST_CASE("the cycle schema belongs to the substrate's table") {
  const auto* echo = static_cast<const oph_substrate_t*>(component(OPH_SUBSTRATE, "echo")->table);
  const auto schema = json::parse(view(echo->cycle_schema));
  CHECK(schema.at("properties").at("factor").at("type") == "integer");
  CHECK(component(OPH_SUBSTRATE, "echo")->parameters_schema.size == 0);
}
