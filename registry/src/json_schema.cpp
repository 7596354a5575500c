// SPDX-License-Identifier: Apache-2.0
#include "json_schema.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <ophamin/registry/near_names.hpp>

namespace ophamin::registry {
namespace json = boost::json;
namespace {

std::string word_for(std::string_view type) {
  if (type == "integer") return "an integer";
  if (type == "number") return "a number";
  if (type == "string") return "text";
  if (type == "boolean") return "true or false";
  if (type == "array") return "a list";
  if (type == "object") return "an object";
  if (type == "null") return "null";
  return std::string(type);
}

std::string types_in_words(const json::value& schema) {
  const json::value* type = member(schema, "type");
  if (type == nullptr) return {};
  if (type->is_string()) return word_for(type->get_string());
  if (!type->is_array()) return {};
  std::string text;
  for (const json::value& item : type->get_array()) {
    if (!item.is_string()) continue;
    if (!text.empty()) text += " or ";
    text += word_for(item.get_string());
  }
  return text;
}

bool constrained_elsewhere(const json::object& schema) {
  constexpr std::array<std::string_view, 8> kKeywords{"patternProperties", "allOf", "anyOf", "oneOf",
                                                      "if",                "then",  "else",  "dependencies"};
  return std::any_of(kKeywords.begin(), kKeywords.end(), [&](std::string_view key) { return schema.contains(key); });
}

void make_number(const json::value& schema, json::value& value, const std::string& pointer,
                 std::vector<ParameterProblem>& problems) {
  const bool integer = names_type(schema, "integer");
  const bool number = names_type(schema, "number");
  if (value.is_uint64() && value.get_uint64() <= std::uint64_t{std::numeric_limits<std::int64_t>::max()}) {
    value = static_cast<std::int64_t>(value.get_uint64());
  }
  if (number && !integer) {
    if (value.is_int64()) value = static_cast<double>(value.get_int64());
    if (value.is_uint64()) value = static_cast<double>(value.get_uint64());
  } else if (integer && !number && value.is_double()) {
    constexpr double kLimit = 9223372036854775808.0;  // 2^63, exact
    const double x = value.get_double();
    if (std::trunc(x) == x && x >= -kLimit && x < kLimit) value = static_cast<std::int64_t>(x);
  }
  if (value.is_uint64()) {
    problems.push_back({pointer, "an integer of at most 9223372036854775807", show_value(value), {}});
    value = nullptr;
  }
}

void add_defaults(const json::value& root, const json::object& properties, json::object& object, unsigned depth) {
  for (const auto& property : properties) {
    if (object.contains(property.key())) continue;
    const json::value* schema = dereference(root, property.value());
    if (schema == nullptr) continue;
    if (const json::value* given = member(*schema, "default")) {
      object.emplace(property.key(), *given);
      continue;
    }
    // An object that is left out altogether still has the defaults of its members, if those are all it needs.
    if (!names_type(*schema, "object") || member(*schema, "properties") == nullptr || depth >= kDeepestSchema) continue;
    json::value built = json::object();
    std::vector<ParameterProblem> ignored;
    complete(root, *schema, built, {}, ignored, depth + 1);
    const json::value* required = member(*schema, "required");
    bool whole = !built.get_object().empty();
    if (required != nullptr && required->is_array()) {
      for (const json::value& key : required->get_array()) {
        whole = whole && key.is_string() && built.get_object().contains(key.get_string());
      }
    }
    if (whole) object.emplace(property.key(), std::move(built));
  }
}

void complete_object(const json::value& root, const json::object& schema, json::object& object, const std::string& pointer,
                     std::vector<ParameterProblem>& problems, unsigned depth) {
  static const json::object kNone;
  const json::value* listed = schema.if_contains("properties");
  const json::object& properties = listed != nullptr && listed->is_object() ? listed->get_object() : kNone;
  const json::value* additional = schema.if_contains("additionalProperties");
  const bool closed = additional != nullptr ? additional->is_bool() && !additional->get_bool()
                                            : listed != nullptr && !constrained_elsewhere(schema);
  std::vector<std::string> known;
  for (const auto& property : properties) known.emplace_back(property.key());

  std::vector<std::string> unread;
  for (const auto& item : object) {
    if (properties.contains(item.key()) || !closed || schema.contains("patternProperties")) continue;
    unread.emplace_back(item.key());
  }
  for (const std::string& key : unread) {
    problems.push_back({pointer + pointer_token(key),
                        known.empty() ? "no parameters" : fmt::format("one of the keys {}", fmt::join(known, ", ")),
                        fmt::format("the unknown key \"{}\"", key), near_names(key, known)});
    object.erase(key);
  }
  add_defaults(root, properties, object, depth);
  for (auto& item : object) {
    const json::value* sub = properties.if_contains(item.key());
    if (sub == nullptr && additional != nullptr && additional->is_object()) sub = additional;
    if (sub != nullptr) complete(root, *sub, item.value(), pointer + pointer_token(item.key()), problems, depth + 1);
  }
}

}  // namespace

std::string pointer_token(std::string_view key) {
  std::string token = "/";
  for (const char c : key) {
    if (c == '~') {
      token += "~0";
    } else if (c == '/') {
      token += "~1";
    } else {
      token += c;
    }
  }
  return token;
}

std::string show_value(const json::value& value) {
  constexpr std::size_t kShown = 80;
  std::string text = json::serialize(value);
  if (text.size() <= kShown) return text;
  std::size_t end = kShown;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0u) == 0x80u) --end;
  return text.substr(0, end) + "...";
}

