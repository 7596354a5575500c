// SPDX-License-Identifier: Apache-2.0
#include <support/paths.hpp>

namespace ophamin::test {

const std::filesystem::path& project_root() {
  static const std::filesystem::path path = OPHAMIN_PROJECT_ROOT;
  return path;
}

const std::filesystem::path& build_root() {
  static const std::filesystem::path path = OPHAMIN_BUILD_ROOT;
  return path;
}

const char* project_version() { return OPHAMIN_PROJECT_VERSION; }

}  // namespace ophamin::test
