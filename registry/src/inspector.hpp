// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <ophamin/abi.h>
#include <ophamin/registry/plugin.hpp>
#include <ophamin/registry/validate.hpp>
#include <ophamin/registry/violation.hpp>

#include "violation_json.hpp"

namespace ophamin::registry {

/// Collects violations of one file. Each check that fails says so once and keeps what hangs on it from being looked at, so
/// that one fault is one violation.
class Inspector {
 public:
  Inspector(const std::filesystem::path& file, std::vector<Violation>& violations) : file_(file), violations_(violations) {}

  /// What the next violations are about.
  void set_component(std::string label) { component_ = std::move(label); }
  const std::string& component() const noexcept { return component_; }

  void violate(std::string_view rule, std::string expected, std::string found, std::string mend,
               ErrorKind error = ErrorKind::kPluginProtocolViolationError);

  /// True if the pointer can be read at all: not null (OPH-ABI-4) and aligned for what it points at (OPH-ABI-2).
  template <typename T>
  bool pointer(const T* value, std::string_view what) {
    return pointer(value, alignof(T), what);
  }
  bool pointer(const void* value, std::size_t alignment, std::string_view what);

  /// OPH-ABI-2: a size that is at least the floor and no garbage.
  bool size(std::uint64_t struct_size, std::uint64_t floor, std::string_view type);

  /// OPH-ABI-6: a copy of valid UTF-8, or nothing.
  std::optional<std::string> text(oph_str_t value, std::string_view field);

 private:
  const std::filesystem::path& file_;
  std::vector<Violation>& violations_;
  std::string component_;
};

/// Reads a component whose size has been checked, its metadata, schema and table included.
Component inspect_component(Inspector& to, const oph_component_t& raw);

/// Reads and normalises the function table of a component; `component.kind` is known.
void inspect_table(Inspector& to, const void* table, Component& component);

/// OPH-ABI-12: `schema` as check_schema has it; `field` names it in messages.
void inspect_schema(Inspector& to, const std::string& schema, std::string_view field);

}  // namespace ophamin::registry
