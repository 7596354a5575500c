// SPDX-License-Identifier: Apache-2.0
#include "substrates_page.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "component_text.hpp"

namespace ophamin::cli {
namespace {

// A bar would end a cell.
std::string cell(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '|') escaped += '\\';
    escaped += c == '\n' ? ' ' : c;
  }
  return escaped;
}

}  // namespace

std::string parameter_table(std::string_view schema) {
  std::string table = "| parameter | is | says |\n| --- | --- | --- |\n";
  for (const ParameterRow& row : parameter_rows(schema)) {
    std::vector<std::string> facts{row.type};
    if (!row.allowed.empty()) facts.push_back(row.allowed);
    if (row.required) facts.emplace_back("**required**");
    if (!row.fallback.empty()) facts.push_back(fmt::format("default `{}`", row.fallback));
    table += fmt::format("| `{}` | {} | {} |\n", row.name, cell(fmt::format("{}", fmt::join(facts, "; "))), cell(row.help));
  }
  return table;
}

std::string substrates_page(const std::vector<const registry::Component*>& substrates) {
  std::string page;
  for (const registry::Component* substrate : substrates) {
    if (!page.empty()) page += '\n';
    page += fmt::format("## {}\n\n{}", substrate->name, parameter_table(substrate->parameters_schema));
  }
  return page;
}

}  // namespace ophamin::cli
