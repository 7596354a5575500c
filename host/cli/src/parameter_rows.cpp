// SPDX-License-Identifier: Apache-2.0
#include <optional>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <ophamin/guests/json_bridge.hpp>
#include <ophamin/records/canonical.hpp>

#include "component_text.hpp"

namespace ophamin::cli {
namespace {

using boost::json::object;
using boost::json::value;

// Numbers as people write them: Boost.JSON would say 5E-2.
std::string json_text(const value& shown) { return records::canonical(guests::from_boost(shown), records::Separators::kSpaced); }

std::string type_text(const object& schema) {
  const value* type = schema.if_contains("type");
  std::string text = "any";
  if (type != nullptr && type->is_string()) {
    text = type->get_string().c_str();
  } else if (type != nullptr && type->is_array()) {
    std::vector<std::string> names;
    for (const value& name : type->get_array())
      if (name.is_string()) names.emplace_back(name.get_string().c_str());
    text = fmt::format("{}", fmt::join(names, " or "));
  }
  const value* members = schema.if_contains("additionalProperties");
  if (text == "object" && members != nullptr && members->is_object()) text = "table of " + type_text(members->get_object());
  const value* items = schema.if_contains("items");
  if (text == "array" && items != nullptr && items->is_object()) text += " of " + type_text(items->get_object());
  return text;
}

std::string range_text(const object& schema) {
  const auto find = [&](const char* key) -> std::optional<std::string> {
    const value* found = schema.if_contains(key);
    return found != nullptr && found->is_number() ? std::optional(json_text(*found)) : std::nullopt;
  };
  const auto low = find("minimum"), above = find("exclusiveMinimum"), high = find("maximum"), below = find("exclusiveMaximum");
  if (low && high) return fmt::format("{} to {}", *low, *high);
  std::vector<std::string> parts;
  if (low) parts.push_back("at least " + *low);
  if (above) parts.push_back("above " + *above);
  if (high) parts.push_back("at most " + *high);
  if (below) parts.push_back("below " + *below);
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string allowed_text(const object& schema) {
  std::vector<std::string> parts;
  if (const value* choices = schema.if_contains("enum"); choices != nullptr && choices->is_array()) {
    std::vector<std::string> texts;
    for (const value& choice : choices->get_array()) texts.push_back(json_text(choice));
    parts.push_back(fmt::format("one of {}", fmt::join(texts, ", ")));
  }
  if (const value* only = schema.if_contains("const")) parts.push_back("only " + json_text(*only));
  if (std::string range = range_text(schema); !range.empty()) parts.push_back(std::move(range));
  for (const auto& [key, text] : {std::pair{"multipleOf", "a multiple of {}"}, {"minItems", "at least {} items"},
                                  {"maxItems", "at most {} items"}, {"minLength", "at least {} characters"},
                                  {"maxLength", "at most {} characters"}, {"pattern", "matching {}"}, {"format", "a {}"}}) {
    const value* found = schema.if_contains(key);
    if (found == nullptr) continue;
    const std::string shown = found->is_string() ? std::string(found->get_string()) : json_text(*found);
    parts.push_back(fmt::format(fmt::runtime(text), shown));
  }
  // What holds for each item of a list or a table.
  for (const char* key : {"items", "additionalProperties"}) {
    const value* inner = schema.if_contains(key);
    if (inner == nullptr || !inner->is_object()) continue;
    if (const std::string each = allowed_text(inner->get_object()); !each.empty()) parts.push_back("each " + each);
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

void add_rows(const object& schema, const std::string& prefix, std::vector<ParameterRow>& rows) {
  const value* properties = schema.if_contains("properties");
  if (properties == nullptr || !properties->is_object()) return;
  const value* required = schema.if_contains("required");
  for (const auto& [key, described] : properties->get_object()) {
    if (!described.is_object()) continue;
    const object& property = described.get_object();
    ParameterRow row{.name = prefix + std::string(key), .type = type_text(property), .fallback = {}, .allowed = allowed_text(property), .help = {}};
    if (const value* fallback = property.if_contains("default")) row.fallback = json_text(*fallback);
    for (const char* help : {"description", "title"}) {
      const value* text = property.if_contains(help);
      if (row.help.empty() && text != nullptr && text->is_string()) row.help = text->get_string().c_str();
    }
    if (required != nullptr && required->is_array()) {
      for (const value& name : required->get_array()) row.required = row.required || name == key;
    }
    const std::string name = row.name;
    rows.push_back(std::move(row));
    add_rows(property, name + ".", rows);
  }
}

}  // namespace

bool takes_any(std::string_view schema) {
  if (schema.empty()) return false;
  const value parsed = boost::json::parse({schema.data(), schema.size()});
  if (!parsed.is_object() || parsed.get_object().contains("properties")) return false;
  const value* others = parsed.get_object().if_contains("additionalProperties");
  return others == nullptr || *others != value(false);
}

std::vector<ParameterRow> parameter_rows(std::string_view schema) {
  std::vector<ParameterRow> rows;
  if (schema.empty()) return rows;
  const value parsed = boost::json::parse({schema.data(), schema.size()});
  if (parsed.is_object()) add_rows(parsed.get_object(), "", rows);
  return rows;
}

}  // namespace ophamin::cli
