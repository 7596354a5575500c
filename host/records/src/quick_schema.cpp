// SPDX-License-Identifier: Apache-2.0
#include "quick_schema.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <utility>

namespace ophamin::records {
namespace {

constexpr std::uint8_t bit(Json::Kind kind) noexcept { return static_cast<std::uint8_t>(1u << static_cast<unsigned>(kind)); }

constexpr std::uint8_t kNumbers = bit(Json::Kind::kInt) | bit(Json::Kind::kBigInt) | bit(Json::Kind::kDouble);
constexpr std::uint8_t kIntegers = bit(Json::Kind::kInt) | bit(Json::Kind::kDouble);  // doubles are looked at

// The only ones that count as integers: beyond 64 bits they are checked as doubles.
bool is_integer(const Json& value) noexcept {
  if (value.is_int()) return true;
  return value.is_double() && std::trunc(value.as_double()) == value.as_double() && std::abs(value.as_double()) < 0x1p63;
}

bool is_hex(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), [](char digit) { return (digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f'); });
}

bool is_blank_ascii(char character) noexcept { return character == ' ' || (character >= '\t' && character <= '\r'); }

// 1 and 1.0 are the same in a schema.
bool is_same_scalar(const Json& allowed, const Json& value) noexcept {
  if (is_integer(allowed) && is_integer(value)) return allowed.to_double() == value.to_double();
  return allowed == value;
}

}  // namespace

/// Turns a schema into nodes; gives up at the first thing it does not understand.
class QuickSchema::Compiler {
 public:
  explicit Compiler(const Json& root) : root_(root) {}

  std::optional<QuickSchema> compile() {
    if (!add(root_)) return std::nullopt;
    QuickSchema schema;
    schema.nodes_ = std::move(nodes_);
    return schema;
  }

 private:
  using Index = std::optional<std::uint32_t>;

  Index add(const Json& schema) {
    if (const auto known = known_.find(&schema); known != known_.end()) return known->second;
    const auto index = static_cast<std::uint32_t>(nodes_.size());
    nodes_.emplace_back();
    known_.emplace(&schema, index);
    Node node;
    if (schema.is_bool()) {
      node.impossible = !schema.as_bool();
    } else if (!schema.is_object() || !fill(node, schema.as_object())) {
      return std::nullopt;
    }
    nodes_[index] = std::move(node);
    return index;
  }

  // "#/$defs/name" alone: beside it only what says nothing about values.
  Index add_reference(const JsonObject& schema) {
    constexpr std::string_view kPrefix = "#/$defs/";
    for (const Member& member : schema) {
      if (member.key != "$ref" && member.key != "description") return std::nullopt;
    }
    const Json* target = schema.find("$ref");
    const Json* definitions = root_.find("$defs");
    if (!target->is_string() || definitions == nullptr || !target->as_string().starts_with(kPrefix)) return std::nullopt;
    const Json* found = definitions->find(std::string_view(target->as_string()).substr(kPrefix.size()));
    return found == nullptr ? std::nullopt : add(*found);
  }

  Index add_or_follow(const Json& schema) {
    const bool is_reference = schema.is_object() && schema.as_object().contains("$ref");
    return is_reference ? add_reference(schema.as_object()) : add(schema);
  }

  bool fill(Node& node, const JsonObject& schema) {
    return std::all_of(schema.begin(), schema.end(), [&](const Member& member) {
      return fill_keyword(node, member.key, member.value);
    }) && fill_required(node, schema);
  }

