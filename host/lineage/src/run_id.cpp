// SPDX-License-Identifier: Apache-2.0
#include <ophamin/lineage/run_id.hpp>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <sys/random.h>

#include <fmt/format.h>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/digest.hpp>

namespace ophamin::lineage {

namespace {

constexpr std::size_t kHashDigits = 12;
constexpr std::size_t kChanceDigits = 8;

std::uint32_t random_word() {
  std::uint32_t word = 0;
  if (::getrandom(&word, sizeof word, 0) == static_cast<ssize_t>(sizeof word)) return word;
  throw diagnostics::Error({.code = diagnostics::ErrorCode::kSystemCallFailed,
                            .message = fmt::format("the system gave no random bytes: {}", std::strerror(errno))});
}

std::string head_of(const records::Json& config) { return records::content_hash(config).substr(0, kHashDigits); }

/// The middle part of a unique name; "0" for a name of another form.
std::string_view time_of(std::string_view run_id) {
  const auto last = run_id.rfind('-');
  const auto first = run_id.find('-');
  if (first == std::string_view::npos || last <= first + 1) return "0";
  return run_id.substr(first + 1, last - first - 1);
}

}  // namespace

std::string make_run_id(const records::Json& config, bool unique) {
  if (!unique) return head_of(config);
  const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch());
  return fmt::format("{}-{}-{:08x}", head_of(config), now.count(), random_word());
}

std::string make_child_run_id(const records::Json& config, std::string_view parent_run_id, std::string_view key) {
  const auto mark = records::sha256_hex(fmt::format("{}\n{}", parent_run_id, key)).substr(0, kChanceDigits);
  return fmt::format("{}-{}-{}", head_of(config), time_of(parent_run_id), mark);
}

}  // namespace ophamin::lineage
