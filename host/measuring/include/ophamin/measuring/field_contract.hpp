// SPDX-License-Identifier: Apache-2.0
//
// The field contract: what a scenario asks for, held against what the substrate declares, and, where only values can tell,
// against what the first successful cycle gave.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <ophamin/measuring/scenario_session.hpp>
#include <ophamin/records/json.hpp>
#include <ophamin/seeing/cycle_buffers.hpp>
#include <ophamin/seeing/field_catalog.hpp>

namespace ophamin::measuring {

/// In the order in which a field is tested; of a field, the first one counts.
enum class ContractViolationKind : std::uint8_t { kMissingRequired, kUncatalogedRequired, kTypeMismatch, kFamilyMismatch };

/// "missing_required", "uncataloged_required", "type_mismatch", "family_mismatch".
std::string_view to_string(ContractViolationKind kind) noexcept;
/// The scenario cannot be judged. A field that nobody has put on record is used, and the record says so.
constexpr bool is_fatal(ContractViolationKind kind) noexcept { return kind != ContractViolationKind::kUncatalogedRequired; }

struct ContractViolation {
  std::string field;
  ContractViolationKind kind = ContractViolationKind::kMissingRequired;
  std::string expected;
  std::string found;
  std::vector<std::string> suggestions{};
};

/// Tests requests one by one, at most one violation each. A declaration of the substrate that names a family puts a field on
/// record as the catalogue does.
class FieldContract {
 public:
  struct Parties {
    std::string scenario;
    std::string substrate;
  };
  /// `reads_raw`: the scenario keeps raw outputs, so a field that is not declared may be a member of them. Throws
  /// kFieldContractViolation with every fatal violation that the declarations show.
  FieldContract(std::vector<FieldRequest> requests, std::vector<seeing::Field> declared, bool reads_raw, Parties parties,
                const seeing::FieldCatalog& catalog = seeing::FieldCatalog::shipped());

  /// Nothing is left that values would tell.
  bool is_settled() const noexcept { return settled_; }
  /// Looks for the first successful cycle of a batch and tests what it gave; later calls do nothing. Throws
  /// kFieldContractViolation with every fatal violation.
  void look_at(const seeing::CycleBuffers& buffers);

  /// What was found and does not stop the run, by field.
  const std::vector<ContractViolation>& remarks() const noexcept { return remarks_; }

 private:
  void test_declaration(const FieldRequest& request, const seeing::Field& field);
  void test_value(const FieldRequest& request, const seeing::Field* field, const records::Json* value);
  void note(ContractViolation violation);
  void throw_if_fatal();
  std::vector<std::string> declared_names() const;

  std::vector<FieldRequest> requests_;
  std::vector<seeing::Field> declared_;
  bool reads_raw_;
  bool settled_ = true;
  Parties parties_;
  const seeing::FieldCatalog* catalog_;
  std::vector<ContractViolation> fatal_;
  std::vector<ContractViolation> remarks_;
};

}  // namespace ophamin::measuring