  bool fill_keyword(Node& node, const std::string& keyword, const Json& value) {
    constexpr std::array<std::string_view, 8> kSilent{"$schema", "$id",     "$defs",  "title",
                                                      "description", "default", "format", "required"};
    if (std::find(kSilent.begin(), kSilent.end(), keyword) != kSilent.end()) return true;
    if (keyword == "type") return fill_types(node, value);
    if (keyword == "const") return fill_allowed(node, value);
    if (keyword == "enum") {
      return value.is_array() && !value.as_array().empty() &&
             std::all_of(value.as_array().begin(), value.as_array().end(), [&](const Json& one) { return fill_allowed(node, one); });
    }
    if (keyword == "minLength") {
      node.non_empty = true;
      return value == Json(1);
    }
    if (keyword == "pattern") return fill_pattern(node, value);
    if (keyword == "minimum") {
      if (value.is_number()) node.minimum = value.to_double();
      return value.is_number();
    }
    if (keyword == "minItems") return fill_count(node.min_items, value);
    if (keyword == "maxItems") return fill_count(node.max_items.emplace(), value);
    if (keyword == "minProperties") return fill_count(node.min_properties, value);
    if (keyword == "items") return fill_index(node.items, value);
    if (keyword == "prefixItems") {
      return value.is_array() && std::all_of(value.as_array().begin(), value.as_array().end(), [&](const Json& item) {
               return fill_index(node.first_items.emplace_back(), item);
             });
    }
    if (keyword == "properties") return fill_properties(node, value);
    if (keyword == "additionalProperties") {
      node.closed = value == Json(false);
      return value.is_bool() || fill_index(node.others, value);
    }
    if (keyword == "dependentRequired") return fill_dependencies(node, value);
    return false;
  }

  bool fill_types(Node& node, const Json& value) {
    const auto fill_one = [&](const Json& one) { return one.is_string() && fill_type(node, one.as_string()); };
    const bool understood = value.is_array() ? std::all_of(value.as_array().begin(), value.as_array().end(), fill_one) : fill_one(value);
    // Only "number" lets integers beyond 64 bits pass.
    node.integer_only = (node.types & kIntegers) != 0 && (node.types & bit(Json::Kind::kBigInt)) == 0;
    return understood;
  }

  bool fill_type(Node& node, std::string_view type) {
    const std::uint8_t kinds = type == "object"    ? bit(Json::Kind::kObject)
                               : type == "array"   ? bit(Json::Kind::kArray)
                               : type == "string"  ? bit(Json::Kind::kString)
                               : type == "boolean" ? bit(Json::Kind::kBool)
                               : type == "null"    ? bit(Json::Kind::kNull)
                               : type == "number"  ? kNumbers
                               : type == "integer" ? kIntegers
                                                   : std::uint8_t{0};
    node.types = static_cast<std::uint8_t>(node.types | kinds);
    return kinds != 0;
  }

  bool fill_allowed(Node& node, const Json& value) {
    node.allowed.push_back(value);
    return !value.is_array() && !value.is_object() && !value.is_big_int() && !value.is_double();
  }

  bool fill_pattern(Node& node, const Json& value) {
    constexpr std::array<std::pair<std::string_view, Pattern>, 4> kPatterns{{{"^[0-9a-f]{64}$", Pattern::kHex64},
                                                                            {"^([0-9a-f]{64})?$", Pattern::kHex64OrEmpty},
                                                                            {"^[0-9a-f]{128}$", Pattern::kHex128},
                                                                            {"\\S", Pattern::kNotBlank}}};
    for (const auto& [text, pattern] : kPatterns) {
      if (value == Json(text)) node.pattern = pattern;
    }
    return node.pattern != Pattern::kNone;
  }

  bool fill_count(std::size_t& count, const Json& value) {
    if (value.is_int() && value.as_int() >= 0) count = static_cast<std::size_t>(value.as_int());
    return value.is_int() && value.as_int() >= 0;
  }

  bool fill_index(std::uint32_t& index, const Json& schema) {
    const Index added = add_or_follow(schema);
    if (added) index = *added;
    return added.has_value();
  }

  bool fill_properties(Node& node, const Json& value) {
    return value.is_object() && std::all_of(value.as_object().begin(), value.as_object().end(), [&](const Member& member) {
             const Index added = add_or_follow(member.value);
             if (added) node.properties.push_back({member.key, *added, false});
             return added.has_value();
           });
  }

