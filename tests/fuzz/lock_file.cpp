// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as a lock file: refused, or read, written and read the same.
#include <ophamin/registry/lock_file.hpp>
#include <ophamin/registry/registry.hpp>

#include "fuzz.hpp"

using namespace ophamin;
using fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const registry::LockFile lock = registry::parse_lock(fuzz::text_of(data, size), "fuzz.lock");
    const std::string text = registry::to_text(lock);
    const registry::LockFile again = registry::parse_lock(text, "fuzz.lock");
    require(again.plugins == lock.plugins, "a lock file is written and read the same");
    require(registry::to_text(again) == text, "the same plugins give the same bytes");
    for (const registry::LockedPlugin& plugin : lock.plugins) require(lock.find_id(plugin.id) != nullptr, "every plugin is found by its id");
  } catch (const registry::RegistryError&) {
  }
  return 0;
}
