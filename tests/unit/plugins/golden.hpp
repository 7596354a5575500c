// SPDX-License-Identifier: Apache-2.0
//
// The golden values, and how close an implementation has to come to them.
#pragma once

#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <cmath>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include <support/fake_host.hpp>
#include <support/paths.hpp>

namespace ophamin::test {

inline json::value read_json(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE_MESSAGE(file.good(), path);
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  json::parse_options options;
  options.allow_invalid_utf8 = false;
  return json::parse(text, {}, options);
}

inline json::array golden_cases(std::string_view method) {
  return read_json((golden_root() / (std::string(method) + ".json")).string()).at("cases").as_array();
}

/// |actual - expected| <= max(abs, rel |expected|).
struct Tolerance {
  double rel = 0.0;
  double abs = 0.0;
  explicit Tolerance(const json::value& golden_case)
      : rel(to_double(golden_case.at("tolerance").at("rel"))), abs(to_double(golden_case.at("tolerance").at("abs"))) {}

  bool allows(double actual, double expected) const {
    return std::fabs(actual - expected) <= std::max(abs, rel * std::fabs(expected));
  }
};

inline void check_close(const Tolerance& tolerance, const json::value& actual, const json::value& expected, std::string_view what) {
  if (expected.is_array()) {
    REQUIRE_MESSAGE(actual.is_array(), what);
    REQUIRE_MESSAGE(actual.get_array().size() == expected.get_array().size(), what, ": ", json::serialize(actual), " not ",
                    json::serialize(expected));
    for (std::size_t i = 0; i < expected.get_array().size(); ++i) check_close(tolerance, actual.get_array()[i], expected.get_array()[i], what);
    return;
  }
  const double x = to_double(actual);
  const double y = to_double(expected);
  CHECK_MESSAGE(tolerance.allows(x, y), what, ": ", x, " not ", y);
}

inline std::vector<double> doubles(const json::value& values) {
  std::vector<double> out;
  for (const auto& value : values.as_array()) out.push_back(to_double(value));
  return out;
}

/// A component of one of the plugins that ship with the host.
inline const oph_component_t* shipped(std::string_view plugin, oph_kind_t kind, std::string_view name) {
  return find_component(load_plugin((shipped_plugins() / (std::string(plugin) + ".so")).string()), kind, name);
}

}  // namespace ophamin::test