  bool fill_required(Node& node, const JsonObject& schema) {
    const Json* required = schema.find("required");
    if (required == nullptr) return true;
    for (const Json& name : required->as_array()) {
      const auto property = std::find_if(node.properties.begin(), node.properties.end(),
                                         [&name](const Node::Property& one) { return Json(one.name) == name; });
      if (property == node.properties.end()) return false;
      node.n_required += property->required ? 0 : 1;
      property->required = true;
    }
    return true;
  }

  bool fill_dependencies(Node& node, const Json& value) {
    for (const Member& member : value.as_object()) {
      Node::Dependency dependency{.name = member.key, .needs = {}};
      for (const Json& name : member.value.as_array()) dependency.needs.push_back(name.as_string());
      node.dependencies.push_back(std::move(dependency));
    }
    return true;
  }

  const Json& root_;
  std::vector<Node> nodes_;
  std::map<const Json*, std::uint32_t> known_;
};

std::optional<QuickSchema> QuickSchema::compile(const Json& schema) { return Compiler(schema).compile(); }

bool QuickSchema::accepts(const Node& node, const Json& value) const noexcept {
  if (node.impossible) return false;
  if (node.types != 0 && (node.types & bit(value.kind())) == 0) return false;
  if (!node.allowed.empty() && std::none_of(node.allowed.begin(), node.allowed.end(),
                                            [&value](const Json& one) { return is_same_scalar(one, value); })) {
    return false;
  }
  switch (value.kind()) {
    case Json::Kind::kString: {
      const std::string& text = value.as_string();
      if (node.non_empty && text.empty()) return false;
      switch (node.pattern) {
        case Pattern::kNone: return true;
        case Pattern::kHex64: return text.size() == 64 && is_hex(text);
        case Pattern::kHex64OrEmpty: return text.empty() || (text.size() == 64 && is_hex(text));
        case Pattern::kHex128: return text.size() == 128 && is_hex(text);
        case Pattern::kNotBlank: return !std::all_of(text.begin(), text.end(), is_blank_ascii);
      }
      return false;
    }
    case Json::Kind::kInt:
    case Json::Kind::kBigInt:
    case Json::Kind::kDouble:
      if (node.integer_only && !is_integer(value)) return false;
      return !node.minimum || value.to_double() >= *node.minimum;
    case Json::Kind::kArray: return accepts_array(node, value.as_array());
    case Json::Kind::kObject: return accepts_object(node, value.as_object());
    default: return true;
  }
}

bool QuickSchema::accepts_array(const Node& node, const JsonArray& array) const noexcept {
  if (array.size() < node.min_items || (node.max_items && array.size() > *node.max_items)) return false;
  for (std::size_t index = 0; index < array.size(); ++index) {
    const std::uint32_t item = index < node.first_items.size() ? node.first_items[index] : node.items;
    if (!accepts(item, array[index])) return false;
  }
  return true;
}

bool QuickSchema::accepts_object(const Node& node, const JsonObject& object) const noexcept {
  if (object.size() < node.min_properties) return false;
  std::size_t found = 0;
  std::size_t next = 0;  // members stand in the order of the schema, nearly always
  for (const Member& member : object) {
    std::size_t at = next;
    if (at >= node.properties.size() || node.properties[at].name != member.key) {
      at = 0;
      while (at < node.properties.size() && node.properties[at].name != member.key) ++at;
    }
    if (at == node.properties.size()) {
      if (node.closed || !accepts(node.others, member.value)) return false;
      continue;
    }
    next = at + 1;
    found += node.properties[at].required ? 1 : 0;
    if (!accepts(node.properties[at].node, member.value)) return false;
  }
  if (found != node.n_required) return false;
  return std::all_of(node.dependencies.begin(), node.dependencies.end(), [&object](const Node::Dependency& dependency) {
    return !object.contains(dependency.name) ||
           std::all_of(dependency.needs.begin(), dependency.needs.end(), [&object](const std::string& name) { return object.contains(name); });
  });
}

}  // namespace ophamin::records
