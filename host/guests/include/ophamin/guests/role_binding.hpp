// SPDX-License-Identifier: Apache-2.0
//
// A table made fit for a pillar: its roles are there, its columns have types that the pillar accepts.
#pragma once

#include <ophamin/abi.h>

#include <deque>
#include <vector>

#include <ophamin/registry/plugin.hpp>

namespace ophamin::guests {

/// Borrows the columns of `table`; converted columns are held here. Lives no longer than the table.
class BoundTable {
 public:
  /// Throws kNonUniformComputeError that names every role that is missing, doubled, not known or of a wrong type, and
  /// kGuestError for a table that is malformed (null pointers, unknown types, offsets that run backwards).
  BoundTable(const registry::Component& pillar, const oph_table_t& table);
  BoundTable(const BoundTable&) = delete;
  BoundTable& operator=(const BoundTable&) = delete;

  const oph_table_t& table() const noexcept { return table_; }

 private:
  std::vector<oph_column_t> columns_;
  std::deque<std::vector<double>> converted_;
  oph_table_t table_{};
};

}  // namespace ophamin::guests
