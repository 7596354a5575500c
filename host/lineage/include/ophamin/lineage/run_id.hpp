// SPDX-License-Identifier: Apache-2.0
//
// Names of runs: "3f0c91d2ab47" for a configuration, "3f0c91d2ab47-1764106783123-9f8e7d6c" for one run of it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <ophamin/records/json.hpp>

namespace ophamin::lineage {

/// The first 12 hexadecimal digits of the content hash of `config`; with `unique`, "-", the milliseconds since 1970 by the
/// host's clock, "-" and 8 random hexadecimal digits. Throws kSystemCallFailed if the system has no random bytes.
std::string make_run_id(const records::Json& config, bool unique = true);

/// The name of a child: of the form above, from the child's own configuration and, in place of clock and chance, from its
/// parent and `key`. The same three give the same name, so that a child that is recorded again is no second one.
std::string make_child_run_id(const records::Json& config, std::string_view parent_run_id, std::string_view key);

}  // namespace ophamin::lineage
