// SPDX-License-Identifier: Apache-2.0
#include <ophamin/registry/registry.hpp>

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <ophamin/registry/near_names.hpp>

#include "violation_json.hpp"

namespace ophamin::registry {
namespace {

std::string describe_miss(oph_kind_t kind, std::string_view name, const std::vector<std::string>& near,
                          std::size_t refused, std::size_t unread_files) {
  const std::string what = fmt::format("the {} `{}`", kind_name(kind), printable(name));
  if (refused != 0) return what + " was found, but refused:";
  std::string text = what + " is not registered";
  if (!near.empty()) text += fmt::format("; did you mean {}?", fmt::join(near, ", "));
  if (unread_files != 0) {
    text += fmt::format("; {} refused before {} names could be read, and may have offered it",
                        unread_files == 1 ? "1 file was" : fmt::format("{} files were", unread_files),
                        unread_files == 1 ? "its" : "their");
  }
  return text;
}

std::string where(const Plugin& plugin) {
  std::string text = fmt::format("{} {}", plugin.id, plugin.version);
  text += plugin.path.empty() ? " (linked in" : fmt::format(" in {} (", printable(plugin.path.native()));
  if (!plugin.path.empty()) {
    text += plugin.position == 0 ? "named directly" : fmt::format("search position {}", plugin.position);
  }
  return text + ")";
}

// Paths and digests identify a plugin's file; two of them are never compared when one is not known.
bool same_object(const Plugin& a, const Plugin& b) {
  return (!a.path.empty() && a.path == b.path) || (!a.sha256.empty() && a.sha256 == b.sha256);
}

}  // namespace

RegistryMiss::RegistryMiss(oph_kind_t kind, std::string name, std::vector<std::string> near,
                           std::vector<Violation> refused, std::size_t unread_files)
    : RegistryError(describe_miss(kind, name, near, refused.size(), unread_files), refused),
      kind_(kind),
      name_(std::move(name)),
      near_(std::move(near)),
      unread_files_(unread_files) {}

const Component* Registry::find(oph_kind_t kind, std::string_view name) const noexcept {
  const auto found = index_.find(std::pair(kind, name));
  return found == index_.end() ? nullptr : found->second;
}

const Component& Registry::get(oph_kind_t kind, std::string_view name) const {
  if (const Component* found = find(kind, name)) return *found;
  const Key key(kind, name);
  std::vector<Violation> reasons;
  std::size_t unread = 0;
  const auto add = [&reasons](const std::vector<Violation>& more) {
    reasons.insert(reasons.end(), more.begin(), more.end());
  };
  for (const Entry& entry : entries_) {
    const bool offers = std::any_of(entry.components.begin(), entry.components.end(),
                                    [&](const Component& c) { return c.kind == kind && c.name == name; });
    if (offers) add(entry.reasons);
  }
  for (const Refused& refused : refused_) {
    if (refused.claims.empty()) ++unread;
    if (std::find(refused.claims.begin(), refused.claims.end(), key) != refused.claims.end()) add(refused.violations);
  }
  std::vector<std::string> known;
  for (const Component* component : list(kind)) known.push_back(component->name);
  throw RegistryMiss(kind, std::string(name), near_names(name, known), std::move(reasons), unread);
}

std::vector<const Component*> Registry::list(oph_kind_t kind) const {
  std::vector<const Component*> result;
  for (auto item = index_.lower_bound(std::pair(kind, std::string_view())); item != index_.end() && item->first.first == kind; ++item) {
    result.push_back(item->second);
  }
  return result;
}

std::vector<const Plugin*> Registry::plugins() const {
  std::vector<const Plugin*> result;
  for (const Entry& entry : entries_) {
    if (entry.registered()) result.push_back(&entry.plugin);
  }
  return result;
}

const Plugin* Registry::find_plugin(std::string_view id) const noexcept {
  for (const Entry& entry : entries_) {
    if (entry.registered() && entry.plugin.id == id) return &entry.plugin;
  }
  return nullptr;
}

std::vector<const Component*> Registry::components(const Plugin& plugin) const {
  std::vector<const Component*> result;
  for (const Entry& entry : entries_) {
    if (&entry.plugin != &plugin) continue;
    for (const Component& component : entry.components) {
      if (find(component.kind, component.name) == &component) result.push_back(&component);
    }
  }
  return result;
}

std::vector<Violation> Registry::register_plugin(ValidPlugin plugin) {
  std::vector<ValidPlugin> one;
  one.push_back(std::move(plugin));
  return register_plugins(std::move(one));
}

std::vector<Violation> Registry::register_plugins(std::vector<ValidPlugin> plugins) {
  std::set<std::pair<const Entry*, std::string>> known;
  for (const Entry& entry : entries_) {
    for (const Violation& reason : entry.reasons) known.emplace(&entry, reason.component);
  }
  for (ValidPlugin& valid : plugins) {
    const bool again = std::any_of(entries_.begin(), entries_.end(),
                                   [&](const Entry& entry) { return same_object(entry.plugin, valid.plugin); });
    if (again) continue;
    Entry& entry = entries_.emplace_back();
    entry.plugin = std::move(valid.plugin);
    entry.components = std::move(valid.components);
    for (Component& component : entry.components) component.plugin = &entry.plugin;
  }
  for (Entry& entry : entries_) {
    entry.reasons.clear();
    entry.yielded.clear();
    entry.superseded = false;
  }
  settle_ids();
  settle_components();
  index_registered();

  std::vector<Violation> fresh;
  for (const Entry& entry : entries_) {
    if (entry.superseded) continue;  // the user's own choice is no fault
    for (const Violation& reason : entry.reasons) {
      if (!known.contains({&entry, reason.component})) fresh.push_back(reason);
    }
  }
  return fresh;
}

// The claimant that a preference names, if it names exactly one of them.
const Registry::Entry* Registry::chosen(const Key& key, const std::vector<Entry*>& claimants) const {
  for (const Preference& preference : preferences_) {
    if (preference.kind != key.first || preference.name != key.second) continue;
    const Entry* found = nullptr;
    for (const Entry* claimant : claimants) {
      if (claimant->plugin.id != preference.plugin && claimant->plugin.path != preference.plugin) continue;
      if (found != nullptr) return nullptr;
      found = claimant;
    }
    return found;
  }
  return nullptr;
}

void Registry::settle_ids() {
  std::map<std::string, std::vector<Entry*>> by_id;
  for (Entry& entry : entries_) by_id[entry.plugin.id].push_back(&entry);
  for (const auto& [id, claimants] : by_id) {
    if (claimants.size() < 2) continue;
    const Entry* winner = chosen(Key(0, id), claimants);
    for (Entry* entry : claimants) {
      if (entry == winner) continue;
      entry->superseded = winner != nullptr;
      std::vector<std::string> others;
      for (const Entry* other : claimants) {
        if (other != entry && (winner == nullptr || other == winner)) others.push_back(where(other->plugin));
      }
      entry->reasons.push_back(
          {.rule = "OPH-HOST-4",
           .error = ErrorKind::kDuplicatePluginError,
           .file = entry->plugin.path,
           .expected = fmt::format("one plugin with the id {}", id),
           .found = winner != nullptr ? fmt::format("the manifest chose {}", others.front())
                                      : fmt::format("{}, and also {}", where(entry->plugin), fmt::join(others, "; ")),
           .mend = "remove all but one, or let the manifest name the file to use"});
    }
  }
}

void Registry::settle_components() {
  std::map<Key, std::vector<Entry*>> by_key;
  for (Entry& entry : entries_) {
    if (entry.superseded) continue;
    for (const Component& component : entry.components) by_key[Key(component.kind, component.name)].push_back(&entry);
  }
  for (const auto& [key, claimants] : by_key) {
    const bool disputed = std::any_of(claimants.begin(), claimants.end(), [&claimants = claimants](const Entry* entry) {
      return entry->plugin.id != claimants.front()->plugin.id;  // equal ids are settled already
    });
    if (!disputed) continue;
    const Entry* winner = chosen(key, claimants);
    for (Entry* entry : claimants) {
      if (entry == winner) continue;
      if (winner != nullptr) {
        entry->yielded.push_back(key);
        continue;
      }
      std::vector<std::string> others;
      for (const Entry* other : claimants) {
        if (other != entry) others.push_back(where(other->plugin));
      }
      const std::string label = kind_name(key.first) + " " + key.second;
      entry->reasons.push_back(
          {.rule = "OPH-HOST-4",
           .error = key.first == OPH_SCENARIO ? ErrorKind::kDuplicateScenarioNameError : ErrorKind::kDuplicatePluginError,
           .file = entry->plugin.path,
           .component = label,
           .expected = fmt::format("one plugin that offers the {}", label),
           .found = fmt::format("{}, and also {}", where(entry->plugin), fmt::join(others, "; ")),
           .mend = "remove all but one, or let the manifest name the plugin to use"});
    }
  }
}

void Registry::index_registered() {
  index_.clear();
  for (const Entry& entry : entries_) {
    if (!entry.registered()) continue;
    for (const Component& component : entry.components) {
      const Key key(component.kind, component.name);
      if (std::find(entry.yielded.begin(), entry.yielded.end(), key) == entry.yielded.end()) {
        index_.emplace(key, &component);
      }
    }
  }
}

void Registry::note_refused(std::span<const Key> claims, std::span<const Violation> violations) {
  if (violations.empty()) return;
  refused_.push_back({.claims = {claims.begin(), claims.end()}, .violations = {violations.begin(), violations.end()}});
}

}  // namespace ophamin::registry
