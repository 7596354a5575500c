// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include <ophamin/cli/console.hpp>
#include <ophamin/records/verify.hpp>

namespace ophamin::cli {

struct ReportStyle {
  bool json = false;
  bool verbose = false;  ///< also the raw view: id and signature of the value as it stands in the file
  std::optional<bool> registered{};  ///< whether a registry has author and key; nothing: none was asked
};

/// What verification found, on `out`, with the key's warning.
void print_report(Console& console, const std::string& file, const records::Json& raw, const records::VerifyReport& report,
                  const records::SigningKey& key, ReportStyle style);

}  // namespace ophamin::cli
