// SPDX-License-Identifier: Apache-2.0
#include <ophamin/guests/utf8.hpp>

#include <simdjson.h>

#include <ophamin/records/canonical.hpp>

namespace ophamin::guests::detail {
namespace {

constexpr std::size_t kShort = 64;  // bytes, below which a vector unit does not pay

}  // namespace

bool is_utf8_from(std::string_view text, std::size_t at) noexcept {
  const auto rest = text.substr(at);
  if (rest.size() < kShort) return records::find_invalid_utf8(rest) == std::string_view::npos;
  return simdjson::validate_utf8(rest.data(), rest.size());
}

}  // namespace ophamin::guests::detail
