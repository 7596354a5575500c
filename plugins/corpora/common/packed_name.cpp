// SPDX-License-Identifier: Apache-2.0
#include "packed_name.hpp"

#include <algorithm>
#include <array>

namespace ophamin::files {
namespace {

constexpr std::array<std::string_view, 4> kFilters{".gz", ".bz2", ".xz", ".zst"};
constexpr std::array<std::string_view, 6> kTrees{".tar", ".tgz", ".tbz2", ".tbz", ".txz", ".tzst"};

// A name that is nothing but the ending is no packed file: `.gz`.
bool ends(std::string_view name, std::string_view ending) noexcept {
  return name.size() > ending.size() && name.ends_with(ending) &&
         name[name.size() - ending.size() - 1] != '/';
}

}  // namespace

Packing packing_of(std::string_view name) noexcept {
  const auto ends_with_one = [&](const auto& endings) {
    return std::any_of(endings.begin(), endings.end(),
                       [&](std::string_view ending) { return ends(name, ending); });
  };
  if (ends_with_one(kTrees)) return Packing::kTree;
  if (!ends_with_one(kFilters)) return Packing::kNone;
  return ends(unpacked_name(name), ".tar") ? Packing::kTree : Packing::kOneFile;
}

bool is_gzip(std::string_view name) noexcept {
  return ends(name, ".gz") || ends(name, ".tgz");
}

std::string_view unpacked_name(std::string_view name) noexcept {
  for (const auto ending : kFilters) {
    if (ends(name, ending)) return name.substr(0, name.size() - ending.size());
  }
  return name;
}

}  // namespace ophamin::files
