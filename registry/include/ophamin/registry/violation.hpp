// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

/// What is wrong with a plugin, as data: each complaint names its rule, what was expected, what was found and how to mend it.
namespace ophamin::registry {

/// The names under which users know these errors.
enum class ErrorKind : std::uint8_t {
  kPluginLoadError,                ///< no shared object, unresolved symbol, crash or hang while it was probed
  kPluginPolicyError,              ///< permissions, digest, lock file
  kPluginProtocolViolationError,   ///< breaks the contract of abi.h
  kDuplicatePluginError,           ///< a plugin id, or a kind and name other than a scenario's, claimed twice
  kDuplicateScenarioNameError,     ///< a scenario's name claimed twice
  kScenarioNameNotOverriddenError, ///< a scenario named `scenario`
  kScenarioMetadataMissingError,   ///< a scenario without tier, family, goal or explanation
};

/// "PluginLoadError" and so on.
std::string_view name(ErrorKind kind) noexcept;

struct Violation {
  std::string rule{};  ///< "OPH-ABI-2", a rule of rules()
  ErrorKind error = ErrorKind::kPluginLoadError;
  std::filesystem::path file{};  ///< the plugin, folder or lock file complained of
  std::string component{};       ///< "pillar O.spc"; empty if it is about the file as a whole
  std::string expected{}, found{}, mend{};
  bool optional = false;  ///< LoadOptions::optional lists the file: shown, but no reason for a failing exit code
};

/// "PluginProtocolViolationError OPH-ABI-2: /x/y.so: pillar O.spc", then indented `expected:`, `found:`, `mend:` lines.
std::string to_text(const Violation& violation);
std::string to_text(std::span<const Violation> violations);

/// The same as a JSON array of objects {rule, error, file, component, expected, found, mend, optional}.
std::string to_json(std::span<const Violation> violations);

/// Carries at least one violation; what() is their text.
class RegistryError : public std::runtime_error {
 public:
  explicit RegistryError(std::vector<Violation> violations);
  RegistryError(const std::string& message, std::vector<Violation> violations);
  const std::vector<Violation>& violations() const noexcept { return violations_; }

 private:
  std::vector<Violation> violations_;
};

}  // namespace ophamin::registry
