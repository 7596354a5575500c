// SPDX-License-Identifier: Apache-2.0
#include <ophamin/records/canonical.hpp>

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>
#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/number_text.hpp>

#include "plain_run.hpp"
#include "utf8.hpp"

namespace ophamin::records {
namespace {

[[noreturn]] void not_unicode(std::string_view text, std::size_t at) {
  diagnostics::Diagnostic diagnostic;
  diagnostic.code = diagnostics::ErrorCode::kTextNotUnicode;
  diagnostic.message = fmt::format("a text of {} bytes is not valid UTF-8 at byte {}", text.size(), at);
  diagnostic.expected = "UTF-8";
  diagnostic.found = fmt::format("the byte 0x{:02x}", static_cast<unsigned char>(text[at]));
  diagnostic.mend = "convert the text to UTF-8 where it comes from";
  throw diagnostics::Error(std::move(diagnostic));
}

void append_unicode_escape(std::string& out, std::uint32_t unit) {
  constexpr char kHex[] = "0123456789abcdef";
  const char escape[6] = {'\\', 'u', kHex[unit >> 12 & 0xF], kHex[unit >> 8 & 0xF], kHex[unit >> 4 & 0xF],
                          kHex[unit & 0xF]};
  out.append(escape, sizeof escape);
}

void append_escape(std::string& out, std::uint32_t code_point) {
  switch (code_point) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\b': out += "\\b"; return;
    case '\t': out += "\\t"; return;
    case '\n': out += "\\n"; return;
    case '\f': out += "\\f"; return;
    case '\r': out += "\\r"; return;
    default: break;
  }
  if (code_point < 0x10000) {
    append_unicode_escape(out, code_point);
  } else {
    append_unicode_escape(out, 0xD800u + ((code_point - 0x10000u) >> 10));
    append_unicode_escape(out, 0xDC00u + ((code_point - 0x10000u) & 0x3FFu));
  }
}

void append_integer(std::string& out, std::int64_t value) {
  std::array<char, 24> digits;
  const auto result = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  out.append(digits.data(), result.ptr);
}

// Everything but arrays and objects.
void append_scalar(std::string& out, const Json& value) {
  switch (value.kind()) {
    case Json::Kind::kNull: out += "null"; break;
    case Json::Kind::kBool: out += value.as_bool() ? "true" : "false"; break;
    case Json::Kind::kInt: append_integer(out, value.as_int()); break;
    case Json::Kind::kBigInt: out += value.as_big_int(); break;
    case Json::Kind::kDouble: append_json_double(out, value.as_double()); break;
    case Json::Kind::kString: append_quoted(out, value.as_string()); break;
    default: break;
  }
}

class PrettyWriter {
 public:
  explicit PrettyWriter(std::string& out) : out_(out) {}

  void append(const Json& value) {
    if (value.is_array()) {
      append_items(value.as_array(), '[', ']', [this](const Json& item) { append(item); });
    } else if (value.is_object()) {
      append_items(value.as_object(), '{', '}', [this](const Member& member) {
        append_quoted(out_, member.key);
        out_ += ": ";
        append(member.value);
      });
    } else {
      append_scalar(out_, value);
    }
  }

 private:
  template <typename Items, typename Append>
  void append_items(const Items& items, char open, char close, const Append& append_item) {
    out_ += open;
    if (!items.empty()) {
      depth_ += 1;
      bool first = true;
      for (const auto& item : items) {
        if (!first) out_ += ',';
        first = false;
        new_line();
        append_item(item);
      }
      depth_ -= 1;
      new_line();
    }
    out_ += close;
  }

  void new_line() {
    out_ += '\n';
    out_.append(2 * depth_, ' ');
  }

  std::string& out_;
  std::size_t depth_ = 0;
};

}  // namespace

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  const char* at = text.data();
  const char* const end = at + text.size();
  for (;;) {
    const char* const plain_end = end_of_plain_run(at, end);
    out.append(at, plain_end);
    if (plain_end == end) break;
    auto offset = static_cast<std::size_t>(plain_end - text.data());
    const std::uint32_t code_point = decode_utf8(text, offset);
    if (code_point == kInvalidCodePoint) not_unicode(text, offset);
    append_escape(out, code_point);
    at = text.data() + offset;
  }
  out += '"';
}

std::string_view CanonicalWriter::write(const Json& value, Separators separators) {
  return write_without(value, {}, separators);
}

std::string_view CanonicalWriter::write_without(const Json& value, std::span<const std::string_view> excluded,
                                                Separators separators) {
  item_separator_ = separators == Separators::kCompact ? "," : ", ";
  key_separator_ = separators == Separators::kCompact ? ":" : ": ";
  text_.clear();
  order_.clear();
  if (value.is_object()) {
    append_object(value.as_object(), excluded);
  } else {
    append_value(value);
  }
  return text_;
}

void CanonicalWriter::append_value(const Json& value) {
  if (value.is_object()) {
    append_object(value.as_object(), {});
  } else if (value.is_array()) {
    text_ += '[';
    bool first = true;
    for (const Json& item : value.as_array()) {
      if (!first) text_ += item_separator_;
      first = false;
      append_value(item);
    }
    text_ += ']';
  } else {
    append_scalar(text_, value);
  }
}

// The order of the members is sorted in a stretch of order_ that ends where the next deeper object's begins.
void CanonicalWriter::append_object(const JsonObject& object, std::span<const std::string_view> excluded) {
  const Member* const members = object.begin();
  const std::size_t base = order_.size();
  bool sorted = true;
  for (std::uint32_t index = 0; index < object.size(); ++index) {
    if (std::find(excluded.begin(), excluded.end(), members[index].key) != excluded.end()) continue;
    // Byte order of UTF-8 is code-point order, surrogates included.
    if (order_.size() > base) sorted = sorted && members[order_.back()].key < members[index].key;
    order_.push_back(index);
  }
  const std::size_t count = order_.size() - base;
  if (!sorted) {
    std::sort(order_.begin() + static_cast<std::ptrdiff_t>(base), order_.end(),
              [members](std::uint32_t left, std::uint32_t right) { return members[left].key < members[right].key; });
  }
  text_ += '{';
  for (std::size_t position = 0; position < count; ++position) {
    const Member& member = members[order_[base + position]];
    if (position > 0) text_ += item_separator_;
    append_quoted(text_, member.key);
    text_ += key_separator_;
    append_value(member.value);
  }
  text_ += '}';
  order_.resize(base);
}

std::string canonical(const Json& value, Separators separators) {
  thread_local CanonicalWriter writer;
  return std::string(writer.write(value, separators));
}

std::string pretty(const Json& value) {
  std::string text;
  PrettyWriter(text).append(value);
  return text;
}

}  // namespace ophamin::records
