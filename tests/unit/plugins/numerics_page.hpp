// SPDX-License-Identifier: Apache-2.0
//
// docs/numerics.md: one section for each pillar that has golden values. Its text above the first section is written by hand.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ophamin::test {

/// A golden case on the page.
struct NumericsLine {
  std::string name;
  std::size_t figures = 0;     ///< compared
  double largest_error = 0.0;  ///< relative
  std::string said;            ///< for a case without figures: `undefined`, `refused`, or what was demanded
  std::string tolerance;
};

/// A number in as few characters as one digit needs: 3e-16, 0.
std::string short_number(double number);

/// The section as it stands on the page.
std::string numerics_section(std::string_view pillar, std::string_view file, const std::vector<NumericsLine>& lines);

/// True if the two sections say the same of this and of any other machine: equal but for the errors, and no error of `measured`
/// more than ten times the one of `page`, or a hundred times below it. Errors up to 1e-14 are rounding, and all alike.
bool same_section(std::string_view page, std::string_view measured);

/// The section of the page, heading included; empty if there is none.
std::string find_section(std::string_view page, std::string_view pillar);

/// `page` with the section in its place: sections are sorted by pillar.
std::string with_section(std::string_view page, std::string_view pillar, std::string_view section);

/// The pillars of the page's sections, in order.
std::vector<std::string> section_names(std::string_view page);

// What follows fails the running test if docs/numerics.md says something else. With OPHAMIN_UPDATE_GOLDEN=1 the page is
// written instead.

/// The page has sections for these pillars and no others.
void check_numerics_sections(std::vector<std::string> pillars);

void check_numerics_section(std::string_view pillar, std::string_view file, const std::vector<NumericsLine>& lines);

}  // namespace ophamin::test
