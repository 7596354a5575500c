// SPDX-License-Identifier: Apache-2.0
#include "inspector.hpp"

#include <algorithm>
#include <set>
#include <span>
#include <utility>

#include <fmt/format.h>
#include <ophamin/registry/parameters.hpp>
#include <ophamin/registry/published_metadata.hpp>

#include "names.hpp"

namespace ophamin::registry {
namespace {

constexpr std::uint64_t kLargestStruct = 64 * 1024;  // no table grows that far: the size was never written
constexpr std::uint32_t kKnownFlags = OPH_COMPONENT_DETERMINISTIC | OPH_COMPONENT_MARKS;

std::string label_of(oph_kind_t kind, const std::optional<std::string>& name, const std::string& before) {
  return name && !name->empty() ? kind_name(kind) + " " + printable(*name) : before;
}

void inspect_name(Inspector& to, oph_kind_t kind, const std::string& name) {
  if (kind == OPH_PILLAR) {
    if (!is_dotted_name(name)) {
      to.violate("OPH-ABI-4", "a pillar's name of 1 to 128 letters, digits, `_`, `.` and `-`", "name " + in_quotes(name),
                 "give it a name such as `O.spc` or `stats.proportion`");
    }
    return;
  }
  if (!is_kebab_name(name)) {
    to.violate("OPH-ABI-4", "a name in kebab-case: lower-case words and digits joined by `-`", "name " + in_quotes(name),
               "give it a name such as `round-trip-fidelity`");
  } else if (kind == OPH_SCENARIO && name == "scenario") {
    to.violate("OPH-ABI-4", "a name of the scenario's own", "the reserved name `scenario`",
               "name the scenario after the question it asks", ErrorKind::kScenarioNameNotOverriddenError);
  }
}

void inspect_metadata(Inspector& to, const oph_component_t& raw, Component& component) {
  const std::uint64_t count = raw.metadata_count;
  if (count > kMostMetadata) {
    to.violate("OPH-ABI-4", fmt::format("at most {} metadata pairs", kMostMetadata), fmt::format("metadata_count {}", count),
               "write the number of pairs");
    return;
  }
  if (count != 0 && !to.pointer(raw.metadata, "metadata")) return;
  std::set<std::string> unreadable;  // complained of already, so not missing as well
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto key = to.text(raw.metadata[i].key, fmt::format("metadata key {}", i));
    const auto value = to.text(raw.metadata[i].value, fmt::format("metadata value {}", i));
    if (!key) continue;
    if (key->empty()) {
      to.violate("OPH-ABI-4", "metadata keys that are not empty", fmt::format("an empty key at {}", i), "name the key");
    } else if (!value) {
      unreadable.insert(*key);
    } else if (!component.meta(*key).empty()) {
      to.violate("OPH-ABI-4", "each metadata key once", "key " + in_quotes(*key) + " twice", "remove one of them");
    } else {
      component.metadata.emplace_back(*key, *value);
    }
  }
  const auto require = [&](std::string_view key, ErrorKind error) {
    if (!component.meta(key).empty() || unreadable.contains(std::string(key))) return;
    to.violate("OPH-ABI-4", fmt::format("metadata `{}` that is not empty", key), "none",
               fmt::format("add the metadata pair `{}`", key), error);
  };
  const auto choose = [&](std::string_view key, std::span<const std::string_view> values) {
    const std::string value = component.meta(key);
    if (value.empty() || std::find(values.begin(), values.end(), value) != values.end()) return;
    to.violate("OPH-ABI-4", fmt::format("a {}, one of {}", key, fmt::join(values, ", ")), fmt::format("{} {}", key, in_quotes(value)),
               "choose one of them");
  };
  if (component.kind == OPH_PILLAR) {
    require("library", ErrorKind::kPluginProtocolViolationError);
    require("library_version", ErrorKind::kPluginProtocolViolationError);
  }
  if (component.kind == OPH_SCENARIO) {
    for (const std::string_view key : {"tier", "family", "goal", "explanation"}) {
      require(key, ErrorKind::kScenarioMetadataMissingError);
    }
    choose("tier", kTiers);
  }
  if (component.kind == OPH_CORPUS) {
    choose("hash_rule", kHashRules);
    choose("reference_hash", kReferenceHashes);
  }
}

}  // namespace

void Inspector::violate(std::string_view rule, std::string expected, std::string found, std::string mend, ErrorKind error) {
  violations_.push_back({.rule = std::string(rule),
                         .error = error,
                         .file = file_,
                         .component = component_,
                         .expected = std::move(expected),
                         .found = std::move(found),
                         .mend = std::move(mend)});
}

