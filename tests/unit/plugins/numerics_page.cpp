// SPDX-License-Identifier: Apache-2.0
#include "numerics_page.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <support/paths.hpp>

namespace ophamin::test {
namespace {

constexpr std::string_view kHeading = "## ";
constexpr double kRounding = 1e-14;
constexpr double kWorse = 10.0;
constexpr double kBetter = 100.0;

const std::string kMend = "write it again: OPHAMIN_UPDATE_GOLDEN=1 build/tests/unit_plugins";

std::string page_path() { return (project_root() / "docs" / "numerics.md").string(); }

std::string read_page() {
  std::ifstream file(page_path(), std::ios::binary);
  REQUIRE_MESSAGE(file.good(), page_path());
  return {std::istreambuf_iterator<char>(file), {}};
}

bool updates() { return std::getenv("OPHAMIN_UPDATE_GOLDEN") != nullptr; }

void write_page(const std::string& text) { std::ofstream(page_path(), std::ios::binary) << text; }

std::vector<std::string_view> split(std::string_view text, std::string_view separator) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0; at <= text.size();) {
    const auto end = std::min(text.find(separator, at), text.size());
    parts.push_back(text.substr(at, end - at));
    at = end + separator.size();
  }
  return parts;
}

std::optional<double> number(std::string_view text) {
  double value = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool same_cell(std::string_view page, std::string_view measured) {
  if (page == measured) return true;
  const auto said = number(page);
  const auto found = number(measured);
  if (!said || !found) return false;
  if (std::max(*said, *found) <= kRounding) return true;
  return *found <= kWorse * *said && *found * kBetter >= *said;
}

bool same_line(std::string_view page, std::string_view measured) {
  constexpr std::size_t kErrorCell = 3;  // what stands before the first bar is a cell, too
  const auto said = split(page, "|");
  const auto found = split(measured, "|");
  if (said.size() != found.size()) return false;
  for (std::size_t i = 0; i < said.size(); ++i) {
    const auto trimmed = [](std::string_view cell) {
      while (cell.starts_with(' ')) cell.remove_prefix(1);
      while (cell.ends_with(' ')) cell.remove_suffix(1);
      return cell;
    };
    if (i == kErrorCell ? !same_cell(trimmed(said[i]), trimmed(found[i])) : said[i] != found[i]) return false;
  }
  return true;
}

// Where the section of `pillar` begins and ends; both where it would begin, if there is none.
std::pair<std::size_t, std::size_t> place(std::string_view page, std::string_view pillar) {
  const auto heading_after = [&](std::size_t from) {
    const auto at = page.find("\n" + std::string(kHeading), from);
    return at == std::string_view::npos ? page.size() : at + 1;
  };
  std::optional<std::size_t> next;
  for (auto at = heading_after(0); at < page.size(); at = heading_after(at)) {
    auto name = page.substr(at + kHeading.size());
    name = name.substr(0, name.find('\n'));
    if (name == pillar) return {at, heading_after(at)};
    if (name > pillar && !next) next = at;
  }
  return {next.value_or(page.size()), next.value_or(page.size())};
}

}  // namespace

std::string short_number(double number) {
  if (number == 0.0) return "0";
  auto text = fmt::format("{:.0e}", number);
  if (const auto zero = text.find("e-0"); zero != std::string::npos) text.erase(zero + 2, 1);
  return text;
}

std::string numerics_section(std::string_view pillar, std::string_view file, const std::vector<NumericsLine>& lines) {
  auto text = fmt::format("{}{}\n\n`tests/golden/{}.json`\n\n", kHeading, pillar, file);
  text += "| case | figures | largest relative error | tolerance |\n| --- | --- | --- | --- |\n";
  for (const auto& line : lines) {
    if (line.said.empty()) {
      text += fmt::format("| {} | {} | {} | {} |\n", line.name, line.figures, short_number(line.largest_error), line.tolerance);
    } else {
      text += fmt::format("| {} | | {} | |\n", line.name, line.said);
    }
  }
  return text;
}

bool same_section(std::string_view page, std::string_view measured) {
  const auto said = split(page, "\n");
  const auto found = split(measured, "\n");
  return std::equal(said.begin(), said.end(), found.begin(), found.end(), same_line);
}

std::string find_section(std::string_view page, std::string_view pillar) {
  const auto [begin, end] = place(page, pillar);
  std::string section(page.substr(begin, end - begin));
  while (section.ends_with("\n\n")) section.pop_back();  // the empty line before the next heading
  return section;
}

std::string with_section(std::string_view page, std::string_view pillar, std::string_view section) {
  const auto [begin, end] = place(page, pillar);
  std::string text(page.substr(0, begin));
  while (!text.empty() && !text.ends_with("\n\n")) text += '\n';
  text += section;
  if (end < page.size() && !section.empty()) text += '\n';
  text += page.substr(end);
  while (text.ends_with("\n\n")) text.pop_back();
  return text;
}

std::vector<std::string> section_names(std::string_view page) {
  std::vector<std::string> names;
  for (const auto line : split(page, "\n")) {
    if (line.starts_with(kHeading)) names.emplace_back(line.substr(kHeading.size()));
  }
  return names;
}

void check_numerics_sections(std::vector<std::string> pillars) {
  std::sort(pillars.begin(), pillars.end());
  auto page = read_page();
  const auto said = section_names(page);
  if (!updates()) {
    CHECK_MESSAGE(said == pillars, "docs/numerics.md has the sections ", fmt::format("{}", fmt::join(said, ", ")), "; tests write ",
                  fmt::format("{}", fmt::join(pillars, ", ")), "; ", kMend);
    return;
  }
  for (const auto& name : said) {
    if (!std::binary_search(pillars.begin(), pillars.end(), name)) page = with_section(page, name, "");
  }
  write_page(page);
}

void check_numerics_section(std::string_view pillar, std::string_view file, const std::vector<NumericsLine>& lines) {
  const auto page = read_page();
  const auto measured = numerics_section(pillar, file, lines);
  const auto said = find_section(page, pillar);
  if (same_section(said, measured)) return;
  if (updates()) return write_page(with_section(page, pillar, measured));
  FAIL_CHECK("docs/numerics.md says something else of ", std::string(pillar), "; ", kMend, "\nthe page:\n", said, "\nmeasured:\n", measured);
}

}  // namespace ophamin::test
