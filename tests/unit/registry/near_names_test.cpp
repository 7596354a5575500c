// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <ophamin/registry/near_names.hpp>

using ophamin::registry::near_names;
using Names = std::vector<std::string>;

TEST_CASE("typing errors find what was meant, best first") {
  const Names keys{"seed", "name", "description", "out", "speed"};
  CHECK(near_names("sede", keys) == Names{"seed"});
  CHECK(near_names("descripton", keys) == Names{"description"});
  CHECK(near_names("SEED", keys).front() == "seed");
  CHECK(near_names("sped", keys) == Names{"seed", "speed"});
  CHECK(near_names("nmae", keys) == Names{"name"});
}

TEST_CASE("a part of a name is near, a stranger is not") {
  const Names pillars{"O.spc", "diagnostics.inertia", "stats.proportion"};
  CHECK(near_names("proportion", pillars) == Names{"stats.proportion"});
  CHECK(near_names("inertia", pillars) == Names{"diagnostics.inertia"});
  CHECK(near_names("zzzzzz", pillars).empty());
  CHECK(near_names("", pillars).empty());
}

TEST_CASE("the number of suggestions is limited and each is said once") {
  const Names names{"shard1", "shard2", "shard3", "shard4", "shard2"};
  CHECK(near_names("shard", names).size() == 3);
  CHECK(near_names("shard", names, 10) == Names{"shard1", "shard2", "shard3", "shard4"});
  CHECK(near_names(std::string(100000, 'x'), names).empty());
}

TEST_CASE("at most three, nearest first, each once") {
  const Names known{"level_d", "level_c", "level_b", "level_a", "level", "level"};
  const Names found = near_names("level_", known);
  REQUIRE(found.size() == 3);
  CHECK(found[0] == "level");
  CHECK(found[1] == "level_a");
  CHECK(found[2] == "level_b");
}
