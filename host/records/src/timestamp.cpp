// SPDX-License-Identifier: Apache-2.0
#include <ophamin/records/timestamp.hpp>

#include <fmt/format.h>

#include "utf8.hpp"

namespace ophamin::records {
namespace {

using std::chrono::microseconds;

constexpr std::int64_t kMicro = 1'000'000;

// Takes pieces off the front of a text.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}
  bool at_end() const noexcept { return text_.empty(); }
  bool take(char character) noexcept {
    if (text_.empty() || text_.front() != character) return false;
    text_.remove_prefix(1);
    return true;
  }
  bool take_character() noexcept {
    std::size_t at = 0;
    if (text_.empty() || decode_utf8(text_, at) == kInvalidCodePoint) return false;
    text_.remove_prefix(at);
    return true;
  }
  // Exactly `count` digits.
  std::optional<int> digits(std::size_t count) noexcept {
    if (text_.size() < count) return std::nullopt;
    int value = 0;
    for (std::size_t at = 0; at < count; ++at) {
      if (text_[at] < '0' || text_[at] > '9') return std::nullopt;
      value = value * 10 + (text_[at] - '0');
    }
    text_.remove_prefix(count);
    return value;
  }
  // One digit or more after the point; those beyond six are dropped, as the reference does.
  std::optional<std::int64_t> fraction() noexcept {
    std::int64_t value = 0;
    std::int64_t place = kMicro;
    bool any = false;
    while (!text_.empty() && text_.front() >= '0' && text_.front() <= '9') {
      any = true;
      if (place > 1) {
        place /= 10;
        value += place * (text_.front() - '0');
      }
      text_.remove_prefix(1);
    }
    if (!any) return std::nullopt;
    return value;
  }

 private:
  std::string_view text_;
};

// hh, hh:mm, hh:mm:ss, hh:mm:ss.ffffff; the colons may be left out, but all or none. In microseconds.
std::optional<std::int64_t> clock_time(Scanner& scanner) noexcept {
  const auto hours = scanner.digits(2);
  if (!hours || *hours > 23) return std::nullopt;
  std::int64_t total = *hours * 3600 * kMicro;
  const bool colons = scanner.take(':');
  const auto minutes = scanner.digits(2);
  if (!minutes) return colons ? std::nullopt : std::optional(total);
  if (*minutes > 59) return std::nullopt;
  total += *minutes * 60 * kMicro;
  const bool more = colons ? scanner.take(':') : true;
  if (!more) return total;
  const auto seconds = scanner.digits(2);
  if (!seconds) return colons ? std::nullopt : std::optional(total);
  if (*seconds > 59) return std::nullopt;
  total += *seconds * kMicro;
  if (!scanner.take('.') && !scanner.take(',')) return total;
  const auto fraction = scanner.fraction();
  if (!fraction) return std::nullopt;
  return total + *fraction;
}

std::optional<std::chrono::sys_days> date(Scanner& scanner) noexcept {
  const auto year = scanner.digits(4);
  const bool dashes = scanner.take('-');
  const auto month = scanner.digits(2);
  if (dashes && !scanner.take('-')) return std::nullopt;
  const auto day = scanner.digits(2);
  if (!year || !month || !day || *year < 1) return std::nullopt;
  const std::chrono::year_month_day calendar{std::chrono::year(*year),
                                             std::chrono::month(static_cast<unsigned>(*month)),
                                             std::chrono::day(static_cast<unsigned>(*day))};
  if (!calendar.ok()) return std::nullopt;
  return std::chrono::sys_days(calendar);
}

}  // namespace

std::string format_utc(std::chrono::sys_time<microseconds> instant) {
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::year_month_day calendar(day);
  const std::chrono::hh_mm_ss clock(instant - day);
  std::string text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(calendar.year()),
                                 static_cast<unsigned>(calendar.month()), static_cast<unsigned>(calendar.day()),
                                 clock.hours().count(), clock.minutes().count(), clock.seconds().count());
  if (const auto micros = clock.subseconds().count(); micros != 0) text += fmt::format(".{:06}", micros);
  return text + "+00:00";
}

std::string now_utc() {
  return format_utc(std::chrono::floor<microseconds>(std::chrono::system_clock::now()));
}

std::optional<Timestamp> parse_timestamp(std::string_view text) noexcept {
  Scanner scanner(text);
  const auto day = date(scanner);
  if (!day) return std::nullopt;
  Timestamp stamp;
  stamp.microseconds = std::chrono::duration_cast<microseconds>(day->time_since_epoch()).count();
  if (scanner.at_end()) return stamp;
  if (!scanner.take_character()) return std::nullopt;
  const auto time = clock_time(scanner);
  if (!time) return std::nullopt;
  stamp.microseconds += *time;
  if (scanner.at_end()) return stamp;
  stamp.has_offset = true;
  if (scanner.take('Z')) return scanner.at_end() ? std::optional(stamp) : std::nullopt;
  const bool west = scanner.take('-');
  if (!west && !scanner.take('+')) return std::nullopt;
  const auto offset = clock_time(scanner);
  if (!offset || !scanner.at_end()) return std::nullopt;
  stamp.microseconds += west ? *offset : -*offset;
  return stamp;
}

}  // namespace ophamin::records
