// SPDX-License-Identifier: Apache-2.0
//
// The golden values: how close an implementation has to come to them, and how close it comes (docs/numerics.md).
//
//     const GoldenMethod kSrm("O.srm", "srm");  // the pillar, the file in tests/golden
//
//     TEST_CASE("O.srm meets the golden values") {
//       GoldenReport report(kSrm);
//       for (const auto& golden_case : report.cases()) {
//         const auto rows = run(golden_case.at("input"));
//         if (is_undefined(golden_case)) report.undefined(golden_case, rows);
//         else report.meets(golden_case, rows.front().detail);  // the names of `expected`; more names do no harm
//       }
//       report.finish();
//     }
#pragma once

#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <support/fake_host.hpp>
#include <support/paths.hpp>

#include "numerics_page.hpp"

namespace ophamin::test {

json::value read_json(const std::string& path);

/// All cases of tests/golden/FILE.json.
json::array golden_cases(std::string_view file);

std::string_view name_of(const json::value& golden_case);

/// True if the case has to be refused, or said to be undefined.
bool is_undefined(const json::value& golden_case);

/// |actual - expected| <= max(abs, rel |expected|); NaN meets NaN, an infinity itself.
struct Tolerance {
  double rel = 0.0;
  double abs = 0.0;

  bool allows(double actual, double expected) const;
  /// The error relative to `expected`, or to abs / rel where that is larger: at most `rel` if the tolerance allows it.
  double relative_error(double actual, double expected) const;
};

/// Of the whole case, without its `fields`.
Tolerance tolerance_of(const json::value& golden_case);

/// What a walk through `expected` found.
struct Comparison {
  std::size_t figures = 0;               ///< numbers, texts, booleans and nulls that were compared
  double largest_error = 0.0;            ///< relative, of all numbers
  std::vector<std::string> differences;  ///< every place where `actual` is not what was expected
};

/// Holds `actual` against the `expected` of the case: numbers to the tolerance of their nearest key, numbers that are written
/// as integers (counts, indices, degrees of freedom), texts, booleans and nulls exactly, lists item by item.
Comparison compare_golden(const json::value& golden_case, const json::value& actual);

std::vector<double> doubles(const json::value& values);

/// A component of one of the plugins that ship with the host.
const oph_component_t* shipped(std::string_view plugin, oph_kind_t kind, std::string_view name);

/// True if the host would refuse these parameters by the component's schema, before the component sees them.
bool schema_refuses(const oph_component_t* component, const json::object& params);

/// A pillar that is held against golden values: a section of docs/numerics.md. One object of static lifetime for each.
class GoldenMethod {
 public:
  /// `file`: the cases, tests/golden/FILE.json.
  GoldenMethod(std::string_view pillar, std::string_view file);

  const std::string& pillar() const { return pillar_; }
  const std::string& file() const { return file_; }

  /// The pillars of all such objects.
  static const std::vector<std::string>& all();

 private:
  std::string pillar_;
  std::string file_;
};

/// Checks the cases of one method and collects their lines of the page. A case that is checked several times (two readings of
/// a rule, two ways to come by a figure) has one line.
class GoldenReport {
 public:
  explicit GoldenReport(const GoldenMethod& method);

  /// All cases of the method's file; leave out what belongs to other pillars.
  const json::array& cases() const { return cases_; }

  /// `actual` is what the case expects.
  void meets(const json::value& golden_case, const json::value& actual);
  /// Every row says that it is undefined, and why.
  void undefined(const json::value& golden_case, const std::vector<Row>& rows);
  /// `refused` is true: the parameters or the data were refused with an error.
  void refused(const json::value& golden_case, bool refused);
  /// A case without figures to compare: `what` was demanded, and `holds`.
  void holds(const json::value& golden_case, bool holds, std::string_view what);

  /// Compares the section with docs/numerics.md.
  void finish();

 private:
  NumericsLine& line(const json::value& golden_case);

  const GoldenMethod& method_;
  json::array cases_;
  std::vector<NumericsLine> lines_;
};

}  // namespace ophamin::test
