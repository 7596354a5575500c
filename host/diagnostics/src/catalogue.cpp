// SPDX-License-Identifier: Apache-2.0
#include <ophamin/diagnostics/catalogue.hpp>

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace ophamin::diagnostics {
namespace {

constexpr std::array kEntries{
#define OPHAMIN_ERROR(number, name, exit_code, sentence) \
  CatalogueEntry{ErrorCode::k##name, #name, exit_code, sentence},
#include <ophamin/diagnostics/errors.def>
#undef OPHAMIN_ERROR
};

constexpr bool by_code(const CatalogueEntry& left, const CatalogueEntry& right) { return left.code < right.code; }

static_assert(std::is_sorted(kEntries.begin(), kEntries.end(), by_code), "errors.def must ascend");
static_assert(std::adjacent_find(kEntries.begin(), kEntries.end(),
                                 [](const auto& left, const auto& right) { return left.code == right.code; }) ==
                  kEntries.end(),
              "a number in errors.def is taken twice");

}  // namespace

const CatalogueEntry& describe(ErrorCode code) noexcept {
  const CatalogueEntry wanted{code, {}, 0, {}};
  const auto found = std::lower_bound(kEntries.begin(), kEntries.end(), wanted, by_code);
  if (found != kEntries.end() && found->code == code) return *found;
  return *std::lower_bound(kEntries.begin(), kEntries.end(), CatalogueEntry{ErrorCode::kInternalError, {}, 0, {}},
                           by_code);
}

std::span<const CatalogueEntry> catalogue() noexcept { return kEntries; }

std::string error_id(ErrorCode code) { return fmt::format("OPH-{:03}", static_cast<unsigned>(code)); }

std::optional<ErrorCode> find_code(std::string_view name) noexcept {
  for (const CatalogueEntry& entry : kEntries) {
    if (entry.name == name) return entry.code;
  }
  return std::nullopt;
}

}  // namespace ophamin::diagnostics
