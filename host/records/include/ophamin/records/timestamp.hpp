// SPDX-License-Identifier: Apache-2.0
//
// Time stamps of records: ISO 8601, written in UTC with microseconds.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ophamin::records {

/// "2026-05-15T00:07:58.130424+00:00"; without the fraction when the microseconds are exactly zero.
std::string format_utc(std::chrono::sys_time<std::chrono::microseconds> instant);

/// The host's clock, formatted as above.
std::string now_utc();

/// A parsed time stamp. Without an offset it cannot be ordered against one with an offset.
struct Timestamp {
  std::int64_t microseconds = 0;  ///< since 1970-01-01, in UTC when has_offset
  bool has_offset = false;
};

/// Accepts a date alone, `T` or any one character between date and time, seconds and fraction optional, `Z` or a
/// numeric offset; dashes and colons may be left out. Nothing when the text is none of these or no real date.
std::optional<Timestamp> parse_timestamp(std::string_view text) noexcept;

}  // namespace ophamin::records
