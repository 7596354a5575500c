// SPDX-License-Identifier: Apache-2.0
//
// The fields of a program: those that there always are, and those that the manifest declares.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <ophamin/cycle.hpp>
#include <ophamin/cycles.hpp>
#include <ophamin/parameters.hpp>

#include "json_tree.hpp"

namespace ophamin::process {

enum class FieldType { kFloat, kInt, kBool, kText, kJson };

/// What a manifest says of fields; parameters of every substrate that runs a program.
struct FieldParams {
  std::map<std::string, FieldType> fields{};
  std::vector<std::string> optional{};
  std::vector<std::string> measured{};
  std::map<std::string, std::string> units{};
  std::map<std::string, std::string> families{};
};

class FieldList {
 public:
  /// Throws OPH_INVALID_ARGUMENT with everything that is wrong.
  explicit FieldList(const FieldParams& params);

  /// Declarations, in the order of the indices of a cycle. The texts belong to this list.
  std::vector<sdk::Field> declared() const;

  // Always there, in this order.
  static constexpr std::size_t kCycleSeconds = 0;
  static constexpr std::size_t kRoundTripSeconds = 1;
  static constexpr std::size_t kHaltMode = 2;

  /// Fills the declared fields of a row from an object; a name with dots is a path into nested objects unless there is a
  /// member of just that name. What does not fit, in words; then nothing of the row counts. Empty if all fits.
  std::string fill(JsonTree::Value raw, std::size_t row, sdk::Cycles& cycles);

 private:
  struct Entry {
    std::string name, unit, family;
    FieldType type = FieldType::kFloat;
    bool optional = false;
    bool measured = false;
  };
  static std::optional<JsonTree::Value> find(JsonTree::Value object, std::string_view name);
  bool set(const Entry& entry, JsonTree::Value value, std::size_t row, std::size_t field, sdk::Cycles& cycles);

  std::vector<Entry> entries_;
  std::string scratch_;
};

}  // namespace ophamin::process
