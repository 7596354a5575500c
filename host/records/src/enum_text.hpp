// SPDX-License-Identifier: Apache-2.0
//
// Enumerations whose texts are on disk.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <ophamin/diagnostics/diagnostic.hpp>

namespace ophamin::records {

template <std::size_t N, typename Enum>
std::string_view enum_text(const std::array<std::string_view, N>& texts, Enum value) noexcept {
  const auto index = static_cast<std::size_t>(value);
  return index < N ? texts[index] : std::string_view{};
}

/// At most 60 characters, the last three of them dots where something is left out.
inline std::string shortened(std::string_view text) {
  if (text.size() <= 60) return std::string(text);
  std::size_t end = 57;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0u) == 0x80u) --end;
  return std::string(text.substr(0, end)) + "...";
}

template <typename Enum, std::size_t N>
Enum parse_enum(const std::array<std::string_view, N>& texts, std::string_view text, std::string_view what,
                std::string mend) {
  for (std::size_t index = 0; index < N; ++index) {
    if (texts[index] == text) return static_cast<Enum>(index);
  }
  auto sorted = texts;
  std::sort(sorted.begin(), sorted.end());
  diagnostics::Diagnostic diagnostic;
  diagnostic.code = diagnostics::ErrorCode::kRecordValueError;
  diagnostic.message = std::string(what) + " '" + shortened(text) + "' is not allowed";
  diagnostic.expected = "one of ";
  for (std::size_t index = 0; index < N; ++index) {
    if (index > 0) diagnostic.expected += ", ";
    diagnostic.expected += sorted[index];
  }
  diagnostic.found = "'" + shortened(text) + "'";
  diagnostic.mend = std::move(mend);
  throw diagnostics::Error(std::move(diagnostic));
}

}  // namespace ophamin::records
