// SPDX-License-Identifier: Apache-2.0
#include <ophamin/records/json_parser.hpp>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <iterator>
#include <limits>

#include <fmt/format.h>
#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/storage/files.hpp>

#include "decimal.hpp"
#include "plain_run.hpp"
#include "utf8.hpp"

namespace ophamin::records {
namespace {

using diagnostics::ErrorCode;

constexpr std::size_t kMaxIntegerDigits = 4300;
constexpr std::size_t kLongestShownLine = 200;
// Up to here, comparing every pair of keys is faster than sorting them.
constexpr std::size_t kPairwiseMembers = 24;
// Scratch memory beyond this many entries is given back after use.
constexpr std::size_t kKeptScratch = std::size_t{1} << 16;

bool is_digit(char character) { return character >= '0' && character <= '9'; }

diagnostics::Place place_of(std::string_view text, std::size_t at, const std::string& file) {
  const std::string_view before = text.substr(0, at);
  const std::size_t line_start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  const std::size_t line_end = std::min(text.find('\n', at), text.size());
  diagnostics::Place place;
  place.file = file;
  place.line = static_cast<std::uint32_t>(1 + std::count(before.begin(), before.end(), '\n'));
  const auto starts_character = [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0u) != 0x80u; };
  place.column = static_cast<std::uint32_t>(
      1 + std::count_if(before.begin() + static_cast<std::ptrdiff_t>(line_start), before.end(), starts_character));
  const std::string_view line = text.substr(line_start, line_end - line_start);
  if (line.size() <= kLongestShownLine && find_invalid_utf8(line) == std::string_view::npos) place.line_text = line;
  return place;
}

std::string describe_byte(std::string_view text, std::size_t at) {
  if (at >= text.size()) return "the end of the text";
  const auto byte = static_cast<unsigned char>(text[at]);
  if (byte > 0x20 && byte < 0x7F) return fmt::format("'{}'", text[at]);
  if (byte == ' ') return "a space";
  if (byte == '\n' || byte == '\r') return "the end of the line";
  return fmt::format("the byte 0x{:02x}", byte);
}

}  // namespace

/// An array or object that is not closed yet, and where its items begin on the stack.
struct JsonParser::Frame {
  bool is_object;
  std::size_t base;
};

/// One pass over one text.
struct JsonParser::Run {
  JsonParser& scratch;
  std::string_view text;
  const ParseOptions& options;
  const char* at;
  const char* end;

  [[noreturn]] void fail(const char* where, std::string message, std::string expected = {}, std::string found = {},
                         std::string mend = {}, ErrorCode code = ErrorCode::kJsonSyntax) const {
    diagnostics::Diagnostic diagnostic;
    diagnostic.code = code;
    diagnostic.message = std::move(message);
    diagnostic.expected = std::move(expected);
    diagnostic.found = std::move(found);
    diagnostic.mend = std::move(mend);
    diagnostic.place = place_of(text, static_cast<std::size_t>(where - text.data()), options.file);
    throw diagnostics::Error(std::move(diagnostic));
  }

  [[noreturn]] void unexpected(std::string expected, std::string mend = {}) const {
    const std::string found = describe_byte(text, static_cast<std::size_t>(at - text.data()));
    const bool truncated = at == end;
    fail(at, truncated ? "the JSON text ends too early" : fmt::format("{} does not belong here", found),
         std::move(expected), found,
         mend.empty() && truncated ? "the file is incomplete; fetch or write it again" : std::move(mend));
  }

