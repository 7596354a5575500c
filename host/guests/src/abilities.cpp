// SPDX-License-Identifier: Apache-2.0
#include <ophamin/guests/abilities.hpp>

#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <ophamin/probe.h>
#include <ophamin/templates.h>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/guests/text.hpp>

namespace ophamin::guests {

namespace {

constexpr std::uint64_t kMostItems = 4096;
constexpr std::uint64_t kLargestTemplate = std::uint64_t{16} << 20;

[[noreturn]] void refuse(const registry::Component& component, std::string_view ability, std::string fault) {
  throw diagnostics::Error({.code = diagnostics::ErrorCode::kGuestBrokePromise,
                            .rule = "OPH-ABI-11",
                            .message = fmt::format("{}: its plugin's ability '{}' has {}", component.label(), ability, fault),
                            .mend = "report this to the author of the plugin",
                            .place = {.file = component.plugin->path.string(), .path = component.label()}});
}

/// The table of an ability with its items checked against their floor; null if the plugin does not have it.
template <typename Table, typename Floor>
const Table* ask(const registry::Component& component, std::string_view ability, std::uint32_t revision, Floor fits) {
  if (component.plugin == nullptr || component.plugin->extension == nullptr) return nullptr;
  const auto* table = static_cast<const Table*>(component.plugin->extension(lend(ability), revision));
  if (table == nullptr) return nullptr;
  if (!OPH_HAS(table, Table, items)) refuse(component, ability, "a table smaller than its first revision's");
  if (table->count == 0 || table->count > kMostItems || table->items == nullptr) {
    refuse(component, ability, fmt::format("{} items, where 1 to {} are allowed", table->count, kMostItems));
  }
  for (std::uint64_t i = 0; i < table->count; ++i) {
    if (table->items[i] == nullptr || !fits(*table->items[i])) {
      refuse(component, ability, fmt::format("an item {} that is null or smaller than its first revision's", i));
    }
  }
  return table;
}

bool is_plain_file_name(std::string_view name) {
  return !name.empty() && name != "." && name != ".." && name.find_first_of(std::string_view("/\0", 2)) == std::string_view::npos;
}

}  // namespace

std::vector<Template> templates_of(const registry::Component& component) {
  std::vector<Template> result;
  const auto* table = ask<oph_templates_t>(component, OPH_ABILITY_TEMPLATES, OPH_ABILITY_TEMPLATES_REVISION,
                                           [](const oph_template_t& item) { return OPH_HAS(&item, oph_template_t, text); });
  if (table == nullptr) return result;
  for (std::uint64_t i = 0; i < table->count; ++i) {
    const oph_template_t& item = *table->items[i];
    for (const auto text : {item.component, item.variant, item.file, item.summary, item.text}) {
      if (auto fault = text_fault(text); !fault.empty()) refuse(component, OPH_ABILITY_TEMPLATES, fmt::format("an item {}: {}", i, fault));
    }
    if (item.kind != component.kind || view(item.component) != component.name) continue;
    Template made{.variant = std::string(view(item.variant)),
                  .file = std::string(view(item.file)),
                  .summary = std::string(view(item.summary)),
                  .text = {},
                  .executable = (item.flags & OPH_TEMPLATE_EXECUTABLE) != 0};
    if (!is_plain_file_name(made.file)) refuse(component, OPH_ABILITY_TEMPLATES, fmt::format("the file name '{}'", printable(made.file, 80)));
    for (const Template& other : result) {
      if (other.variant == made.variant) refuse(component, OPH_ABILITY_TEMPLATES, fmt::format("the variant '{}' twice", printable(made.variant, 80)));
    }
    if (item.text.size == 0 || item.text.size > kLargestTemplate) {
      refuse(component, OPH_ABILITY_TEMPLATES, fmt::format("a text of {} bytes, where 1 to {} are allowed", item.text.size, kLargestTemplate));
    }
    made.text = view(item.text);
    result.push_back(std::move(made));
  }
  return result;
}

ProbeFunction probe_of(const registry::Component& substrate) {
  const auto* table = ask<oph_probes_t>(substrate, OPH_ABILITY_PROBE, OPH_ABILITY_PROBE_REVISION,
                                        [](const oph_probe_t& item) { return OPH_HAS(&item, oph_probe_t, probe); });
  if (table == nullptr) return nullptr;
  for (std::uint64_t i = 0; i < table->count; ++i) {
    const oph_probe_t& item = *table->items[i];
    if (view(item.component) != substrate.name) continue;
    if (item.probe == nullptr) refuse(substrate, OPH_ABILITY_PROBE, "a null pointer for its function");
    return item.probe;
  }
  return nullptr;
}

}  // namespace ophamin::guests
