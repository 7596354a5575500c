// SPDX-License-Identifier: Apache-2.0
//
// Checks that the checklists of several kinds of records have in common.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <ophamin/records/proof.hpp>

namespace ophamin::records {

/// Adds a problem when the text is empty or no time stamp; `member` is its dotted path.
void check_timestamp(std::string_view member, std::string_view text, std::vector<std::string>& problems);

/// Adds a problem when the outcome is none, or is not what the verdict's own threshold says of the observed value.
void check_verdict(const Verdict& verdict, std::vector<std::string>& problems);

}  // namespace ophamin::records
