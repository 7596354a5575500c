// SPDX-License-Identifier: Apache-2.0
//
// Optional abilities of a plugin (OPH-ABI-11), collected from its components:
//
//     static constexpr sdk::Template kTemplates[] = {{.file = "model.py", .summary = "a model", .text = "..."}};
//     or  static std::span<const sdk::Template> templates();         files to start from; constant, live as long as the process
//     void probe(sdk::Object& found);   substrates: what can be found out about the system without running a cycle
#pragma once

#ifdef OPHAMIN_HOST_SIDE
#error "ophamin/abilities.hpp is for plugins; the host includes ophamin/abi.h and nothing else of the SDK"
#endif

#include <ophamin/abi.h>
#include <ophamin/component.hpp>
#include <ophamin/probe.h>
#include <ophamin/substrate.hpp>
#include <ophamin/templates.h>
#include <ophamin/text.hpp>
#include <ophamin/writer.hpp>

#include <concepts>
#include <cstdint>
#include <deque>
#include <span>
#include <string_view>
#include <vector>

namespace ophamin::sdk {

/// A file that a component gives its users to start from.
struct Template {
  std::string_view variant{};  ///< tells several of a component apart, such as `python`; empty for the only one
  std::string_view file;       ///< the name that the file should have, without folders
  std::string_view summary;    ///< one line
  std::string_view text;
  bool executable = false;
};

namespace detail {

template <class T>
concept ListsTemplates = requires { std::span<const Template>(T::kTemplates); };
template <class T>
concept MakesTemplates = requires {
  { T::templates() } -> std::convertible_to<std::span<const Template>>;
};
template <class T>
concept Probes = IsSubstrate<T> && requires(T& s, Object& object) { s.probe(object); };

template <class T>
inline constexpr bool kHasAbility = ListsTemplates<T> || MakesTemplates<T> || Probes<T>;

// The tables of a plugin's abilities. Never moves.
class Abilities {
 public:
  Abilities() = default;
  Abilities(const Abilities&) = delete;
  Abilities& operator=(const Abilities&) = delete;

  template <class T>
  void add(oph_kind_t kind) {
    if constexpr (ListsTemplates<T>) {
      add_templates(kind, T::kInfo.name, T::kTemplates);
    } else if constexpr (MakesTemplates<T>) {
      add_templates(kind, T::kInfo.name, T::templates());
    }
    if constexpr (Probes<T>) {
      const auto& added = probes_.emplace_back(oph_probe_t{OPH_SIZEOF(oph_probe_t, probe), str(T::kInfo.name), probe<T>});
      probe_items_.push_back(&added);
    }
    templates_table_ = {OPH_SIZEOF(oph_templates_t, items), template_items_.size(), template_items_.data()};
    probes_table_ = {OPH_SIZEOF(oph_probes_t, items), probe_items_.size(), probe_items_.data()};
  }

  const void* find(std::string_view name, std::uint32_t revision) const noexcept {
    if (name == OPH_ABILITY_TEMPLATES && revision == OPH_ABILITY_TEMPLATES_REVISION && !template_items_.empty()) return &templates_table_;
    if (name == OPH_ABILITY_PROBE && revision == OPH_ABILITY_PROBE_REVISION && !probe_items_.empty()) return &probes_table_;
    return nullptr;
  }

 private:
  void add_templates(oph_kind_t kind, std::string_view component, std::span<const Template> templates) {
    for (const Template& each : templates) {
      const std::uint32_t flags = each.executable ? std::uint32_t{OPH_TEMPLATE_EXECUTABLE} : 0u;
      const auto& added = templates_.emplace_back(oph_template_t{OPH_SIZEOF(oph_template_t, text), kind, flags, str(component),
                                                                 str(each.variant), str(each.file), str(each.summary), str(each.text)});
      template_items_.push_back(&added);
    }
  }
  template <class T>
  static oph_status_t probe(oph_instance_t* instance, const oph_writer_t* writer, oph_error_t* error) noexcept {
    return guarded(error, [&] {
      Object found(writer);
      held<Instance<T>>(instance).object.probe(found);
    });
  }

  std::deque<oph_template_t> templates_;
  std::vector<const oph_template_t*> template_items_;
  oph_templates_t templates_table_{};
  std::deque<oph_probe_t> probes_;
  std::vector<const oph_probe_t*> probe_items_;
  oph_probes_t probes_table_{};
};

}  // namespace detail
}  // namespace ophamin::sdk