const json::value* member(const json::value& value, std::string_view key) {
  return value.is_object() ? value.get_object().if_contains(key) : nullptr;
}

const json::value* dereference(const json::value& root, const json::value& schema) {
  const json::value* at = &schema;
  for (unsigned hops = 0; hops < kDeepestSchema; ++hops) {
    const json::value* reference = member(*at, "$ref");
    if (reference == nullptr) return at;
    if (!reference->is_string()) return nullptr;
    const std::string_view text = reference->get_string();
    if (text.empty() || text.front() != '#') return nullptr;
    boost::system::error_code error;
    at = root.find_pointer(text.substr(1), error);
    if (at == nullptr || error) return nullptr;
  }
  return nullptr;
}

bool names_type(const json::value& schema, std::string_view type) {
  const json::value* names = member(schema, "type");
  if (names == nullptr) return false;
  if (names->is_string()) return names->get_string() == type;
  if (!names->is_array()) return false;
  return std::any_of(names->get_array().begin(), names->get_array().end(),
                     [type](const json::value& item) { return item.is_string() && item.get_string() == type; });
}

const json::value* subschema(const json::value& root, const json::value& schema, std::string_view key, bool is_index) {
  const json::value* at = dereference(root, schema);
  if (at == nullptr) return nullptr;
  const json::value* found = nullptr;
  if (is_index) {
    found = member(*at, "items");
    if (found != nullptr && found->is_array()) {
      std::size_t index = 0;
      const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), index);
      found = error == std::errc() && end == key.data() + key.size() ? found->get_array().if_contains(index) : nullptr;
    }
  } else {
    const json::value* properties = member(*at, "properties");
    found = properties == nullptr ? nullptr : member(*properties, key);
    if (found == nullptr) found = member(*at, "additionalProperties");
  }
  return found == nullptr ? nullptr : dereference(root, *found);
}

std::string expectation(const json::value& root, const json::value& unresolved) {
  const json::value* schema = dereference(root, unresolved);
  if (schema == nullptr || !schema->is_object()) return {};
  if (const json::value* constant = member(*schema, "const")) return show_value(*constant);
  if (const json::value* choices = member(*schema, "enum"); choices != nullptr && choices->is_array()) {
    std::string text = "one of ";
    for (const json::value& choice : choices->get_array()) {
      if (text.size() > 7) text += ", ";
      text += show_value(choice);
    }
    return text;
  }
  std::string text = types_in_words(*schema);
  const auto say = [&](std::string_view keyword, std::string_view before, std::string_view after) {
    const json::value* bound = member(*schema, keyword);
    if (bound == nullptr || !(bound->is_number() || bound->is_string())) return;
    // Boost.JSON writes 30.0 as 3E1, which nobody wants to read.
    const std::string number = bound->is_double() ? fmt::format("{}", bound->get_double()) : show_value(*bound);
    text += fmt::format("{}{}{}{}", text.empty() ? "" : ", ", before, number, after);
  };
  say("minimum", "at least ", "");
  say("exclusiveMinimum", "more than ", "");
  say("maximum", "at most ", "");
  say("exclusiveMaximum", "less than ", "");
  say("multipleOf", "a multiple of ", "");
  say("minLength", "of at least ", " characters");
  say("maxLength", "of at most ", " characters");
  say("pattern", "matching ", "");
  say("minItems", "of at least ", " items");
  say("maxItems", "of at most ", " items");
  if (const json::value* unique = member(*schema, "uniqueItems"); unique != nullptr && *unique == true) {
    text += ", each item once";
  }
  return text;
}

void complete(const json::value& root, const json::value& unresolved, json::value& value, const std::string& pointer,
              std::vector<ParameterProblem>& problems, unsigned depth) {
  const json::value* schema = dereference(root, unresolved);
  if (depth > kDeepestSchema) {
    problems.push_back({pointer, fmt::format("at most {} levels", kDeepestSchema), "deeper nesting", {}});
    value = nullptr;
    return;
  }
  if (value.is_number()) {
    static const json::value kAnything = json::object();
    make_number(schema == nullptr ? kAnything : *schema, value, pointer, problems);
  }
  if (schema == nullptr || !schema->is_object()) return;
  const json::object& object = schema->get_object();
  if (value.is_object()) complete_object(root, object, value.get_object(), pointer, problems, depth);
  if (value.is_array()) {
    json::array& items = value.get_array();
    for (std::size_t i = 0; i < items.size(); ++i) {
      const std::string index = std::to_string(i);
      static const json::value kAnything = json::object();
      const json::value* sub = subschema(root, *schema, index, true);
      complete(root, sub == nullptr ? kAnything : *sub, items[i], pointer + "/" + index, problems, depth + 1);
    }
  }
  if (const json::value* all = object.if_contains("allOf"); all != nullptr && all->is_array()) {
    for (const json::value& part : all->get_array()) complete(root, part, value, pointer, problems, depth + 1);
  }
}

}  // namespace ophamin::registry
