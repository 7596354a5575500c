// SPDX-License-Identifier: Apache-2.0
//
// The table of docs/guide/pillars.md is what the pillars say of themselves. OPHAMIN_UPDATE_GOLDEN=1 writes it again.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include <fmt/format.h>
#include <support/paths.hpp>

#include "golden.hpp"

using namespace ophamin::test;

namespace {

constexpr std::string_view kBegin = "<!-- pillars -->\n";
constexpr std::string_view kEnd = "<!-- /pillars -->\n";

std::string roles(const oph_pillar_t& pillar) {
  std::string out;
  for (std::uint64_t i = 0; i < pillar.role_count; ++i) {
    const auto& role = pillar.roles[i];
    const bool is_optional = role.arity == OPH_ROLE_OPTIONAL || role.arity == OPH_ROLE_ANY;
    const bool takes_many = role.arity == OPH_ROLE_MANY || role.arity == OPH_ROLE_ANY;
    out += fmt::format("{}`{}{}`{}", out.empty() ? "" : ", ", text(role.name), takes_many ? "..." : "", is_optional ? "?" : "");
  }
  return out;
}

// One line for each pillar, by name.
std::string table() {
  std::map<std::string, std::string> lines;
  for (const auto& file : std::filesystem::directory_iterator(shipped_plugins())) {
    if (file.path().extension() != ".so") continue;
    const auto* plugin = load_plugin(file.path().string());
    REQUIRE(plugin != nullptr);
    for (std::uint64_t i = 0; i < plugin->component_count; ++i) {
      const auto* component = plugin->components[i];
      if (component->kind != OPH_PILLAR) continue;
      const auto& pillar = *static_cast<const oph_pillar_t*>(component->table);
      lines[text(component->name)] = fmt::format("| `{}` | {} | {} | {} | {} |\n", text(component->name), text(component->summary), roles(pillar),
                                                 pillar.begin != nullptr ? "yes" : "", metadata(component, "library"));
    }
  }
  std::string out = "| pillar | what it computes | roles of columns | streams | library |\n| --- | --- | --- | --- | --- |\n";
  for (const auto& [name, line] : lines) out += line;
  return out;
}

}  // namespace

TEST_CASE("docs/guide/pillars.md lists every pillar that ships") {
  const auto path = project_root() / "docs" / "guide" / "pillars.md";
  std::ifstream file(path, std::ios::binary);
  REQUIRE(file.good());
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  const auto begin = page.find(kBegin);
  const auto end = page.find(kEnd);
  REQUIRE(begin != std::string::npos);
  REQUIRE(end != std::string::npos);
  const auto at = begin + kBegin.size();
  const auto measured = table();
  if (page.substr(at, end - at) == measured) return;
  if (std::getenv("OPHAMIN_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << page.substr(0, at) << measured << page.substr(end);
    return;
  }
  FAIL_CHECK("the table is another one; write it again: OPHAMIN_UPDATE_GOLDEN=1 build/tests/unit_plugins\n", measured);
}
