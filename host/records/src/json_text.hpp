// SPDX-License-Identifier: Apache-2.0
//
// Scalars as JSON text, into a sink. A sink has
//
//   void put(char character);
//   void put(std::string_view text);
//   const char* put_plain_run(const char* at, const char* end);   // what end_of_plain_run() passes over; gives where it ends
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include <ophamin/records/json.hpp>

#include "number_format.hpp"
#include "plain_run.hpp"
#include "utf8.hpp"

namespace ophamin::records {

/// Throws kTextNotUnicode.
[[noreturn]] void throw_not_unicode(std::string_view text, std::size_t at);

/// Text that grows; keeps its memory when it is cleared.
class TextBuffer {
 public:
  void clear() noexcept { at_ = text_.get(); }
  std::string_view view() const noexcept { return {text_.get(), static_cast<std::size_t>(at_ - text_.get())}; }

  void put(char character) {
    if (at_ == end_) grow(1);
    *at_++ = character;
  }
  void put(std::string_view text) {
    if (static_cast<std::size_t>(end_ - at_) < text.size()) grow(text.size());
    std::char_traits<char>::copy(at_, text.data(), text.size());
    at_ += text.size();
  }
  const char* put_plain_run(const char* at, const char* end) {
    const auto most = static_cast<std::size_t>(end - at);
    if (static_cast<std::size_t>(end_ - at_) < most) grow(most);
    while (end - at >= 8) {
      std::uint64_t word;
      std::memcpy(&word, at, 8);
      std::memcpy(at_, &word, 8);
      if (const std::uint64_t marks = special_bytes(word); marks != 0) {
        const int plain = std::countr_zero(marks) / 8;
        at_ += plain;
        return at + plain;
      }
      at += 8;
      at_ += 8;
    }
    for (; at != end && !is_special(*at); ++at) *at_++ = *at;
    return at;
  }

 private:
  void grow(std::size_t more);

  std::unique_ptr<char[]> text_;
  char* at_ = nullptr;
  char* end_ = nullptr;
};

/// Appends to a string.
class StringSink {
 public:
  explicit StringSink(std::string& text) noexcept : text_(text) {}
  void put(char character) { text_ += character; }
  void put(std::string_view text) { text_ += text; }
  const char* put_plain_run(const char* at, const char* end) {
    const char* const plain_end = end_of_plain_run(at, end);
    text_.append(at, plain_end);
    return plain_end;
  }

 private:
  std::string& text_;
};

/// Compares with a text that is there already; stops at the first difference.
class MatchingSink {
 public:
  explicit MatchingSink(std::string_view text) noexcept
      : begin_(text.data()), at_(text.data()), end_(text.data() + text.size()) {}

  bool failed() const noexcept { return failed_; }
  bool at_end() const noexcept { return at_ == end_; }
  std::size_t position() const noexcept { return static_cast<std::size_t>(at_ - begin_); }

  void put(char character) noexcept {
    if (!failed_ && at_ != end_ && *at_ == character) {
      ++at_;
    } else {
      failed_ = true;
    }
  }
  void put(std::string_view text) noexcept {
    const bool fits = !failed_ && static_cast<std::size_t>(end_ - at_) >= text.size();
    if (fits && std::memcmp(at_, text.data(), text.size()) == 0) {
      at_ += text.size();
      return;
    }
    if (!failed_) {
      const std::size_t most = std::min(text.size(), static_cast<std::size_t>(end_ - at_));
      at_ = std::mismatch(at_, at_ + most, text.data()).first;
    }
    failed_ = true;
  }
  const char* put_plain_run(const char* at, const char* end) noexcept {
    const char* const plain_end = end_of_plain_run(at, end);
    put(std::string_view(at, static_cast<std::size_t>(plain_end - at)));
    return plain_end;
  }

 private:
  const char* begin_;
  const char* at_;
  const char* end_;
  bool failed_ = false;
};

template <typename Sink>
void put_unicode_escape(Sink& sink, std::uint32_t unit) {
  constexpr char kHex[] = "0123456789abcdef";
  const char escape[6] = {'\\', 'u', kHex[unit >> 12 & 0xF], kHex[unit >> 8 & 0xF], kHex[unit >> 4 & 0xF],
                          kHex[unit & 0xF]};
  sink.put(std::string_view(escape, sizeof escape));
}

template <typename Sink>
void put_escape(Sink& sink, std::uint32_t code_point) {
  switch (code_point) {
    case '"': sink.put("\\\""); return;
    case '\\': sink.put("\\\\"); return;
    case '\b': sink.put("\\b"); return;
    case '\t': sink.put("\\t"); return;
    case '\n': sink.put("\\n"); return;
    case '\f': sink.put("\\f"); return;
    case '\r': sink.put("\\r"); return;
    default: break;
  }
  if (code_point < 0x10000) {
    put_unicode_escape(sink, code_point);
  } else {
    put_unicode_escape(sink, 0xD800u + ((code_point - 0x10000u) >> 10));
    put_unicode_escape(sink, 0xDC00u + ((code_point - 0x10000u) & 0x3FFu));
  }
}

/// A string with its quotes. `raw`: only what JSON does not allow in a string is escaped, and surrogates, which are no
/// UTF-8; otherwise everything that is not printable 7-bit ASCII.
template <typename Sink>
void put_quoted(Sink& sink, std::string_view text, bool raw = false) {
  sink.put('"');
  const char* at = text.data();
  const char* const end = at + text.size();
  for (;;) {
    at = sink.put_plain_run(at, end);
    if (at == end) break;
    const auto start = static_cast<std::size_t>(at - text.data());
    std::size_t offset = start;
    const std::uint32_t code_point = decode_utf8(text, offset);
    if (code_point == kInvalidCodePoint) throw_not_unicode(text, offset);
    if (raw && code_point >= 0x7F && !is_surrogate(code_point)) {
      sink.put(text.substr(start, offset - start));
    } else {
      put_escape(sink, code_point);
    }
    at = text.data() + offset;
  }
  sink.put('"');
}

/// Everything but arrays and objects.
template <typename Sink>
void put_scalar(Sink& sink, const Json& value, bool raw = false) {
  switch (value.kind()) {
    case Json::Kind::kNull: sink.put("null"); break;
    case Json::Kind::kBool: sink.put(value.as_bool() ? std::string_view("true") : std::string_view("false")); break;
    case Json::Kind::kInt: {
      std::array<char, 24> digits;
      const auto result = std::to_chars(digits.data(), digits.data() + digits.size(), value.as_int());
      sink.put(std::string_view(digits.data(), static_cast<std::size_t>(result.ptr - digits.data())));
      break;
    }
    case Json::Kind::kBigInt: sink.put(value.as_big_int()); break;
    case Json::Kind::kDouble: {
      std::array<char, kLongestDouble> text;
      sink.put(std::string_view(text.data(), write_json_double(text.data(), value.as_double())));
      break;
    }
    case Json::Kind::kString: put_quoted(sink, value.as_string(), raw); break;
    default: break;
  }
}

}  // namespace ophamin::records
