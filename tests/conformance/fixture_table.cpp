// SPDX-License-Identifier: Apache-2.0
#include "conformance/fixture_table.hpp"

#include <array>

namespace ophamin::test {
namespace {

using registry::ErrorKind;
constexpr ErrorKind kLoad = ErrorKind::kPluginLoadError;
constexpr ErrorKind kPolicy = ErrorKind::kPluginPolicyError;
constexpr ErrorKind kProtocol = ErrorKind::kPluginProtocolViolationError;
constexpr ErrorKind kDuplicate = ErrorKind::kDuplicatePluginError;
constexpr ErrorKind kMissing = ErrorKind::kScenarioMetadataMissingError;

constexpr std::array kFixtures{
    Fixture{"no_boot_number", "OPH-ABI-1", kProtocol, "", "no export"},
    Fixture{"no_entry", "OPH-ABI-1", kProtocol, "", "no export"},
    Fixture{"extra_export", "OPH-ABI-1", kProtocol, "", "fixture_helper"},
    Fixture{"gnu_unique", "OPH-ABI-1", kProtocol, "", "fixture_unique"},
    Fixture{"small_plugin", "OPH-ABI-2", kProtocol, "", "struct_size 112"},
    Fixture{"small_component", "OPH-ABI-2", kProtocol, "component 0", "struct_size 95"},
    Fixture{"small_table", "OPH-ABI-2", kProtocol, "pillar fixture.small-table", "struct_size 40"},
    Fixture{"reserved", "OPH-ABI-2", kProtocol, "pillar fixture.reserved", "reserved 7"},
    Fixture{"older_major", "OPH-ABI-3", kProtocol, "", "ABI 0.9"},
    Fixture{"newer_major", "OPH-ABI-3", kProtocol, "", "ABI 2.0"},
    Fixture{"newer_minor", "OPH-ABI-3", kProtocol, "", "ABI 1.2"},
    Fixture{"bad_name", "OPH-ABI-4", kProtocol, "pillar the mean", "the mean"},
    Fixture{"bad_scenario_name", "OPH-ABI-4", kProtocol, "scenario Is_It_Good", "Is_It_Good"},
    Fixture{"bad_version", "OPH-ABI-4", kProtocol, "", "version `1.0`"},
    Fixture{"empty_library", "OPH-ABI-4", kProtocol, "pillar fixture.empty-library", "none"},
    Fixture{"empty_library_version", "OPH-ABI-4", kProtocol, "pillar fixture.empty-library-version", "none"},
    Fixture{"empty_vendor", "OPH-ABI-4", kProtocol, "", "an empty vendor"},
    Fixture{"long_summary", "OPH-ABI-4", kProtocol, "pillar fixture.long-summary", "the mean"},
    Fixture{"revision_zero", "OPH-ABI-4", kProtocol, "pillar fixture.revision-zero", "revision 0"},
    Fixture{"null_descriptor", "OPH-ABI-4", kProtocol, "", "a null pointer"},
    Fixture{"no_tier", "OPH-ABI-4", kMissing, "scenario is-it-no-tier", "none"},
    Fixture{"no_family", "OPH-ABI-4", kMissing, "scenario is-it-no-family", "none"},
    Fixture{"no_goal", "OPH-ABI-4", kMissing, "scenario is-it-no-goal", "none"},
    Fixture{"no_explanation", "OPH-ABI-4", kMissing, "scenario is-it-no-explanation", "none"},
    Fixture{"unknown_tier", "OPH-ABI-4", kProtocol, "scenario is-it-unknown-tier", "sublime"},
    Fixture{"unknown_hash_rule", "OPH-ABI-4", kProtocol, "corpus unknown-hash-rule", "md5"},
    Fixture{"scenario_not_renamed", "OPH-ABI-4", ErrorKind::kScenarioNameNotOverriddenError, "scenario scenario", "reserved"},
    Fixture{"missing_slot", "OPH-ABI-5", kProtocol, "pillar fixture.missing-slot", "a null pointer"},
    Fixture{"half_stream", "OPH-ABI-5", kProtocol, "pillar fixture.half-stream", "2 of the three"},
    Fixture{"select_end_alone", "OPH-ABI-5", kProtocol, "scenario is-it-select-end-alone", "select_end alone"},
    Fixture{"drive_and_after_batch", "OPH-ABI-5", kProtocol, "scenario is-it-drive-and-after-batch", "both"},
    Fixture{"unknown_kind", "OPH-ABI-5", kProtocol, "kind 17 fixture.unknown-kind", "kind 17"},
    Fixture{"invalid_utf8", "OPH-ABI-6", kProtocol, "pillar fixture.invalid-utf8", "\\xff"},
    Fixture{"exit_in_entry", "OPH-ABI-10", kProtocol, "", "exit code 0 in its entry function"},
    Fixture{"print_in_entry", "OPH-ABI-10", kProtocol, "", "fixture loaded"},
    Fixture{"signal_handler", "OPH-ABI-10", kProtocol, "", "SIGTERM"},
    Fixture{"no_schema", "OPH-ABI-12", kProtocol, "pillar fixture.no-schema", "whole number"},
    Fixture{"schema_not_json", "OPH-ABI-12", kProtocol, "pillar fixture.schema-not-json", "syntax error"},
    Fixture{"default_out_of_range", "OPH-ABI-12", kProtocol, "pillar fixture.default-out-of-range", "12"},
    Fixture{"unresolved", "OPH-HOST-2", kLoad, "", "fixture_function_that_nobody_defines"},
    Fixture{"entry_from_dependency", "OPH-HOST-2", kProtocol, "", "libfixture_dependency.so"},
    Fixture{"crash_in_initialiser", "OPH-HOST-2", kLoad, "", "SIGSEGV while it was loaded"},
    Fixture{"crash_in_entry", "OPH-HOST-2", kLoad, "", "SIGSEGV in its entry function"},
    Fixture{"wild_pointer", "OPH-HOST-2", kLoad, "", "SIGSEGV while its descriptor was read"},
    Fixture{"hang_in_entry", "OPH-HOST-2", kLoad, "", "still busy in its entry function"},
    Fixture{"duplicate_inside", "OPH-HOST-4", kDuplicate, "pillar fixture.duplicate-inside", "2 components"},
};

constexpr std::array kSituations{
    Fixture{"not an ELF file", "OPH-HOST-2", kLoad, "", ""},
    Fixture{"truncated file", "OPH-HOST-2", kLoad, "", ""},
    Fixture{"world-writable file", "OPH-HOST-1", kPolicy, "", ""},
    Fixture{"world-writable folder", "OPH-HOST-1", kPolicy, "", ""},
    Fixture{"claims_first, claims_second", "OPH-HOST-4", kDuplicate, "", ""},
    Fixture{"twin_first, twin_second", "OPH-HOST-4", kDuplicate, "", ""},
    Fixture{"asks_first, asks_second", "OPH-HOST-4", ErrorKind::kDuplicateScenarioNameError, "", ""},
    Fixture{"required plugin missing", "OPH-HOST-5", kLoad, "", ""},
    Fixture{"nondeterministic", "OPH-HOST-8", kProtocol, "", ""},
    Fixture{"shared_state", "OPH-ABI-9", kProtocol, "", ""},
    Fixture{"digest other than locked", "OPH-HOST-9", kPolicy, "", ""},
    Fixture{"locked plugin missing", "OPH-HOST-9", kPolicy, "", ""},
};

}  // namespace

std::span<const Fixture> fixtures() { return kFixtures; }
std::span<const Fixture> situations() { return kSituations; }

}  // namespace ophamin::test
