// SPDX-License-Identifier: Apache-2.0
#include "document.hpp"

#include <algorithm>
#include <sstream>
#include <stdexcept>
#include <tuple>

#include <fmt/format.h>

#include <ophamin/records/canonical.hpp>

#include "toml_library.hpp"

namespace ophamin::campaign {
namespace {

using diagnostics::Diagnostic;
using diagnostics::Error;
using diagnostics::ErrorCode;

constexpr std::size_t kShownCharacters = 60;

SourcePoint point_of(const toml::source_region& region, const std::string& given) {
  if (!given.empty()) return {.given = given};
  return {.line = region.begin.line, .column = region.begin.column};
}

std::string date_text(const toml::node& node) {
  std::ostringstream out;
  if (const auto* date = node.as_date()) out << date->get();
  else if (const auto* time = node.as_time()) out << time->get();
  else if (const auto* both = node.as_date_time()) out << both->get();
  return out.str();
}

Item convert(const toml::node& node, const std::string& given);

// The library sorts keys by name; sweeps vary in the order in which they were written.
std::vector<Field> convert_members(const toml::table& table, const std::string& given) {
  std::vector<std::pair<const toml::key*, const toml::node*>> written;
  for (const auto& [key, value] : table) written.emplace_back(&key, &value);
  std::stable_sort(written.begin(), written.end(), [](const auto& left, const auto& right) {
    const toml::source_position a = left.first->source().begin;
    const toml::source_position b = right.first->source().begin;
    return std::tie(a.line, a.column) < std::tie(b.line, b.column);
  });
  std::vector<Field> members;
  members.reserve(written.size());
  for (const auto& [key, value] : written)
    members.push_back({.key = std::string(key->str()), .at = point_of(key->source(), given), .value = convert(*value, given)});
  return members;
}

Item convert(const toml::node& node, const std::string& given) {
  Item item;
  item.at = point_of(node.source(), given);
  switch (node.type()) {
    case toml::node_type::table:
      item.kind = Item::Kind::kTable;
      item.members = convert_members(*node.as_table(), given);
      break;
    case toml::node_type::array:
      item.kind = Item::Kind::kArray;
      for (const auto& value : *node.as_array()) item.items.push_back(convert(value, given));
      break;
    case toml::node_type::string:
      item.kind = Item::Kind::kText;
      item.text = node.as_string()->get();
      break;
    case toml::node_type::integer:
      item.kind = Item::Kind::kInteger;
      item.integer = node.as_integer()->get();
      break;
    case toml::node_type::floating_point:
      item.kind = Item::Kind::kFloat;
      item.real = node.as_floating_point()->get();
      break;
    case toml::node_type::boolean:
      item.kind = Item::Kind::kBoolean;
      item.boolean = node.as_boolean()->get();
      break;
    default:
      item.kind = Item::Kind::kDate;
      item.text = date_text(node);
      break;
  }
  return item;
}

void refuse_invalid_utf8(std::string_view text, const std::string& file) {
  const std::size_t bad = records::find_invalid_utf8(text);
  if (bad == std::string_view::npos) return;
  const std::string_view before = text.substr(0, bad);
  const std::size_t line_start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  const auto characters = std::count_if(before.begin() + static_cast<std::ptrdiff_t>(line_start), before.end(),
                                        [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
  throw Error(Diagnostic{
      .code = ErrorCode::kManifestSyntax,
      .message = "the manifest is not valid UTF-8",
      .expected = "UTF-8 text",
      .found = fmt::format("the byte 0x{:02X} at offset {}", static_cast<unsigned char>(text[bad]), bad),
      .mend = "save the file as UTF-8",
      .place = {.file = file,
                .line = static_cast<std::uint32_t>(1 + std::count(before.begin(), before.end(), '\n')),
                .column = static_cast<std::uint32_t>(1 + characters)}});
}

bool parses(std::string_view text) {
  try {
    static_cast<void>(toml::parse(text));
    return true;
  } catch (const toml::parse_error&) {
    return true;
  } catch (const TomlAssumptionBroken&) {
    return false;
  }
}

// The parser gave up without saying where: at the first line whose end it does not reach.
[[noreturn]] void refuse_unplaced(std::string_view text, const std::string& file) {
  std::uint32_t line = 1;
  for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n', end + 1), ++line)
    if (!parses(text.substr(0, end))) break;
  throw Error(Diagnostic{.code = ErrorCode::kManifestSyntax,
                         .message = "the line cannot be read as TOML",
                         .expected = "a key, or a table in brackets",
                         .place = SourceMap(file, text).place({.line = line, .column = 1})});
}

[[noreturn]] void refuse_override(const std::string& text, std::string message, std::string expected, std::string mend) {
  throw Error(Diagnostic{.code = ErrorCode::kSetOverrideInvalid,
                         .message = std::move(message),
                         .expected = std::move(expected),
                         .mend = std::move(mend),
                         .place = {.file = "--set " + text}});
}

std::vector<std::string> override_path(std::string_view key, const std::string& text) {
  std::vector<std::string> path;
  try {
    // Only a key may stand here: with a line break it could be a document of its own.
    if (key.find_first_of("\n\r") != std::string_view::npos) throw std::invalid_argument("more than a key");
    const toml::table parsed = toml::parse(fmt::format("{} = 0", key));
    const toml::table* level = &parsed;
    while (level != nullptr && level->size() == 1) {
      path.emplace_back(level->begin()->first.str());
      const toml::node& next = level->begin()->second;
      if (!next.is_table()) return path;
      level = next.as_table();
    }
  } catch (const std::exception&) {
  }
  refuse_override(text, fmt::format("{} is no dotted key", in_quotes(key)), "KEY=VALUE, such as campaign.seed=7",
                  "put quotes around a part that holds other characters than letters, digits, '_' and '-'");
}

Item override_value(std::string_view value, const std::string& given) {
  try {
    const toml::table parsed = toml::parse(fmt::format("value = {}", value));
    if (parsed.size() == 1) return convert(*parsed.get("value"), given);
  } catch (const toml::parse_error&) {
  } catch (const TomlAssumptionBroken&) {
  }
  Item text;
  text.kind = Item::Kind::kText;
  text.text = value;
  text.at.given = given;
  return text;
}

Item* element(Item& array, const std::string& part, const std::string& override_text) {
  const bool is_index = part.size() <= 9 && std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (is_index) {
    if (const auto index = static_cast<std::size_t>(std::stoul(part)); index < array.items.size())
      return &array.items[index];
  }
  Item* found = nullptr;
  for (const char* naming : {"name", "use"}) {
    for (Item& item : array.items) {
      const Field* name = item.find(naming);
      if (name == nullptr || name->value.kind != Item::Kind::kText || name->value.text != part) continue;
      if (found != nullptr)
        refuse_override(override_text, fmt::format("{} names more than one entry", in_quotes(part)), "one entry",
                        "name the entry by its index, counted from 0");
      found = &item;
    }
    if (found != nullptr) return found;
  }
  refuse_override(override_text, fmt::format("there is no entry {}", in_quotes(part)),
                  fmt::format("an index below {}, or the name of an entry", array.items.size()),
                  "name an entry that the manifest declares");
}

}  // namespace

const Field* Item::find(std::string_view key) const noexcept {
  const auto found = std::find_if(members.begin(), members.end(), [&](const Field& field) { return field.key == key; });
  return found == members.end() ? nullptr : &*found;
}

Field* Item::find(std::string_view key) noexcept {
  const auto found = std::find_if(members.begin(), members.end(), [&](const Field& field) { return field.key == key; });
  return found == members.end() ? nullptr : &*found;
}

std::string_view kind_name(Item::Kind kind) noexcept {
  switch (kind) {
    case Item::Kind::kTable: return "a table";
    case Item::Kind::kArray: return "an array";
    case Item::Kind::kText: return "a text";
    case Item::Kind::kInteger: return "an integer";
    case Item::Kind::kFloat: return "a number";
    case Item::Kind::kBoolean: return "a boolean";
    case Item::Kind::kDate: return "a date or time";
  }
  return "a value";
}

std::string in_quotes(std::string_view text) {
  std::size_t end = 0;
  std::size_t characters = 0;
  while (end < text.size() && characters < kShownCharacters) {
    ++end;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
    ++characters;
  }
  std::string shown = "'";
  for (const char c : text.substr(0, end)) {
    if (static_cast<unsigned char>(c) < 0x20U || c == 0x7F) shown += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    else shown += c;
  }
  return shown + (end < text.size() ? "...'" : "'");
}

std::string describe_item(const Item& item) {
  switch (item.kind) {
    case Item::Kind::kText: return fmt::format("the text {}", in_quotes(item.text));
    case Item::Kind::kInteger: return fmt::format("the integer {}", item.integer);
    case Item::Kind::kFloat: return fmt::format("the number {}", item.real);
    case Item::Kind::kBoolean: return item.boolean ? "the boolean true" : "the boolean false";
    case Item::Kind::kDate: return fmt::format("the date or time {}", item.text);
    case Item::Kind::kTable: return item.members.empty() ? "an empty table" : "a table";
    case Item::Kind::kArray: return item.items.empty() ? "an empty array" : "an array";
  }
  return std::string(kind_name(item.kind));
}

Item parse_document(std::string_view text, const std::string& file) {
  refuse_invalid_utf8(text, file);
  try {
    return convert(toml::parse(text, file), {});
  } catch (const toml::parse_error& error) {
    const SourcePoint point = point_of(error.source(), {});
    throw Error(Diagnostic{.code = ErrorCode::kManifestSyntax,
                           .message = std::string(error.description()),
                           .place = SourceMap(file, text).place(point)});
  } catch (const TomlAssumptionBroken&) {
    refuse_unplaced(text, file);
  }
}

void apply_override(Item& root, const std::string& override_text) {
  const std::size_t equals = [&] {
    // A quoted part of the key may hold '='.
    bool inside = false;
    for (std::size_t i = 0; i < override_text.size(); ++i) {
      if (override_text[i] == '"') inside = !inside;
      if (override_text[i] == '=' && !inside) return i;
    }
    return std::string::npos;
  }();
  if (equals == std::string::npos || equals == 0)
    refuse_override(override_text, "an override needs a key, '=' and a value", "KEY=VALUE, such as campaign.seed=7",
                    "write the key, '=' and the value as one argument");
  if (records::find_invalid_utf8(override_text) != std::string_view::npos)
    refuse_override(override_text, "the override is not valid UTF-8", "UTF-8 text", "use a UTF-8 locale");

  const std::string given = "--set " + override_text;
  const std::vector<std::string> path = override_path(std::string_view(override_text).substr(0, equals), override_text);
  Item value = override_value(std::string_view(override_text).substr(equals + 1), given);

  Item* level = &root;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const bool last = i + 1 == path.size();
    if (level->kind == Item::Kind::kArray) {
      level = element(*level, path[i], override_text);
      if (last) *level = std::move(value);
      continue;
    }
    if (level->kind != Item::Kind::kTable)
      refuse_override(override_text, fmt::format("{} lies below {}, which has no keys", in_quotes(path[i]), describe_item(*level)),
                      "a key of a table", "shorten the key, or override the whole value");
    Field* field = level->find(path[i]);
    if (field == nullptr) {
      Item table;
      table.at.given = given;
      level->members.push_back({.key = path[i], .at = {.given = given}, .value = std::move(table)});
      field = &level->members.back();
    }
    if (last) {
      field->at = {.given = given};
      field->value = std::move(value);
    }
    level = &field->value;
  }
}

}  // namespace ophamin::campaign
