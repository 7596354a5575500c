// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sqlite3.h>

#include <ophamin/record.hpp>

namespace ophamin::sqlite {

/// Gives the parameters of a statement their values: `:id`, `:text` and `:raw` (the stored bytes as a blob) of the record, and
/// its attributes by their names; arrays and objects as JSON. `@` and `$` mean the same. Throws sdk::CycleFailure for a
/// parameter that the record has no value for. The record must outlive the statement's run.
void bind(sqlite3_stmt* statement, const sdk::Record& record);

}  // namespace ophamin::sqlite
