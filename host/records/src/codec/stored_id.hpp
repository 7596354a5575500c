// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <ophamin/records/json.hpp>
#include <ophamin/records/record_kind.hpp>

#include "enum_text.hpp"

namespace ophamin::records {

/// What is wrong with the id that a file states, given that of its body. A record that states none is no worse for it.
inline std::optional<std::string> stored_id_problem(const Json& json, RecordKind kind, std::string_view id) {
  const Json* stored = json.find(traits(kind).id_member);
  if (stored == nullptr || (stored->is_string() && stored->as_string() == id)) return std::nullopt;
  return fmt::format("the file says {}, but the body's id is {}: the body or the id was changed",
                     stored->is_string() ? "'" + shortened(stored->as_string()) + "'"
                                         : std::string(kind_name(stored->kind())),
                     id);
}

}  // namespace ophamin::records
