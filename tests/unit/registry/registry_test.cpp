// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include <ophamin/registry/registry.hpp>

#include "descriptor_builder.hpp"

using namespace ophamin::registry;
using ophamin::test::Descriptor;
using ophamin::test::text;

namespace {

// A plugin with one pillar for each name.
ValidPlugin plugin(const std::string& id, const std::vector<std::string>& pillars) {
  Descriptor descriptor;
  std::vector<oph_component_t> components(pillars.size(), descriptor.pillar);
  descriptor.components.clear();
  for (std::size_t i = 0; i < pillars.size(); ++i) {
    components[i].name = text(pillars[i]);
    descriptor.components.push_back(&components[i]);
  }
  descriptor.plugin.id = text(id);
  Inspection inspection = inspect(descriptor.get(), OPH_ABI_VERSION, "/plugins/" + id + ".so");
  REQUIRE_MESSAGE(inspection.valid.has_value(), to_text(inspection.violations));
  return std::move(*inspection.valid);
}

std::vector<std::string> names(const Registry& registry) {
  std::vector<std::string> result;
  for (const Component* component : registry.list(OPH_PILLAR)) result.push_back(component->name);
  return result;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("list is sorted, get finds, pointers survive a move") {
  Registry registry;
  CHECK(registry.register_plugin(plugin("one", {"b", "a"})).empty());
  CHECK(registry.register_plugin(plugin("two", {"c"})).empty());
  CHECK(names(registry) == Names{"a", "b", "c"});
  CHECK(registry.list(OPH_CORPUS).empty());
  const Component* before = registry.find(OPH_PILLAR, "a");
  const Registry moved = std::move(registry);
  CHECK(moved.find(OPH_PILLAR, "a") == before);
  CHECK(moved.get(OPH_PILLAR, "a").plugin == moved.find_plugin("one"));
  CHECK(moved.plugins().size() == 2);
  CHECK(moved.find(OPH_SCENARIO, "a") == nullptr);
  CHECK(moved.find_plugin("three") == nullptr);
  const auto parts = moved.components(*moved.find_plugin("one"));
  REQUIRE(parts.size() == 2);
  CHECK(parts[0]->name == "b");  // in the order of the descriptor
}

TEST_CASE("the outcome of a dispute does not depend on the order of registration") {
  std::array<int, 4> order{0, 1, 2, 3};
  do {
    Registry registry;
    std::size_t violations = 0;
    for (const int which : order) {
      if (which == 0) violations += registry.register_plugin(plugin("one", {"x", "a"})).size();
      if (which == 1) violations += registry.register_plugin(plugin("two", {"x", "y"})).size();
      if (which == 2) violations += registry.register_plugin(plugin("three", {"y", "c"})).size();
      if (which == 3) violations += registry.register_plugin(plugin("four", {"d"})).size();
    }
    CHECK(names(registry) == Names{"d"});
    CHECK(violations == 4);  // two claimants for x, two for y, each told once
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST_CASE("a preference settles a dispute whichever comes first") {
  for (const bool reversed : {false, true}) {
    Registry registry({{OPH_PILLAR, "x", "two"}});
    std::vector<Violation> last;
    last = registry.register_plugin(plugin(reversed ? "two" : "one", {"x", reversed ? "b" : "a"}));
    CHECK(last.empty());
    last = registry.register_plugin(plugin(reversed ? "one" : "two", {"x", reversed ? "a" : "b"}));
    CHECK(last.empty());
    CHECK(names(registry) == Names{"a", "b", "x"});
    CHECK(registry.get(OPH_PILLAR, "x").plugin->id == "two");
    CHECK(registry.components(*registry.find_plugin("one")).size() == 1);
  }
}

TEST_CASE("the same object again is no error") {
  Registry registry;
  CHECK(registry.register_plugin(plugin("one", {"a"})).empty());
  CHECK(registry.register_plugin(plugin("one", {"a"})).empty());  // the same path
  ValidPlugin copy = plugin("one", {"a"});
  copy.plugin.path = "/elsewhere/one.so";
  copy.plugin.sha256 = std::string(64, 'a');
  ValidPlugin again = copy;
  again.plugin.path = "/third/one.so";
  Registry other;
  CHECK(other.register_plugin(std::move(copy)).empty());
  CHECK(other.register_plugin(std::move(again)).empty());  // the same digest
  CHECK(other.plugins().size() == 1);
}

TEST_CASE("a miss names near names, and reasons where there are some") {
  Registry registry;
  registry.register_plugin(plugin("one", {"O.spc", "O.sprt"}));
  try {
    registry.get(OPH_PILLAR, "O.scp");
    FAIL("there is none");
  } catch (const RegistryMiss& miss) {
    CHECK(miss.kind() == OPH_PILLAR);
    CHECK(miss.name() == "O.scp");
    CHECK(miss.near().front() == "O.spc");
    CHECK(!miss.refused());
    CHECK(std::string(miss.what()).starts_with("the pillar `O.scp` is not registered; did you mean O.spc"));
  }
  const Violation reason{.rule = "OPH-ABI-5", .file = "/x.so"};
  const std::vector<std::pair<oph_kind_t, std::string>> claims{{OPH_PILLAR, "O.cma"}};
  registry.note_refused(claims, std::span(&reason, 1));
  registry.note_refused({}, std::span(&reason, 1));
  try {
    registry.get(OPH_PILLAR, "O.cma");
    FAIL("it was refused");
  } catch (const RegistryMiss& miss) {
    CHECK(miss.refused());
    CHECK(miss.violations().size() == 1);
    CHECK(miss.unread_files() == 1);
  }
  CHECK_THROWS_WITH_AS(registry.get(OPH_CORPUS, "jsonl"), doctest::Contains("1 file was refused before its names"),
                       RegistryMiss);
}

TEST_CASE("kinds have names") {
  for (const oph_kind_t kind : {OPH_PILLAR, OPH_SCENARIO, OPH_CORPUS, OPH_SUBSTRATE, OPH_AUDITOR}) {
    CHECK(kind_of(kind_name(kind)) == kind);
  }
  CHECK(kind_name(17) == "kind 17");
  CHECK(kind_of("pillars") == 0);
}
