// SPDX-License-Identifier: Apache-2.0
//
// Optional abilities of plugins (OPH-ABI-11), asked for by name and revision.
#pragma once

#include <ophamin/abi.h>

#include <string>
#include <vector>

#include <ophamin/registry/plugin.hpp>

namespace ophamin::guests {

/// A file that a component gives its users to start from, copied.
struct Template {
  std::string variant;  ///< empty for the only one
  std::string file;     ///< a name without folders
  std::string summary;
  std::string text;
  bool executable = false;
};

/// The templates of a component, in the order of its plugin; empty if there are none. Throws kGuestBrokePromise for a
/// table that cannot be taken.
std::vector<Template> templates_of(const registry::Component& component);

/// As `probe` of oph_probe_t.
using ProbeFunction = oph_status_t (*)(oph_instance_t*, const oph_writer_t*, oph_error_t*) noexcept;

/// The probe of a substrate, or null. Throws kGuestBrokePromise for a table that cannot be taken.
ProbeFunction probe_of(const registry::Component& substrate);

}  // namespace ophamin::guests
