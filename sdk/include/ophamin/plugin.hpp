// SPDX-License-Identifier: Apache-2.0
//
// The plugin: its descriptor and the two symbols that it exports.
//
//     constexpr sdk::PluginInfo kPlugin{.id = "demo", .version = "1.0.0", .vendor = "Me", .license = "MIT"};
//     OPHAMIN_PLUGIN(kPlugin, Mean, IsFast)
#pragma once

#ifdef OPHAMIN_HOST_SIDE
#error "ophamin/plugin.hpp is for plugins; the host includes ophamin/abi.h and nothing else of the SDK"
#endif

#include <ophamin/abi.h>
#include <ophamin/abilities.hpp>
#include <ophamin/auditor.hpp>
#include <ophamin/corpus.hpp>
#include <ophamin/pillar.hpp>
#include <ophamin/scenario.hpp>
#include <ophamin/substrate.hpp>
#include <ophamin/text.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>

// The SDK's own version, from its build; a copy that was built by nothing says so.
#ifndef OPHAMIN_SDK_VERSION
#define OPHAMIN_SDK_VERSION "0.0.0+unconfigured"
#endif

namespace ophamin::sdk {

struct PluginInfo {
  std::string_view id;       ///< unique over all plugins: letters, digits, `_`, `.`, `-`
  std::string_view version;  ///< semantic version 2.0
  std::string_view vendor;
  std::string_view license;  ///< SPDX expression of the shared object as a whole, linked libraries included
  std::string_view homepage{};
};

namespace detail {

template <class T>
concept HasKind = requires { T::kInfo; } && (IsPillar<T> || IsScenario<T> || IsCorpus<T> || IsSubstrate<T> || IsAuditor<T>);

template <class T>
consteval oph_kind_t kind_of() {
  if constexpr (IsPillar<T>) return OPH_PILLAR;
  if constexpr (IsScenario<T>) return OPH_SCENARIO;
  if constexpr (IsCorpus<T>) return OPH_CORPUS;
  if constexpr (IsSubstrate<T>) return OPH_SUBSTRATE;
  return OPH_AUDITOR;
}

template <class T>
consteval bool check() {
  static_assert(HasKind<T>, "sdk: a component needs static constexpr sdk::PillarInfo, ScenarioInfo, CorpusInfo, SubstrateInfo or AuditorInfo kInfo");
  if constexpr (!HasKind<T>) return false;
  else if constexpr (IsPillar<T>) return check_pillar<T>();
  else if constexpr (IsScenario<T>) return check_scenario<T>();
  else if constexpr (IsCorpus<T>) return check_corpus<T>();
  else if constexpr (IsSubstrate<T>) return check_substrate<T>();
  else return check_auditor<T>();
}

template <class... Components>
consteval bool names_are_unique() {
  struct Key {
    oph_kind_t kind;
    std::string_view name;
  };
  const Key keys[] = {{kind_of<Components>(), Components::kInfo.name}...};
  for (std::size_t i = 0; i < std::size(keys); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (keys[i].kind == keys[j].kind && keys[i].name == keys[j].name) return false;
    }
  }
  return true;
}

constexpr std::string_view tier_name(Tier tier) noexcept {
  constexpr std::string_view kNames[] = {"", "scientific", "engineering", "philosophical", "empirical_deep", "measurement_machinery"};
  return kNames[static_cast<std::size_t>(tier)];
}

// The descriptor of one component, with the texts it points at. Never moves.
template <class T>
class Described {
 public:
  Described() {
    raw_.struct_size = OPH_SIZEOF(oph_component_t, table);
    raw_.kind = kind_of<T>();
    raw_.revision = T::kInfo.revision;
    raw_.name = str(T::kInfo.name);
    raw_.summary = str(T::kInfo.summary);
    raw_.parameters_schema = str(schema_);
    raw_.flags = T::kInfo.deterministic ? std::uint32_t{OPH_COMPONENT_DETERMINISTIC} : 0u;
    add_particulars();
    raw_.metadata_count = metadata_count_;
    raw_.metadata = metadata_.data();
  }
  Described(const Described&) = delete;
  Described& operator=(const Described&) = delete;

  const oph_component_t* raw() const noexcept { return &raw_; }

