// SPDX-License-Identifier: Apache-2.0
//
// W3C PROV-JSON, the provenance section of a proof.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <ophamin/records/json.hpp>

namespace ophamin::records {

/// Builds a PROV-JSON document in the namespace `ophamin`. Names are local names: every character outside letters,
/// digits, '_', '.', '-' becomes '_'. A relation that names a node nobody declared declares it as an empty entity.
class ProvenanceBuilder {
 public:
  /// An attribute of a node. Texts and booleans are written as they are, numbers become typed literals (xsd:int, xsd:long or
  /// xsd:integer by their size, xsd:double), a list becomes several values, and anything else its canonical text.
  using Attribute = std::pair<std::string, Json>;

  /// Declare a node; declaring it again adds to its attributes. An attribute whose name is no local name gets one.
  void agent(std::string_view name, const std::vector<Attribute>& attributes = {});
  void entity(std::string_view name, const std::vector<Attribute>& attributes = {});
  void activity(std::string_view name, const std::vector<Attribute>& attributes = {});

  /// Relations, numbered _:id1, _:id2, ... in the order of the calls.
  void used(std::string_view activity, std::string_view entity);
  void was_associated_with(std::string_view activity, std::string_view agent);
  void was_generated_by(std::string_view entity, std::string_view activity);
  void was_attributed_to(std::string_view entity, std::string_view agent);
  void was_derived_from(std::string_view generated, std::string_view source);
  void was_informed_by(std::string_view informed, std::string_view informant);
  void acted_on_behalf_of(std::string_view delegate, std::string_view responsible);

  /// prefix, agent, entity, activity, then the kinds of relation that occur.
  JsonObject build() const;

 private:
  void declare(JsonObject& nodes, std::string_view name, const std::vector<Attribute>& attributes);
  std::string reference(std::string_view name);
  void relate(JsonObject& relations, std::string_view from_role, std::string_view from, std::string_view to_role,
              std::string_view to);

  JsonObject agents_, entities_, activities_;
  JsonObject used_, associated_, generated_, attributed_, derived_, informed_, delegated_;
  std::uint64_t relations_ = 0;
};

/// "ophamin:" and the name with every character that is not allowed replaced by '_'.
std::string provenance_name(std::string_view name);

/// What the provenance of one scenario run states.
struct ScenarioProvenance {
  struct Dataset {
    std::string name{};
    std::string content_hash{};
    std::int64_t n_records = 0;
    std::string kind = "corpus";
  };
  std::string ophamin_version{};
  std::string substrate{};
  std::string scenario{};
  std::string target{};
  std::int64_t n_cycles = 0;
  Dataset dataset{};
};

/// The PROV-JSON document of one scenario run, as the reference writes it.
JsonObject scenario_provenance(const ScenarioProvenance& run);

}  // namespace ophamin::records
