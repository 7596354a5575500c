// SPDX-License-Identifier: Apache-2.0
//
// Where things are, for every test. Kept out of the compilers' command lines, so that a clone in another folder finds the
// tests compiled already.
#pragma once

#include <filesystem>

namespace ophamin::test {

/// The checkout.
const std::filesystem::path& project_root();
/// The folder it is built in.
const std::filesystem::path& build_root();
/// The content of VERSION.
const char* project_version();

inline std::filesystem::path golden_root() { return project_root() / "tests" / "golden"; }
inline std::filesystem::path shipped_plugins() { return build_root() / "plugins"; }
inline std::filesystem::path fixture_plugins() { return build_root() / "tests" / "fixtures" / "plugins"; }
inline std::filesystem::path fixture_guests() { return build_root() / "tests" / "fixtures" / "guests"; }
inline std::filesystem::path fixture_programs() { return build_root() / "tests" / "fixtures" / "programs"; }
/// Programs that tests start; the host itself is `host_program`.
inline std::filesystem::path test_program(const char* name) { return build_root() / "tests" / name; }
inline std::filesystem::path host_program() { return build_root() / "bin" / "ophamin-host"; }

}  // namespace ophamin::test
