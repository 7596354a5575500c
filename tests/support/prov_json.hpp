// SPDX-License-Identifier: Apache-2.0
//
// Whether a document is W3C PROV-JSON: the structure of the member submission (Huynh, Jewell, Sezavar Keshavarz, Michaelides,
// Yang, Moreau, 2013), and that every relation's roles are nodes of the kind that PROV-DM (Moreau, Missier, 2013) asks for.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <ophamin/records/json.hpp>

namespace ophamin::test {

class ProvCheck {
 public:
  /// What is wrong with it; empty if it is valid.
  static std::vector<std::string> faults(const records::JsonObject& document) {
    ProvCheck check(document);
    check.run();
    return check.faults_;
  }

 private:
  using Json = records::Json;
  struct Role {
    std::string_view member;
    std::string_view section;  ///< the section the node stands in
  };

  explicit ProvCheck(const records::JsonObject& document) : document_(document) {}

  void run() {
    static const std::map<std::string, std::vector<Role>> kRelations{
        {"used", {{"prov:activity", "activity"}, {"prov:entity", "entity"}}},
        {"wasGeneratedBy", {{"prov:entity", "entity"}, {"prov:activity", "activity"}}},
        {"wasAssociatedWith", {{"prov:activity", "activity"}, {"prov:agent", "agent"}}},
        {"wasAttributedTo", {{"prov:entity", "entity"}, {"prov:agent", "agent"}}},
        {"wasDerivedFrom", {{"prov:generatedEntity", "entity"}, {"prov:usedEntity", "entity"}}},
        {"wasInformedBy", {{"prov:informed", "activity"}, {"prov:informant", "activity"}}},
        {"actedOnBehalfOf", {{"prov:delegate", "agent"}, {"prov:responsible", "agent"}}}};
    read_prefixes();
    for (const auto& [section, nodes] : document_) {
      if (section == "prefix") continue;
      if (!nodes.is_object()) {
        fault(section + " is no object");
      } else if (section == "agent" || section == "entity" || section == "activity") {
        for (const auto& [name, attributes] : nodes.as_object()) check_node(name, attributes);
      } else if (const auto rule = kRelations.find(section); rule != kRelations.end()) {
        for (const auto& [id, relation] : nodes.as_object()) check_relation(section, id, relation, rule->second);
      } else {
        fault("PROV-JSON has no section " + section);
      }
    }
  }

  void read_prefixes() {
    const Json* prefixes = document_.find("prefix");
    if (prefixes == nullptr || !prefixes->is_object()) return fault("there is no prefix");
    for (const auto& [prefix, uri] : prefixes->as_object()) {
      if (!uri.is_string() || uri.as_string().find("://") == std::string::npos) fault("prefix " + prefix + " is no URI");
      prefixes_.insert(prefix);
    }
  }

  void check_qualified(const std::string& name) {
    const auto colon = name.find(':');
    if (colon == std::string::npos || colon + 1 == name.size()) return fault(name + " is no qualified name");
    if (!prefixes_.contains(name.substr(0, colon))) fault("the prefix of " + name + " is not declared");
    if (name.find_first_of(" \t/:#?\"<>", colon + 1) != std::string::npos) fault(name + " is no local name");
  }

  void check_node(const std::string& name, const Json& attributes) {
    check_qualified(name);
    if (!attributes.is_object()) return fault(name + " is no object");
    for (const auto& [key, value] : attributes.as_object()) {
      check_qualified(key);
      check_value(name + " " + key, value);
    }
  }

  void check_value(const std::string& where, const Json& value) {
    if (value.is_string() || value.is_bool()) return;
    if (value.is_array()) {
      for (const Json& item : value.as_array()) item.is_array() ? fault(where + " holds a list in a list") : check_value(where, item);
      return;
    }
    const Json* content = value.find("$");
    const Json* type = value.find("type");
    if (content == nullptr || type == nullptr || !type->is_string() || value.as_object().size() != 2) {
      return fault(where + " is neither text nor typed literal");
    }
    const auto& name = type->as_string();
    const bool fits = name == "xsd:int"      ? content->is_int() && std::in_range<std::int32_t>(content->as_int())
                      : name == "xsd:long"   ? content->is_int()
                      : name == "xsd:integer" ? content->is_int() || content->is_big_int()
                      : name == "xsd:double"  ? content->is_double()
                                              : false;
    if (!fits) fault(where + " is no " + name);
  }

  void check_relation(const std::string& section, const std::string& id, const Json& relation, const std::vector<Role>& roles) {
    if (!id.starts_with("_:")) check_qualified(id);
    if (!ids_.insert(id).second) fault(id + " stands for two relations");
    if (!relation.is_object()) return fault(id + " is no object");
    if (relation.as_object().size() != roles.size()) fault(id + " has other members than " + section + " takes");
    for (const auto& role : roles) {
      const Json* named = relation.find(role.member);
      if (named == nullptr || !named->is_string()) {
        fault(id + " lacks " + std::string(role.member));
        continue;
      }
      const Json* nodes = document_.find(role.section);
      if (nodes == nullptr || nodes->find(named->as_string()) == nullptr) {
        fault(id + ": " + named->as_string() + " is no declared " + std::string(role.section));
      }
    }
  }

  void fault(std::string text) { faults_.push_back(std::move(text)); }

  const records::JsonObject& document_;
  std::set<std::string> prefixes_;
  std::set<std::string> ids_;
  std::vector<std::string> faults_;
};

}  // namespace ophamin::test
