// SPDX-License-Identifier: Apache-2.0
//
// Durations and sizes as people write them.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace ophamin::campaign {

/// The longest time limit: 366 days.
inline constexpr std::chrono::milliseconds kLongestTimeLimit = std::chrono::hours(24 * 366);
/// The smallest memory limit: less does not even start a worker.
inline constexpr std::uint64_t kSmallestMemoryLimit = std::uint64_t{16} << 20;

/// "500ms", "30s", "5m", "2h", "1d", "1h30m", "2.5s", "45" (seconds). Rounded up to a millisecond. Nothing for any other
/// text and beyond kLongestTimeLimit.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

/// Seconds as a number, under the same limits.
std::optional<std::chrono::milliseconds> duration_of(double seconds) noexcept;

/// "512MiB", "2GiB", "1.5GiB", "100MB", "65536" (bytes), "4096B". Nothing for any other text and beyond 2^63 - 1.
std::optional<std::uint64_t> parse_bytes(std::string_view text);

}  // namespace ophamin::campaign
