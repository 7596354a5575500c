// SPDX-License-Identifier: Apache-2.0
#include <ophamin/records/provenance.hpp>

#include <utility>

#include <fmt/format.h>

#include <ophamin/records/canonical.hpp>

namespace ophamin::records {
namespace {

/// The type of an integer literal: xsd:int, as the reference writes it, unless the value is beyond that type's 32 bits.
std::string_view integer_type(const Json& value) {
  if (value.is_big_int()) return "xsd:integer";
  return std::in_range<std::int32_t>(value.as_int()) ? "xsd:int" : "xsd:long";
}

Json literal(const Json& value) {
  if (value.is_string() || value.is_bool()) return value;
  if (value.is_double()) return Json(JsonObject{{"$", value}, {"type", "xsd:double"}});
  if (value.is_number()) return Json(JsonObject{{"$", value}, {"type", integer_type(value)}});
  return Json(canonical(value));
}

/// A list is an attribute of several values.
Json attribute(const Json& value) {
  if (!value.is_array()) return literal(value);
  JsonArray values;
  for (const Json& item : value.as_array()) values.push_back(literal(item));
  return Json(std::move(values));
}

}  // namespace

std::string provenance_name(std::string_view name) {
  std::string text = "ophamin:";
  for (const char character : name) {
    const auto byte = static_cast<unsigned char>(character);
    // A character of several bytes is replaced by one '_'.
    if ((byte & 0xC0u) == 0x80u) continue;
    const bool allowed = (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
                         (character >= '0' && character <= '9') || character == '_' || character == '.' ||
                         character == '-';
    text += allowed ? character : '_';
  }
  return text;
}

void ProvenanceBuilder::declare(JsonObject& nodes, std::string_view name, const std::vector<Attribute>& attributes) {
  Json& node = nodes[provenance_name(name)];
  if (node.is_null()) node = Json(JsonObject());
  for (const auto& [key, value] : attributes) node.as_object().set(provenance_name(key), attribute(value));
}

void ProvenanceBuilder::agent(std::string_view name, const std::vector<Attribute>& attributes) {
  declare(agents_, name, attributes);
}

void ProvenanceBuilder::entity(std::string_view name, const std::vector<Attribute>& attributes) {
  declare(entities_, name, attributes);
}

void ProvenanceBuilder::activity(std::string_view name, const std::vector<Attribute>& attributes) {
  declare(activities_, name, attributes);
}

std::string ProvenanceBuilder::reference(std::string_view name) {
  std::string id = provenance_name(name);
  if (!agents_.contains(id) && !entities_.contains(id) && !activities_.contains(id)) entity(name);
  return id;
}

void ProvenanceBuilder::relate(JsonObject& relations, std::string_view from_role, std::string_view from,
                               std::string_view to_role, std::string_view to) {
  JsonObject relation;
  relation.append(std::string(from_role), reference(from));
  relation.append(std::string(to_role), reference(to));
  relations.append(fmt::format("_:id{}", ++relations_), std::move(relation));
}

void ProvenanceBuilder::used(std::string_view activity, std::string_view entity) {
  relate(used_, "prov:activity", activity, "prov:entity", entity);
}

void ProvenanceBuilder::was_associated_with(std::string_view activity, std::string_view agent) {
  relate(associated_, "prov:activity", activity, "prov:agent", agent);
}

void ProvenanceBuilder::was_generated_by(std::string_view entity, std::string_view activity) {
  relate(generated_, "prov:entity", entity, "prov:activity", activity);
}

void ProvenanceBuilder::was_attributed_to(std::string_view entity, std::string_view agent) {
  relate(attributed_, "prov:entity", entity, "prov:agent", agent);
}

void ProvenanceBuilder::was_derived_from(std::string_view generated, std::string_view source) {
  relate(derived_, "prov:generatedEntity", generated, "prov:usedEntity", source);
}

void ProvenanceBuilder::was_informed_by(std::string_view informed, std::string_view informant) {
  relate(informed_, "prov:informed", informed, "prov:informant", informant);
}

void ProvenanceBuilder::acted_on_behalf_of(std::string_view delegate, std::string_view responsible) {
  relate(delegated_, "prov:delegate", delegate, "prov:responsible", responsible);
}

JsonObject ProvenanceBuilder::build() const {
  JsonObject document;
  document.append("prefix", JsonObject{{"ophamin", "https://ophamin.example/"}});
  const auto add = [&document](std::string_view key, const JsonObject& section) {
    if (!section.empty()) document.append(std::string(key), section);
  };
  add("agent", agents_);
  add("entity", entities_);
  add("activity", activities_);
  add("used", used_);
  add("wasAssociatedWith", associated_);
  add("wasGeneratedBy", generated_);
  add("wasAttributedTo", attributed_);
  add("wasDerivedFrom", derived_);
  add("wasInformedBy", informed_);
  add("actedOnBehalfOf", delegated_);
  return document;
}

JsonObject scenario_provenance(const ScenarioProvenance& run) {
  const std::string corpus = "corpus:" + run.dataset.name;
  const std::string proof = "proof:" + run.scenario;
  const std::string activity = "scenario:" + run.scenario;
  ProvenanceBuilder provenance;
  provenance.agent("ophamin", {{"role", "experimentation_framework"}, {"version", run.ophamin_version}});
  provenance.agent(run.substrate, {{"role", "substrate_under_test"}});
  provenance.entity(corpus, {{"content_hash", run.dataset.content_hash},
                             {"n_records", run.dataset.n_records},
                             {"kind", run.dataset.kind}});
  provenance.entity(proof);
  provenance.activity(activity, {{"target", run.target}, {"n_cycles", run.n_cycles}});
  provenance.used(activity, corpus);
  provenance.was_associated_with(activity, "ophamin");
  provenance.was_associated_with(activity, run.substrate);
  provenance.was_generated_by(proof, activity);
  provenance.was_attributed_to(proof, run.substrate);
  provenance.was_derived_from(proof, corpus);
  return provenance.build();
}

}  // namespace ophamin::records
