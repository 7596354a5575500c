// SPDX-License-Identifier: Apache-2.0
#include "commit_text.hpp"

#include <iconv.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>

namespace ophamin::git {
namespace {

constexpr std::string_view kSpace = " \t\n\v\f\r";

std::string_view without_end(std::string_view line) noexcept {
  const auto last = line.find_last_not_of(kSpace);
  return last == std::string_view::npos ? std::string_view{} : line.substr(0, last + 1);
}

// Takes one line, with its end.
std::string_view take_line(std::string_view& text) noexcept {
  const auto end = text.find('\n');
  const auto line = text.substr(0, end == std::string_view::npos ? text.size() : end + 1);
  text.remove_prefix(line.size());
  return line;
}

void skip_blank_lines(std::string_view& text) noexcept {
  while (!text.empty()) {
    auto rest = text;
    if (!without_end(take_line(rest)).empty()) return;
    text = rest;
  }
}

}  // namespace

MessageParts split_message(std::string_view message) {
  MessageParts parts;
  skip_blank_lines(message);
  while (!message.empty()) {
    const auto line = without_end(take_line(message));
    if (line.empty()) break;
    if (!parts.subject.empty()) parts.subject += ' ';
    parts.subject += line;
  }
  skip_blank_lines(message);
  parts.body = message;
  return parts;
}

std::string text_of(const MessageParts& parts) {
  auto text = parts.subject + "\n\n";
  text += parts.body;
  text.resize(without_end(text).size());
  text.erase(
      0, text.find_first_not_of(kSpace) == std::string::npos ? text.size() : text.find_first_not_of(kSpace));
  return text;
}

std::string iso_date(std::int64_t seconds, int offset) {
  constexpr std::int64_t kFirst = -62'167'219'200;  // 0000-01-01
  constexpr std::int64_t kLast = 253'402'300'799;   // 9999-12-31T23:59:59
  const auto local = seconds + std::int64_t{offset} * 60;
  if (seconds < kFirst || seconds > kLast || local < kFirst || local > kLast)
    return "@" + std::to_string(seconds);
  const std::chrono::sys_seconds moment{std::chrono::seconds(local)};
  const auto day = std::chrono::floor<std::chrono::days>(moment);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{moment - day};
  char text[40];
  const auto size =
      std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d%c%02d:%02d",
                    static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                    static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
                    static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()),
                    offset < 0 ? '-' : '+', std::abs(offset) / 60, std::abs(offset) % 60);
  return {text, static_cast<std::size_t>(size)};
}

std::string to_utf8_from(std::string_view encoding, std::string_view bytes) {
  const std::string name(encoding);
  const auto converter = ::iconv_open("UTF-8", name.c_str());
  if (converter == reinterpret_cast<::iconv_t>(-1)) return std::string(bytes);
  const std::unique_ptr<void, int (*)(::iconv_t)> close(converter, ::iconv_close);
  std::string in(bytes);
  std::string out(bytes.size() * 4 + 16,
                  '\0');  // no charset has characters of less than a byte, nor UTF-8 of more than four
  char* from = in.data();
  char* to = out.data();
  auto from_left = in.size();
  auto to_left = out.size();
  if (::iconv(converter, &from, &from_left, &to, &to_left) == static_cast<std::size_t>(-1) || from_left != 0)
    return std::string(bytes);
  if (::iconv(converter, nullptr, nullptr, &to, &to_left) == static_cast<std::size_t>(-1))
    return std::string(bytes);
  out.resize(out.size() - to_left);
  return out;
}

}  // namespace ophamin::git
