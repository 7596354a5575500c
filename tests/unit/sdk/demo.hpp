// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ophamin/abi.h>

#include <string_view>

#include <support/fake_host.hpp>

namespace demo {

/// A component of the demonstration plugin, as a host finds it.
inline const oph_component_t* component(oph_kind_t kind, std::string_view name) {
  return ophamin::test::find_component(ophamin_plugin_entry(), kind, name);
}

}  // namespace demo
