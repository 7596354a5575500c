// SPDX-License-Identifier: Apache-2.0
//
// The catalogue of errors: one code, one name, one exit code and one sentence for each kind of fault, read from
// errors.def. Documentation tables are generated from it too.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ophamin::diagnostics {

/// What kind of fault. The enumerators are `k` followed by the name in errors.def.
enum class ErrorCode : std::uint16_t {
#define OPHAMIN_ERROR(number, name, exit_code, sentence) k##name = number,
#include <ophamin/diagnostics/errors.def>
#undef OPHAMIN_ERROR
};

/// One line of errors.def.
struct CatalogueEntry {
  ErrorCode code;
  std::string_view name;      ///< "UnknownKey"
  int exit_code;              ///< what a process ends with that reports only this
  std::string_view sentence;  ///< what is wrong in general
};

/// The entry of a code. A value that is no enumerator gives the entry of kInternalError.
const CatalogueEntry& describe(ErrorCode code) noexcept;

/// Every entry, by ascending number.
std::span<const CatalogueEntry> catalogue() noexcept;

/// "OPH-104": the stable text of a code.
std::string error_id(ErrorCode code);

/// The code of a name such as "UnknownKey", or nothing.
std::optional<ErrorCode> find_code(std::string_view name) noexcept;

}  // namespace ophamin::diagnostics
