// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <ophamin/registry/violation.hpp>

using namespace ophamin::registry;

namespace {

Violation sample() {
  return {.rule = "OPH-ABI-5",
          .error = ErrorKind::kPluginProtocolViolationError,
          .file = "/x/spc.so",
          .component = "pillar O.spc",
          .expected = "compute",
          .found = "a null pointer",
          .mend = "implement it"};
}

}  // namespace

TEST_CASE("text has one line for each part that is set") {
  CHECK(to_text(sample()) ==
        "PluginProtocolViolationError OPH-ABI-5: /x/spc.so: pillar O.spc\n"
        "    expected: compute\n"
        "    found: a null pointer\n"
        "    mend: implement it");
  Violation bare;
  bare.rule = "OPH-HOST-2";
  bare.file = "/x";
  bare.optional = true;
  CHECK(to_text(bare) == "PluginLoadError OPH-HOST-2: /x (optional)");
}

TEST_CASE("text from a plugin cannot reach the terminal raw") {
  Violation hostile = sample();
  hostile.file = std::string("/x/\x1b[31m\xff.so");
  CHECK(to_text(hostile).find("/x/\\x1b[31m\\xff.so") != std::string::npos);
}

TEST_CASE("JSON has the same figures") {
  const Violation list[] = {sample()};
  const boost::json::value value = boost::json::parse(to_json(list));
  const boost::json::object& object = value.at(0).as_object();
  CHECK(object.at("rule") == "OPH-ABI-5");
  CHECK(object.at("error") == "PluginProtocolViolationError");
  CHECK(object.at("file") == "/x/spc.so");
  CHECK(object.at("component") == "pillar O.spc");
  CHECK(object.at("expected") == "compute");
  CHECK(object.at("found") == "a null pointer");
  CHECK(object.at("mend") == "implement it");
  CHECK(object.at("optional") == false);
}

TEST_CASE("errors keep the names that users know") {
  CHECK(name(ErrorKind::kPluginLoadError) == "PluginLoadError");
  CHECK(name(ErrorKind::kPluginPolicyError) == "PluginPolicyError");
  CHECK(name(ErrorKind::kPluginProtocolViolationError) == "PluginProtocolViolationError");
  CHECK(name(ErrorKind::kDuplicatePluginError) == "DuplicatePluginError");
  CHECK(name(ErrorKind::kDuplicateScenarioNameError) == "DuplicateScenarioNameError");
  CHECK(name(ErrorKind::kScenarioNameNotOverriddenError) == "ScenarioNameNotOverriddenError");
  CHECK(name(ErrorKind::kScenarioMetadataMissingError) == "ScenarioMetadataMissingError");
}

TEST_CASE("an error carries its violations") {
  const RegistryError error({sample(), sample()});
  CHECK(error.violations().size() == 2);
  CHECK(std::string(error.what()).find("pillar O.spc") != std::string::npos);
}