bool Inspector::pointer(const void* value, std::size_t alignment, std::string_view what) {
  if (value == nullptr) {
    violate("OPH-ABI-4", fmt::format("a pointer to {}", what), "a null pointer", "fill it before the entry function returns");
    return false;
  }
  if (reinterpret_cast<std::uintptr_t>(value) % alignment != 0) {
    violate("OPH-ABI-2", fmt::format("{} aligned to {} bytes", what, alignment), fmt::format("address {}", value),
            "compile the descriptor against abi.h without packing");
    return false;
  }
  return true;
}

bool Inspector::size(std::uint64_t struct_size, std::uint64_t floor, std::string_view type) {
  if (struct_size >= floor && struct_size <= kLargestStruct) return true;
  violate("OPH-ABI-2",
          struct_size < floor ? fmt::format("{} of at least {} bytes", type, floor)
                              : fmt::format("{} of at most {} bytes", type, kLargestStruct),
          fmt::format("struct_size {}", struct_size),
          fmt::format("set struct_size to OPH_SIZEOF({}, its last field)", type));
  return false;
}

std::optional<std::string> Inspector::text(oph_str_t value, std::string_view field) {
  if (value.size == 0) return std::string();
  if (value.data == nullptr) {
    violate("OPH-ABI-6", fmt::format("`{}` with data", field), fmt::format("a null pointer and size {}", value.size),
            "point at the text, or set its size to 0");
    return std::nullopt;
  }
  if (value.size > kLongestText) {
    violate("OPH-ABI-6", fmt::format("`{}` of at most {} bytes", field, kLongestText), fmt::format("size {}", value.size),
            "set the size to the number of bytes");
    return std::nullopt;
  }
  std::string copy(value.data, value.size);
  if (!valid_utf8(copy)) {
    violate("OPH-ABI-6", fmt::format("`{}` in UTF-8", field), in_quotes(copy), "encode the text as UTF-8");
    return std::nullopt;
  }
  return copy;
}

Component inspect_component(Inspector& to, const oph_component_t& raw) {
  Component component;
  component.kind = raw.kind;
  component.revision = raw.revision;
  component.flags = raw.flags;
  const auto name = to.text(raw.name, "name");
  to.set_component(label_of(raw.kind, name, to.component()));

  const bool known = raw.kind >= OPH_PILLAR && raw.kind <= OPH_AUDITOR;
  if (!known) {
    to.violate("OPH-ABI-5", "a kind: pillar 1, scenario 2, corpus 3, substrate 4, auditor 5", fmt::format("kind {}", raw.kind),
               "set one of these kinds; a kind of a newer ABI needs a newer host");
    if (name) component.name = *name;
    return component;  // nothing below can be judged without its kind
  }
  if (name) {
    component.name = *name;
    inspect_name(to, raw.kind, *name);
  }
  if (raw.revision == 0) {
    to.violate("OPH-ABI-4", "a revision of at least 1", "revision 0", "begin with 1, and raise it when results change");
  }
  if ((raw.flags & ~kKnownFlags) != 0) {
    to.violate("OPH-ABI-4", fmt::format("flags within {:#x}", kKnownFlags), fmt::format("flags {:#x}", raw.flags),
               "or together OPH_COMPONENT_* only");
  }
  if (raw.reserved != 0) {
    to.violate("OPH-ABI-2", "reserved 0", fmt::format("reserved {}", raw.reserved), "write 0 into reserved fields");
  }
  if (const auto summary = to.text(raw.summary, "summary")) {
    component.summary = *summary;
    if (summary->find_first_of("\r\n") != std::string::npos) {
      to.violate("OPH-ABI-4", "a summary of one line", in_quotes(*summary), "put the rest into the documentation");
    }
  }
  if (const auto schema = to.text(raw.parameters_schema, "parameters_schema")) {
    component.parameters_schema = *schema;
    inspect_schema(to, *schema, "parameters_schema");
  }
  inspect_metadata(to, raw, component);
  inspect_table(to, raw.table, component);
  return component;
}

void inspect_schema(Inspector& to, const std::string& schema, std::string_view field) {
  for (const ParameterProblem& problem : check_schema(schema)) {
    std::string mend = "correct the schema; the C++ layer derives it from the declared parameters";
    if (!problem.suggestions.empty()) mend = fmt::format("did you mean {}?", fmt::join(problem.suggestions, ", "));
    to.violate("OPH-ABI-12",
               fmt::format("`{}`{}: {}", field, problem.pointer.empty() ? "" : " at " + problem.pointer, problem.expected),
               problem.found, std::move(mend));
  }
}

}  // namespace ophamin::registry