  // Most space is the indentation of a line.
  void skip_space() noexcept {
    while (at != end && (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t')) {
      ++at;
      while (end - at >= 8 && std::memcmp(at, "        ", 8) == 0) at += 8;
    }
  }

  bool take(char character) noexcept {
    if (at == end || *at != character) return false;
    ++at;
    return true;
  }

  bool take_word(std::string_view word) noexcept {
    if (static_cast<std::size_t>(end - at) < word.size() || std::memcmp(at, word.data(), word.size()) != 0) {
      return false;
    }
    at += word.size();
    return true;
  }

  // A `Json& into` is null, and is made what comes next.
  Json document();
  void scalar(Json& into);
  void number(Json& into);
  void string(std::string& into);
  void escape(std::string& out);
  std::uint32_t hex_unit();
  void begin_key();
  void open(bool is_object);
  void close(Json& root);
  void keep_last_of_each_key(std::size_t base);
  Json& place(Json& root);
};

std::uint32_t JsonParser::Run::hex_unit() {
  std::uint32_t unit = 0;
  for (int digit = 0; digit < 4; ++digit) {
    const char character = at == end ? '\0' : *at;
    std::uint32_t value = 0;
    if (is_digit(character)) {
      value = static_cast<std::uint32_t>(character - '0');
    } else if (character >= 'a' && character <= 'f') {
      value = static_cast<std::uint32_t>(character - 'a') + 10;
    } else if (character >= 'A' && character <= 'F') {
      value = static_cast<std::uint32_t>(character - 'A') + 10;
    } else {
      unexpected("four hexadecimal digits after \\u");
    }
    unit = unit << 4 | value;
    ++at;
  }
  return unit;
}

void JsonParser::Run::escape(std::string& out) {
  const char* const backslash = at++;
  if (at == end) unexpected("an escape sequence");
  switch (*at++) {
    case '"': out += '"'; return;
    case '\\': out += '\\'; return;
    case '/': out += '/'; return;
    case 'b': out += '\b'; return;
    case 'f': out += '\f'; return;
    case 'n': out += '\n'; return;
    case 'r': out += '\r'; return;
    case 't': out += '\t'; return;
    case 'u': break;
    default: fail(backslash, "this escape sequence does not exist in JSON",
                  "one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX",
                  fmt::format("a backslash and {}",
                              describe_byte(text, static_cast<std::size_t>(backslash + 1 - text.data()))),
                  "write \\\\ for a backslash");
  }
  std::uint32_t unit = hex_unit();
  const bool pair_may_follow = unit >= 0xD800 && unit <= 0xDBFF && end - at >= 6 && at[0] == '\\' && at[1] == 'u';
  if (pair_may_follow) {
    const char* const second = at;
    at += 2;
    const std::uint32_t low = hex_unit();
    if (low >= 0xDC00 && low <= 0xDFFF) {
      unit = 0x10000u + ((unit - 0xD800u) << 10) + (low - 0xDC00u);
    } else {
      at = second;
    }
  }
  append_utf8(out, unit);
}

void JsonParser::Run::string(std::string& out) {
  const char* const quote = at++;
  const char* const first = at;
  at = end_of_plain_run(at, end);
  out.assign(first, at);
  if (at != end && *at == '"') {
    ++at;
    return;
  }
  for (;;) {
    const char* const run = at;
    at = end_of_plain_run(at, end);
    out.append(run, at);
    if (at == end) {
      fail(quote, "this string is never closed", "a closing '\"'", "the end of the text",
           "the file is incomplete; fetch or write it again");
    }
    const auto byte = static_cast<unsigned char>(*at);
    if (byte == '"') {
      ++at;
      return;
    }
    if (byte == '\\') {
      escape(out);
    } else if (byte < 0x20) {
      fail(at, "a control character stands in a string", "an escape such as \\n or \\u0007",
           fmt::format("the byte 0x{:02x}", byte), fmt::format("write \\u{:04x}", byte));
    } else {
      auto offset = static_cast<std::size_t>(at - text.data());
      const std::size_t start = offset;
      const std::uint32_t code_point = decode_utf8(text, offset);
      if (code_point == kInvalidCodePoint || is_surrogate(code_point)) {
        fail(at, "the text is not valid UTF-8", "UTF-8", fmt::format("the byte 0x{:02x}", byte),
             "convert the file to UTF-8");
      }
      out.append(text.substr(start, offset - start));
      at = text.data() + offset;
    }
  }
}

void JsonParser::Run::number(Json& into) {
  const char* const first = at;
  take('-');
  const char* const digits = at;
  while (at != end && is_digit(*at)) ++at;
  const auto count = static_cast<std::size_t>(at - digits);
  if (count == 0) unexpected("a digit");
  if (count > 1 && *digits == '0') {
    fail(digits, "a number must not begin with 0", "digits without leading zeros", {}, "remove the leading zeros");
  }
  bool is_double = false;
  if (at != end && *at == '.') {
    is_double = true;
    ++at;
    if (at == end || !is_digit(*at)) unexpected("a digit after the decimal point");
    while (at != end && is_digit(*at)) ++at;
  }
  if (at != end && (*at == 'e' || *at == 'E')) {
    is_double = true;
    ++at;
    if (!take('+')) take('-');
    if (at == end || !is_digit(*at)) unexpected("a digit of the exponent");
    while (at != end && is_digit(*at)) ++at;
  }
  const std::string_view token(first, static_cast<std::size_t>(at - first));
  if (is_double) {
    into = Json(decimal_to_double(token).value_or(std::numeric_limits<double>::quiet_NaN()));
    return;
  }
  if (count > kMaxIntegerDigits) {
    fail(first, fmt::format("an integer of {} digits is longer than {}", count, kMaxIntegerDigits), {}, {},
         "write it as a string or as a number with an exponent", ErrorCode::kJsonLimit);
  }
  std::int64_t value = 0;
  if (std::from_chars(token.data(), token.data() + token.size(), value).ec == std::errc()) {
    into = Json(value);
  } else {
    into = Json::big_integer(std::string(token));
  }
}

void JsonParser::Run::scalar(Json& into) {
  switch (at == end ? '\0' : *at) {
    case '"':
      string(into.make_string());
      return;
    case 't':
      if (!take_word("true")) break;
      into = Json(true);
      return;
    case 'f':
      if (!take_word("false")) break;
      into = Json(false);
      return;
    case 'n':
      if (!take_word("null")) break;
      return;
    case 'N':
      if (!take_word("NaN")) break;
      into = Json(std::numeric_limits<double>::quiet_NaN());
      return;
    case 'I':
      if (!take_word("Infinity")) break;
      into = Json(std::numeric_limits<double>::infinity());
      return;
    case '-':
      if (take_word("-Infinity")) {
        into = Json(-std::numeric_limits<double>::infinity());
      } else {
        number(into);
      }
      return;
    case '0': case '1': case '2': case '3': case '4':
    case '5': case '6': case '7': case '8': case '9': number(into); return;
    case '\'': unexpected("a JSON value", "write strings in double quotes");
    case '/':
    case '#': unexpected("a JSON value", "JSON has no comments; remove it");
    case ']':
    case '}': unexpected("a JSON value", "remove the comma before it");
    default: break;
  }
  unexpected("a JSON value");
}

void JsonParser::Run::begin_key() {
  skip_space();
  if (at == end || *at != '"') {
    unexpected("a key in double quotes", at != end && *at == '}' ? "remove the comma before it" : "");
  }
  string(scratch.members_.emplace_back().key);
  skip_space();
  if (!take(':')) unexpected("':' after the key");
}

void JsonParser::Run::open(bool is_object) {
  if (scratch.frames_.size() >= options.max_depth) {
    fail(at, fmt::format("more than {} arrays and objects stand inside one another", options.max_depth), {}, {},
         "flatten the document, or raise the limit", ErrorCode::kJsonLimit);
  }
  ++at;
  scratch.frames_.push_back({is_object, is_object ? scratch.members_.size() : scratch.values_.size()});
}

// The last value wins, at the place of the first.
void JsonParser::Run::keep_last_of_each_key(std::size_t base) {
  std::vector<Member>& members = scratch.members_;
  const std::size_t count = members.size() - base;
  if (count <= kPairwiseMembers) {
    bool repeated = false;
    for (std::size_t i = base + 1; i < members.size() && !repeated; ++i) {
      for (std::size_t j = base; j < i; ++j) repeated = repeated || members[i].key == members[j].key;
    }
    if (!repeated) return;
  }
  std::vector<std::uint32_t>& order = scratch.order_;
  order.resize(count);
  for (std::uint32_t index = 0; index < count; ++index) order[index] = index;
  const auto key = [&](std::uint32_t index) -> const std::string& { return members[base + index].key; };
  std::sort(order.begin(), order.end(), [&](std::uint32_t left, std::uint32_t right) {
    const int compared = key(left).compare(key(right));
    return compared != 0 ? compared < 0 : left < right;
  });
  std::vector<char> dropped;
  for (std::size_t first = 0; first < count;) {
    std::size_t last = first;
    while (last + 1 < count && key(order[last + 1]) == key(order[first])) ++last;
    if (last > first) {
      dropped.resize(count);
      members[base + order[first]].value = std::move(members[base + order[last]].value);
      for (std::size_t other = first + 1; other <= last; ++other) dropped[order[other]] = 1;
    }
    first = last + 1;
  }
  if (dropped.empty()) return;
  std::size_t kept = base;
  for (std::size_t index = 0; index < count; ++index) {
    if (dropped[index] != 0) continue;
    if (kept != base + index) members[kept] = std::move(members[base + index]);
    ++kept;
  }
  members.resize(kept);
}

// Where the next value belongs: in the outermost place, in the member whose key was read last, or after the last item.
Json& JsonParser::Run::place(Json& root) {
  if (scratch.frames_.empty()) return root;
  return scratch.frames_.back().is_object ? scratch.members_.back().value : scratch.values_.emplace_back();
}

void JsonParser::Run::close(Json& root) {
  ++at;
  const Frame frame = scratch.frames_.back();
  scratch.frames_.pop_back();
  const auto take_from = [&frame](auto& stack, auto& to) {
    const auto first = stack.begin() + static_cast<std::ptrdiff_t>(frame.base);
    to.assign(std::make_move_iterator(first), std::make_move_iterator(stack.end()));
    stack.resize(frame.base);
  };
  // The stack has to shrink before the place of the whole is known.
  if (frame.is_object) {
    keep_last_of_each_key(frame.base);
    JsonObject object;
    take_from(scratch.members_, object.members_);
    place(root) = Json(std::move(object));
  } else {
    JsonArray array;
    take_from(scratch.values_, array);
    place(root) = Json(std::move(array));
  }
}

Json JsonParser::Run::document() {
  if (text.size() > options.max_bytes) {
    fail(at, fmt::format("the text has {} bytes, more than the limit of {}", text.size(), options.max_bytes), {}, {},
         "raise the limit if the text is meant to be this large", ErrorCode::kJsonLimit);
  }
  if (text.starts_with("\xEF\xBB\xBF")) {
    fail(at, "the text begins with a byte-order mark", "plain UTF-8", {}, "remove the first three bytes");
  }
  std::vector<Frame>& frames = scratch.frames_;
  Json root;
  for (;;) {
    skip_space();
    const char next = at == end ? '\0' : *at;
    if (next == '{' || next == '[') {
      open(next == '{');
      skip_space();
      const bool is_empty = at != end && *at == (next == '{' ? '}' : ']');
      if (!is_empty) {
        if (next == '{') begin_key();
        continue;
      }
      close(root);
    } else {
      scalar(place(root));
    }
    // A value is complete: go on in what it stands in, and close whatever ends here.
    for (;;) {
      skip_space();
      if (frames.empty()) {
        if (at != end) unexpected("the end of the text", "one JSON value per text; remove the rest");
        return root;
      }
      const bool in_object = frames.back().is_object;
      if (take(',')) {
        if (in_object) begin_key();
        break;
      }
      if (at == end || *at != (in_object ? '}' : ']')) unexpected(in_object ? "',' or '}'" : "',' or ']'");
      close(root);
    }
  }
}

JsonParser::JsonParser() = default;
JsonParser::~JsonParser() = default;
JsonParser::JsonParser(JsonParser&&) noexcept = default;
JsonParser& JsonParser::operator=(JsonParser&&) noexcept = default;

Json JsonParser::parse(std::string_view text, const ParseOptions& options) {
  values_.clear();
  members_.clear();
  frames_.clear();
  Run run{*this, text, options, text.data(), text.data() + text.size()};
  Json value = run.document();
  if (values_.capacity() > kKeptScratch) values_ = {};
  if (members_.capacity() > kKeptScratch) members_ = {};
  if (order_.capacity() > kKeptScratch) order_ = {};
  return value;
}

Json parse_json(std::string_view text, const ParseOptions& options) {
  thread_local JsonParser parser;
  return parser.parse(text, options);
}

Json load_json(const std::filesystem::path& path, const ParseOptions& options) {
  const std::string text = storage::read_file(path, options.max_bytes);
  ParseOptions named = options;
  named.file = path.string();
  return parse_json(text, named);
}

}  // namespace ophamin::records