 private:
  void add(std::string_view key, std::string_view value) {
    if (!value.empty()) metadata_[metadata_count_++] = oph_metadata_t{str(key), str(value)};
  }
  void add_particulars() {
    constexpr const auto& kInfo = T::kInfo;
    if constexpr (IsPillar<T>) {
      if constexpr (requires { T::library_version(); }) {
        text_ = T::library_version();
      } else {
        text_ = kInfo.library_version;
      }
      add("library", kInfo.library);
      add("library_version", text_);
      add("method", kInfo.method);
      add("citation", kInfo.citation);
      raw_.table = &PillarTable<T>::kTable;
    } else if constexpr (IsScenario<T>) {
      add("tier", tier_name(kInfo.tier));
      add("family", kInfo.family);
      add("goal", kInfo.goal);
      add("explanation", kInfo.explanation);
      add("method", kInfo.method);
      add("falsification", kInfo.falsification);
      raw_.table = &ScenarioTable<T>::kTable;
    } else if constexpr (IsCorpus<T>) {
      add("kind", kInfo.kind);
      add("source", kInfo.source);
      add("dataset", kInfo.dataset);
      add("hash_rule", hash_rule_name(kInfo.hash_rule));
      add("reference_hash", reference_hash_name(kInfo.reference_hash));
      raw_.table = &CorpusTable<T>::kTable;
    } else if constexpr (IsSubstrate<T>) {
      add("kind", kInfo.kind);
      add("system", kInfo.system);
      if constexpr (kInfo.marks) raw_.flags |= std::uint32_t{OPH_COMPONENT_MARKS};
      if constexpr (requires { T::kCycleParameters; }) {
        text_ = T::kCycleParameters.schema();
      } else if constexpr (requires { std::string_view(T::kCycleSchema); }) {
        text_ = T::kCycleSchema;
      }
      substrate_ = SubstrateTable<T>::table(text_);
      raw_.table = &substrate_;
    } else {
      add("tool", kInfo.tool);
      add("install", kInfo.install);
      raw_.table = &AuditorTable<T>::kTable;
    }
  }

  static constexpr std::size_t kMostMetadata = 6;
  const std::string schema_ = parameters_schema<T>();
  std::string text_;  // the library's version, or the schema of the cycle parameters
  std::array<oph_metadata_t, kMostMetadata> metadata_{};
  std::size_t metadata_count_ = 0;
  oph_substrate_t substrate_{};
  oph_component_t raw_{};
};

template <const PluginInfo& kInfo, class... Components>
class Descriptor {
  static_assert(is_dotted_name(kInfo.id), "sdk: a plugin's id has letters, digits, `_`, `.` and `-`");
  static_assert(is_semantic_version(kInfo.version), "sdk: a plugin's version is a semantic version 2.0, such as `1.2.3`");
  static_assert(!kInfo.vendor.empty(), "sdk: PluginInfo.vendor is required");
  static_assert(!kInfo.license.empty(), "sdk: PluginInfo.license is required: an SPDX expression of the shared object as a whole");
  static_assert(sizeof...(Components) >= 1, "sdk: a plugin has at least one component");
  static_assert((check<Components>() && ...));
  static_assert(names_are_unique<Components...>(), "sdk: two components of one kind have the same name");

 public:
  static const oph_plugin_t* get() { return &instance().raw_; }

 private:
  static const Descriptor& instance() {
    // Never destroyed: the descriptor lives as long as the process, which may read it while it exits.
    static const Descriptor* const kDescriptor = new Descriptor;
    return *kDescriptor;
  }
  static const void* extension(oph_str_t name, std::uint32_t revision) noexcept {
    return instance().abilities_.find(view(name), revision);
  }

  Descriptor() {
    (abilities_.template add<Components>(kind_of<Components>()), ...);
    raw_ = oph_plugin_t{OPH_SIZEOF(oph_plugin_t, extension),
                        str(kInfo.id),
                        str(kInfo.version),
                        str(kInfo.vendor),
                        str(kInfo.license),
                        str(kInfo.homepage),
                        str(OPHAMIN_SDK_VERSION),
                        pointers_.size(),
                        pointers_.data(),
                        (kHasAbility<Components> || ...) ? extension : nullptr};
  }

  std::tuple<Described<Components>...> components_;
  std::array<const oph_component_t*, sizeof...(Components)> pointers_ =
      std::apply([](const auto&... each) { return std::array{each.raw()...}; }, components_);
  Abilities abilities_;
  oph_plugin_t raw_{};
};

}  // namespace detail
}  // namespace ophamin::sdk

/// Defines the boot number and the entry function. Once per plugin, at file scope, outside any namespace. `info` names a
/// constexpr sdk::PluginInfo; the others are component classes.
#define OPHAMIN_PLUGIN(info, ...)                                                      \
  const uint32_t ophamin_abi_version = OPH_ABI_VERSION;                                \
  const oph_plugin_t* ophamin_plugin_entry(void) noexcept {                            \
    return ::ophamin::sdk::detail::Descriptor<info __VA_OPT__(, ) __VA_ARGS__>::get(); \
  }                                                                                    \
  static_assert(true)
