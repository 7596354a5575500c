// SPDX-License-Identifier: Apache-2.0
#include <ophamin/registry/plugin.hpp>

#include <array>

#include <fmt/format.h>

namespace ophamin::registry {
namespace {

constexpr std::array<std::pair<oph_kind_t, std::string_view>, 5> kKinds{{
    {OPH_PILLAR, "pillar"},
    {OPH_SCENARIO, "scenario"},
    {OPH_CORPUS, "corpus"},
    {OPH_SUBSTRATE, "substrate"},
    {OPH_AUDITOR, "auditor"},
}};

}  // namespace

std::string kind_name(oph_kind_t kind) {
  for (const auto& [number, name] : kKinds) {
    if (number == kind) return std::string(name);
  }
  return fmt::format("kind {}", kind);
}

oph_kind_t kind_of(std::string_view name) noexcept {
  for (const auto& [number, known] : kKinds) {
    if (known == name) return number;
  }
  return 0;
}

std::string Component::meta(std::string_view key) const {
  for (const auto& [name_of, value] : metadata) {
    if (name_of == key) return value;
  }
  return {};
}

}  // namespace ophamin::registry
