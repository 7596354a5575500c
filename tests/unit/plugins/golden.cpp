// SPDX-License-Identifier: Apache-2.0
#include "golden.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>

#include <ophamin/registry/parameters.hpp>

namespace ophamin::test {
namespace {

// A number, or one of the texts that stand for what JSON does not have.
bool is_number(const json::value& value) {
  if (value.is_number()) return true;
  return value.is_string() && (value.get_string() == "NaN" || value.get_string() == "Infinity" || value.get_string() == "-Infinity");
}

class Walk {
 public:
  explicit Walk(const json::value& golden_case) : tolerance_(tolerance_of(golden_case)) {
    if (const auto* fields = golden_case.at("tolerance").as_object().if_contains("fields")) fields_ = fields->as_object();
  }

  void compare(const json::value& actual, const json::value& expected, const std::string& path, std::string_view key) {
    if (expected.is_object()) return compare_objects(actual, expected.get_object(), path);
    if (expected.is_array()) return compare_arrays(actual, expected.get_array(), path, key);
    ++found.figures;
    if (!is_number(expected)) return demand(actual == expected, actual, expected, path);
    if (!is_number(actual)) return demand(false, actual, expected, path);
    const double x = to_double(actual);
    const double y = to_double(expected);
    if (expected.is_int64() || expected.is_uint64()) return demand(x == y, actual, expected, path);
    const auto tolerance = tolerance_for(key);
    found.largest_error = std::max(found.largest_error, tolerance.relative_error(x, y));
    demand(tolerance.allows(x, y), actual, expected, path);
  }

  Comparison found;

 private:
  void compare_objects(const json::value& actual, const json::object& expected, const std::string& path) {
    if (!actual.is_object()) return demand(false, actual, expected, path);
    for (const auto& [key, wanted] : expected) {
      const auto where = path + "/" + std::string(key);
      if (const auto* got = actual.get_object().if_contains(key)) {
        compare(*got, wanted, where, key);
      } else {
        ++found.figures;
        found.differences.push_back(where + ": missing");
      }
    }
  }
  void compare_arrays(const json::value& actual, const json::array& expected, const std::string& path, std::string_view key) {
    if (!actual.is_array() || actual.get_array().size() != expected.size()) return demand(false, actual, expected, path);
    if (expected.empty()) ++found.figures;
    for (std::size_t i = 0; i < expected.size(); ++i) {
      compare(actual.get_array()[i], expected[i], path + "/" + std::to_string(i), key);
    }
  }
  Tolerance tolerance_for(std::string_view key) const {
    const auto* field = fields_.if_contains(key);
    return field != nullptr ? Tolerance{to_double(field->at("rel")), to_double(field->at("abs"))} : tolerance_;
  }
  void demand(bool holds, const json::value& actual, const json::value& expected, const std::string& path) {
    if (!holds) found.differences.push_back(path + ": " + json::serialize(actual) + " not " + json::serialize(expected));
  }

  Tolerance tolerance_;
  json::object fields_;
};

std::vector<std::string>& methods() {
  static std::vector<std::string> all;
  return all;
}

std::string tolerance_text(const json::value& golden_case) {
  const auto tolerance = tolerance_of(golden_case);
  auto text = tolerance.rel == 0.0 && tolerance.abs != 0.0 ? "absolute " + short_number(tolerance.abs) : short_number(tolerance.rel);
  if (const auto* fields = golden_case.at("tolerance").as_object().if_contains("fields")) {
    for (const auto& [key, field] : fields->as_object()) text += ", " + std::string(key) + " " + short_number(to_double(field.at("rel")));
  }
  return text;
}

}  // namespace

json::value read_json(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE_MESSAGE(file.good(), path);
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  return json::parse(text);
}

json::array golden_cases(std::string_view file) {
  return read_json((golden_root() / (std::string(file) + ".json")).string()).at("cases").as_array();
}

std::string_view name_of(const json::value& golden_case) { return golden_case.at("name").as_string(); }

bool is_undefined(const json::value& golden_case) { return golden_case.at("expected").as_object().contains("undefined"); }

bool Tolerance::allows(double actual, double expected) const {
  if (std::isnan(expected)) return std::isnan(actual);
  if (std::isinf(expected)) return actual == expected;
  return std::fabs(actual - expected) <= std::max(abs, rel * std::fabs(expected));
}

double Tolerance::relative_error(double actual, double expected) const {
  if (actual == expected || (std::isnan(actual) && std::isnan(expected))) return 0.0;
  return std::fabs(actual - expected) / std::max(std::fabs(expected), rel > 0.0 ? abs / rel : abs);
}

Tolerance tolerance_of(const json::value& golden_case) {
  const auto& tolerance = golden_case.at("tolerance");
  return {to_double(tolerance.at("rel")), to_double(tolerance.at("abs"))};
}

Comparison compare_golden(const json::value& golden_case, const json::value& actual) {
  Walk walk(golden_case);
  walk.compare(actual, golden_case.at("expected"), "", "");
  return walk.found;
}

std::vector<double> doubles(const json::value& values) {
  std::vector<double> out;
  for (const auto& value : values.as_array()) out.push_back(to_double(value));
  return out;
}

const oph_component_t* shipped(std::string_view plugin, oph_kind_t kind, std::string_view name) {
  return find_component(load_plugin((shipped_plugins() / (std::string(plugin) + ".so")).string()), kind, name);
}

bool schema_refuses(const oph_component_t* component, const json::object& params) {
  return !registry::resolve(view(component->parameters_schema), params).problems.empty();
}

GoldenMethod::GoldenMethod(std::string_view pillar, std::string_view file) : pillar_(pillar), file_(file) {
  methods().push_back(pillar_);
}

const std::vector<std::string>& GoldenMethod::all() { return methods(); }

GoldenReport::GoldenReport(const GoldenMethod& method) : method_(method), cases_(golden_cases(method.file())) {}

NumericsLine& GoldenReport::line(const json::value& golden_case) {
  const auto name = name_of(golden_case);
  const auto at = std::find_if(lines_.begin(), lines_.end(), [&](const NumericsLine& line) { return line.name == name; });
  if (at != lines_.end()) return *at;
  auto& line = lines_.emplace_back();
  line.name = name;
  line.tolerance = tolerance_text(golden_case);
  return line;
}

void GoldenReport::meets(const json::value& golden_case, const json::value& actual) {
  const auto found = compare_golden(golden_case, actual);
  for (const auto& difference : found.differences) FAIL_CHECK(name_of(golden_case), difference);
  auto& row = line(golden_case);
  row.figures += found.figures;
  row.largest_error = std::max(row.largest_error, found.largest_error);
}

void GoldenReport::undefined(const json::value& golden_case, const std::vector<Row>& rows) {
  CAPTURE(std::string(name_of(golden_case)));
  CHECK(is_undefined(golden_case));
  CHECK(!rows.empty());
  for (const auto& row : rows) {
    CHECK(row.undefined());
    CHECK(!row.reason.empty());
  }
  line(golden_case).said = "undefined";
}

void GoldenReport::refused(const json::value& golden_case, bool refused) {
  CHECK(is_undefined(golden_case));
  CHECK_MESSAGE(refused, name_of(golden_case));
  line(golden_case).said = "refused";
}

void GoldenReport::holds(const json::value& golden_case, bool holds, std::string_view what) {
  CHECK_MESSAGE(holds, name_of(golden_case), ": ", what);
  line(golden_case).said = what;
}

void GoldenReport::finish() {
  REQUIRE(!lines_.empty());
  check_numerics_section(method_.pillar(), method_.file(), lines_);
}

}  // namespace ophamin::test
