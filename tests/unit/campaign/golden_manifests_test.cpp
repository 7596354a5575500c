// SPDX-License-Identifier: Apache-2.0
//
// tests/golden/manifests: each NAME.toml is wrong, and NAME.txt is exactly what the host says about it. Lines of the
// manifest that begin with "#--set " are overrides.
//
// OPHAMIN_UPDATE_GOLDEN=1 rewrites the texts; read the difference before you keep it.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <ophamin/campaign/manifest_reader.hpp>
#include <ophamin/diagnostics/render.hpp>
#include <support/paths.hpp>

namespace ophamin::test {
namespace {

namespace fs = std::filesystem;

std::string slurp(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE_MESSAGE(file.good(), path.string());
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<std::string> overrides_in(const std::string& text) {
  std::vector<std::string> overrides;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("#--set ")) overrides.push_back(line.substr(7));
  return overrides;
}

TEST_CASE("every bad manifest gets exactly its complaints") {
  const fs::path folder = golden_root() / "manifests";
  std::vector<fs::path> manifests;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".toml") manifests.push_back(entry.path());
  std::sort(manifests.begin(), manifests.end());
  CHECK(manifests.size() >= 30);
  for (const fs::path& path : manifests) {
    CAPTURE(path.filename().string());
    const std::string text = slurp(path);
    const auto reading = campaign::read_manifest_text(text, path.filename(), overrides_in(text));
    CHECK_FALSE(reading.manifest.has_value());
    CHECK(diagnostics::exit_code(reading.diagnostics) == 2);
    const std::string said = diagnostics::to_text(reading.diagnostics, false);
    const fs::path expected = fs::path(path).replace_extension(".txt");
    if (std::getenv("OPHAMIN_UPDATE_GOLDEN") != nullptr) std::ofstream(expected, std::ios::binary) << said;
    CHECK(said == slurp(expected));
  }
}

}  // namespace
}  // namespace ophamin::test
