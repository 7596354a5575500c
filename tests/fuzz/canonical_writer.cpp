// SPDX-License-Identifier: Apache-2.0
//
// Any value, made of the input, through the writers: its text is that of the same value, and of nothing else.
#include <algorithm>
#include <array>
#include <bit>
#include <string>
#include <vector>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/digest.hpp>
#include <ophamin/records/json_parser.hpp>

#include "fuzz.hpp"

using namespace ophamin;
using fuzz::Decisions;
using fuzz::require;
using records::Json;
using records::JsonArray;
using records::JsonObject;

namespace {

struct Made {
  Json value;
  bool all_text_is_unicode = true;
  // Two halves of a character beside one another are read back as that character, which has another place among keys. No
  // parser gives them.
  bool has_split_pair = false;
};

constexpr unsigned kDeepest = 200;

// A surrogate is ED A0..BF xx; a high one ED A0..AF, a low one ED B0..BF.
bool holds_split_pair(std::string_view text) {
  for (std::size_t at = 0; at + 6 <= text.size(); ++at) {
    const auto byte = [&](std::size_t offset) { return static_cast<unsigned char>(text[at + offset]); };
    if (byte(0) == 0xED && (byte(1) & 0xF0u) == 0xA0 && byte(3) == 0xED && (byte(4) & 0xF0u) == 0xB0) return true;
  }
  return false;
}

std::string make_text(Decisions& decisions, Made& made) {
  std::string text(decisions.text(decisions.byte()));
  made.all_text_is_unicode = made.all_text_is_unicode && records::find_invalid_utf8(text, true) == std::string::npos;
  made.has_split_pair = made.has_split_pair || holds_split_pair(text);
  return text;
}

std::string make_digits(Decisions& decisions) {
  std::string digits = decisions.byte() % 2 == 0 ? "-" : "";
  digits += static_cast<char>('1' + decisions.byte() % 9);
  const unsigned more = decisions.byte();
  for (unsigned i = 0; i < more; ++i) digits += static_cast<char>('0' + decisions.byte() % 10);
  return digits;
}

Json make_value(Decisions& decisions, Made& made, unsigned depth) {
  switch (decisions.byte() % (depth < kDeepest ? 9 : 7)) {
    case 0: return nullptr;
    case 1: return decisions.byte() % 2 == 0;
    case 2: return static_cast<std::int64_t>(decisions.word());
    case 3: return Json::big_integer(make_digits(decisions));
    case 4: return std::bit_cast<double>(decisions.word());
    case 5: return std::bit_cast<double>(decisions.word() & 0xFFF0'0000'0000'FFFFu);  // few digits, and powers of two
    case 6: return make_text(decisions, made);
    case 7: {
      JsonArray array;
      for (unsigned n = decisions.byte() % 8; n > 0 && !decisions.empty(); --n) array.push_back(make_value(decisions, made, depth + 1));
      return array;
    }
    default: {
      JsonObject object;
      for (unsigned n = decisions.byte() % 40; n > 0 && !decisions.empty(); --n) {
        std::string key = make_text(decisions, made);
        object.set(key, make_value(decisions, made, depth + 1));
      }
      return object;
    }
  }
}

// Keys in order of their bytes, which is the order of their code points.
Json sorted(const Json& value) {
  if (value.is_array()) {
    JsonArray array;
    for (const Json& item : value.as_array()) array.push_back(sorted(item));
    return array;
  }
  if (!value.is_object()) return value;
  std::vector<records::Member> members;
  for (const records::Member& member : value.as_object()) members.push_back({member.key, sorted(member.value)});
  std::sort(members.begin(), members.end(), [](const auto& a, const auto& b) {
    return std::lexicographical_compare(a.key.begin(), a.key.end(), b.key.begin(), b.key.end(),
                                        [](char x, char y) { return static_cast<unsigned char>(x) < static_cast<unsigned char>(y); });
  });
  JsonObject object;
  for (records::Member& member : members) object.append(member.key, std::move(member.value));
  return object;
}

bool is_one_line_of_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char character) { return character >= 0x20 && character < 0x7F; });
}

void check(const Made& made) {
  const Json& value = made.value;
  const std::string compact = records::canonical(value);
  require(is_one_line_of_ascii(compact), "canonical text is one line of printable ASCII");
  const std::string pretty = records::pretty(value);
  const Json back = records::parse_json(compact), back_from_pretty = records::parse_json(pretty);
  require(records::pretty(back_from_pretty) == pretty, "the pretty text of the pretty text is the same");
  if (!made.has_split_pair) {
    require(back == sorted(value), "canonical text is read back as the same value, its keys in order");
    require(back_from_pretty == value, "pretty text is read back as the same value");
    require(records::canonical(back) == compact, "the canonical text of the canonical text is the same");
    const std::string spaced = records::canonical(value, records::Separators::kSpaced);
    require(records::canonical(records::parse_json(spaced), records::Separators::kSpaced) == spaced, "spaced canonical text is read back");
  }
  if (value.is_object() && !value.as_object().empty()) {
    JsonObject rest = value.as_object();
    const std::string first = rest.begin()->key;
    rest.erase(first);
    const std::array<std::string_view, 1> excluded{first};
    records::CanonicalWriter writer;
    require(writer.write_without(value, excluded) == records::canonical(Json(rest)), "a member that is left out leaves nothing behind");
    require(writer.write(value) == compact, "a writer keeps nothing of the text before");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Decisions decisions(fuzz::text_of(data, size));
  Made made;
  made.value = make_value(decisions, made, 0);
  try {
    check(made);
    require(made.all_text_is_unicode, "text that is no Unicode is refused");
  } catch (const diagnostics::Error& error) {
    require(error.code() == diagnostics::ErrorCode::kTextNotUnicode && !made.all_text_is_unicode, "only text that is no Unicode is refused");
  }
  return 0;
}
