// SPDX-License-Identifier: Apache-2.0
#include <ophamin/guests/component_parameters.hpp>

#include <doctest/doctest.h>

#include <fixtures/guests/guest_registry.hpp>
#include <ophamin/guests/plugin_errors.hpp>

using namespace ophamin;
using diagnostics::ErrorCode;

TEST_CASE("parameters are completed, or every problem is told at once") {
  const auto& arithmetic = test::guest(OPH_SUBSTRATE, "arithmetic");
  const auto complete = guests::complete_parameters(arithmetic, {{"scale", 2}});
  CHECK(complete.at("scale").as_double() == 2.0);
  CHECK(complete.at("noise").as_bool() == false);
  CHECK(guests::complete_cycle_parameters(arithmetic, {}).at("offset").as_int64() == 0);

  const auto error = test::check_error(ErrorCode::kParameterSchemaViolation, "substrate arithmetic",
                                       [&] { guests::complete_parameters(arithmetic, {{"scael", 1}, {"noise", 3}}); });
  CHECK(error.diagnostics().size() == 2);
  CHECK(error.exit_code() == 2);
  test::check_error(ErrorCode::kParameterSchemaViolation, "cycle parameter",
                    [&] { guests::complete_cycle_parameters(arithmetic, {{"offset", "three"}}); });
  // A schema that is empty allows nothing.
  test::check_error(ErrorCode::kParameterSchemaViolation, "pillar test.mean",
                    [&] { guests::complete_parameters(test::guest(OPH_PILLAR, "test.mean"), {{"level", 1}}); });
}

TEST_CASE("parameters are lent as typed values") {
  const auto& arithmetic = test::guest(OPH_SUBSTRATE, "arithmetic");
  const auto tree = guests::lend_parameters(arithmetic, {{"scale", 2.5}, {"journal", "x"}});
  REQUIRE(tree.get() != nullptr);
  CHECK(tree.get()->type == OPH_OBJECT);
  CHECK(tree.get()->count == 2);
  test::check_error(ErrorCode::kParameterSchemaViolation, "scale",
                    [&] { guests::lend_parameters(arithmetic, {{"scale", std::uint64_t{18446744073709551615u}}}); });
}

TEST_CASE("a component that is not there is told with near names") {
  const auto error = test::check_error(ErrorCode::kComponentNotFound, "no loaded plugin offers the pillar 'test.meen'",
                                       [] { guests::get_component(test::guests_registry(), OPH_PILLAR, "test.meen"); });
  CHECK(error.exit_code() == 3);
  REQUIRE_FALSE(error.diagnostics().front().suggestions.empty());
  CHECK(error.diagnostics().front().suggestions.front() == "test.mean");
}
