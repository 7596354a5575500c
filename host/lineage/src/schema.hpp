// SPDX-License-Identifier: Apache-2.0
//
// Which version of the schema a database has, and how it becomes the present one.
//
// The rule: schemas/lineage-N.sql is the step from version N-1 to version N, and never changes once it was released. A host
// takes an older database through all steps in one transaction, and refuses one that a newer host made.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "database.hpp"

namespace ophamin::lineage {

/// The steps of this host, the first one first; their number is its version.
std::vector<std::string_view> schema_steps();

/// Whether there is anything in the database. Throws an Error if it is not a lineage store, or one that needs more than
/// `steps`.
bool is_initialised(Database& database, std::span<const std::string_view> steps);

/// Takes a database that is_initialised() accepts to the last step. Does nothing if it is there. Of two hosts that do this at
/// once, one does it.
void migrate(Database& database, std::span<const std::string_view> steps);

/// Throws an Error if a database of at most kCheckedBytes is damaged; a larger one is only looked at where it is read.
void check_integrity(Database& database);

inline constexpr std::int64_t kCheckedBytes = std::int64_t{64} << 20;

}  // namespace ophamin::lineage
