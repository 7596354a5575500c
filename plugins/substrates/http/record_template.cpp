// SPDX-License-Identifier: Apache-2.0
#include "record_template.hpp"

#include <charconv>
#include <string>

#include <ophamin/failure.hpp>

namespace ophamin::http {
namespace {

constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_";
constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kHexDigits = "0123456789ABCDEF";

bool is_in(std::string_view set, char c) noexcept { return set.find(c) != std::string_view::npos; }

// The name in braces at `at`, or nothing.
std::string_view name_at(std::string_view text, std::size_t at) {
  const auto end = text.find('}', at);
  if (end == std::string_view::npos) return {};
  const auto name = text.substr(at + 1, end - at - 1);
  if (name.empty() || !is_in(kLetters, name.front())) return {};
  for (const char c : name) {
    if (!is_in(kLetters, c) && !is_in(kDigits, c) && c != '.' && c != '-') return {};
  }
  return name;
}

void append_escaped(std::string& out, std::string_view value, Escape escape) {
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    switch (escape) {
      case Escape::kNone: out += c; break;
      case Escape::kJson:
        if (c == '"' || c == '\\') {
          out += '\\';
          out += c;
        } else if (byte < 0x20) {
          out += "\\u00";
          out += kHexDigits[byte >> 4];
          out += kHexDigits[byte & 15];
        } else {
          out += c;
        }
        break;
      case Escape::kPercent:  // all but the unreserved characters of RFC 3986, section 2.3
        if (is_in(kLetters, c) || is_in(kDigits, c) || c == '-' || c == '.' || c == '~') {
          out += c;
        } else {
          out += '%';
          out += kHexDigits[byte >> 4];
          out += kHexDigits[byte & 15];
        }
        break;
    }
  }
}

std::string words(const sdk::Value& value, std::string_view name) {
  if (value.is_text()) return std::string(value.text());
  if (value.is_boolean()) return value.boolean() ? "true" : "false";
  if (value.is_integer()) return std::to_string(value.integer());
  if (value.is_number()) {
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof digits, value.number()).ptr;
    return std::string(digits, end);
  }
  if (value.is_null()) return {};
  throw sdk::CycleFailure("{" + std::string(name) + "}: expected a text, a number or a boolean, found " +
                          std::string(sdk::type_name(value.type())) + " in the record");
}

[[noreturn]] void refuse(const sdk::Record& record, std::string_view name) {
  std::string known = "{id}, {text}, {raw}";
  const auto attributes = record.attributes();
  for (std::size_t i = 0; i < attributes.size(); ++i) known += ", {" + std::string(attributes.key(i)) + "}";
  throw sdk::CycleFailure("the record has no value for {" + std::string(name) + "}; expected one of " + known);
}

}  // namespace

RecordTemplate::RecordTemplate(std::string_view text) {
  std::string literal;
  for (std::size_t at = 0; at < text.size();) {
    const auto name = text[at] == '{' ? name_at(text, at) : std::string_view{};
    if (name.empty()) {
      literal += text[at++];
      continue;
    }
    if (!literal.empty()) pieces_.push_back({std::exchange(literal, {}), false});
    pieces_.push_back({std::string(name), true});
    at += name.size() + 2;
  }
  if (!literal.empty()) pieces_.push_back({literal, false});
}

void RecordTemplate::fill(const sdk::Record& record, Escape escape, std::string& out) const {
  for (const auto& piece : pieces_) {
    if (!piece.is_name) {
      out += piece.text;
    } else if (piece.text == "id") {
      append_escaped(out, record.id(), escape);
    } else if (piece.text == "text") {
      append_escaped(out, record.text(), escape);
    } else if (piece.text == "raw") {
      append_escaped(out, record.bytes(), escape == Escape::kPercent ? escape : Escape::kNone);
    } else if (record.attributes().contains(piece.text)) {
      append_escaped(out, words(record.attribute(piece.text), piece.text), escape);
    } else {
      refuse(record, piece.text);
    }
  }
}

}  // namespace ophamin::http
