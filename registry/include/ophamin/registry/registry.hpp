// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <deque>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <ophamin/registry/plugin.hpp>
#include <ophamin/registry/validate.hpp>
#include <ophamin/registry/violation.hpp>

/// The registry: which components there are, by kind and name.
namespace ophamin::registry {

/// The manifest's choice between claimants (OPH-HOST-4).
struct Preference {
  oph_kind_t kind = 0;  ///< of the component; 0: `name` is a plugin id that several files carry
  std::string name;
  std::string plugin;   ///< the chosen plugin: its id, or the path of its file
};

/// Thrown by Registry::get. violations() holds the reasons if the component was found but refused; what() then says so.
class RegistryMiss : public RegistryError {
 public:
  RegistryMiss(oph_kind_t kind, std::string name, std::vector<std::string> near, std::vector<Violation> refused,
               std::size_t unread_files);
  oph_kind_t kind() const noexcept { return kind_; }
  const std::string& name() const noexcept { return name_; }
  const std::vector<std::string>& near() const noexcept { return near_; }  ///< at most 3 similar names
  bool refused() const noexcept { return !violations().empty(); }
  std::size_t unread_files() const noexcept { return unread_files_; }  ///< refused before their names could be read

 private:
  oph_kind_t kind_;
  std::string name_;
  std::vector<std::string> near_;
  std::size_t unread_files_;
};

/// Not thread-safe while plugins are registered; any number of threads may read afterwards. Movable: pointers to components
/// and plugins stay valid for the life of the registry, wherever it is moved.
class Registry {
 public:
  Registry() = default;
  explicit Registry(std::vector<Preference> preferences) : preferences_(std::move(preferences)) {}
  Registry(Registry&&) = default;
  Registry& operator=(Registry&&) = default;
  Registry(const Registry&) = delete;
  Registry& operator=(const Registry&) = delete;

  /// Throws RegistryMiss, with near names, or with the reasons if it was found but refused.
  const Component& get(oph_kind_t kind, std::string_view name) const;

  /// Null if it is not registered.
  const Component* find(oph_kind_t kind, std::string_view name) const noexcept;

  /// All of a kind, sorted by name.
  std::vector<const Component*> list(oph_kind_t kind) const;

  /// Registered plugins, in the order in which they were registered.
  std::vector<const Plugin*> plugins() const;

  /// The plugin with this id, or null.
  const Plugin* find_plugin(std::string_view id) const noexcept;

  /// Components of a plugin, in the order of its descriptor.
  std::vector<const Component*> components(const Plugin& plugin) const;

  /// Registers plugins, each whole or not at all. Returns what is wrong that was not wrong before; empty if all of them are
  /// registered.
  ///
  /// The same file or the same digest again is no error: the first one counts. A plugin id, or a kind and name, that is
  /// claimed twice refuses all claimants (those registered before are taken out again), and a violation for each of them is
  /// returned, unless a preference names one: then the others yield just what is disputed (an id: all that they have). The
  /// outcome does not depend on the order of registration.
  std::vector<Violation> register_plugins(std::vector<ValidPlugin> plugins);
  std::vector<Violation> register_plugin(ValidPlugin plugin);

  /// Remembers that a file was refused, so that get() can say so. `claims` may be empty if its names are not known.
  void note_refused(std::span<const std::pair<oph_kind_t, std::string>> claims, std::span<const Violation> violations);

 private:
  using Key = std::pair<oph_kind_t, std::string>;

  struct Less {  ///< finds by name without copying it
    using is_transparent = void;
    template <typename A, typename B>
    bool operator()(const A& a, const B& b) const noexcept {
      return a.first != b.first ? a.first < b.first : std::string_view(a.second) < std::string_view(b.second);
    }
  };
  struct Entry {
    Plugin plugin;
    std::vector<Component> components;
    std::vector<Violation> reasons;  ///< why nothing of it is registered; empty if it is
    std::vector<Key> yielded;        ///< components that a preference gave to another plugin
    bool superseded = false;         ///< a preference chose another file with the same id
    bool registered() const noexcept { return reasons.empty(); }
  };
  struct Refused {
    std::vector<Key> claims;
    std::vector<Violation> violations;
  };

  const Entry* chosen(const Key& key, const std::vector<Entry*>& claimants) const;
  void settle_ids();
  void settle_components();
  void index_registered();

  std::vector<Preference> preferences_;
  std::deque<Entry> entries_;                ///< every valid plugin, refused ones too: their claims still count
  std::map<Key, const Component*, Less> index_;    ///< what get() finds
  std::vector<Refused> refused_;
};

}  // namespace ophamin::registry
