// SPDX-License-Identifier: Apache-2.0
//
// What the commands share that open a substrate without a campaign.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <CLI/App.hpp>

#include <ophamin/cli/console.hpp>
#include <ophamin/guests/host_services.hpp>
#include <ophamin/registry/load.hpp>
#include <ophamin/seeing/substrate_session.hpp>

namespace ophamin::cli {

struct SubstrateOptions {
  std::string name{};
  std::string params{};
  std::vector<std::string> set{};
  std::vector<std::string> cycle{};
  std::vector<std::string> plugins{};
  std::uint64_t seed = 0;
  bool json = false;
};

void add_substrate_options(CLI::App& command, SubstrateOptions& options);

/// A substrate with what it stands on, opened and reset.
class OpenSubstrate {
 public:
  /// Relative paths among the parameters start at the current folder. Warnings of the guest go to `console`.
  OpenSubstrate(Console& console, const SubstrateOptions& options);
  OpenSubstrate(const OpenSubstrate&) = delete;
  OpenSubstrate& operator=(const OpenSubstrate&) = delete;

  const registry::LoadReport& plugins() const noexcept { return plugins_; }
  const registry::Component& component() const noexcept { return *component_; }
  seeing::SubstrateSession& session() noexcept { return *session_; }
  double open_seconds() const noexcept { return open_seconds_; }
  /// The text of a parameter, or `fallback` if there is none of this name and type.
  std::string parameter(std::string_view name, std::string_view fallback) const;

 private:
  registry::LoadReport plugins_;
  const registry::Component* component_ = nullptr;
  boost::json::object params_;
  guests::Environment environment_;
  std::unique_ptr<seeing::SubstrateSession> session_;
  double open_seconds_ = 0.0;
};

/// A stimulus that is a text of its own.
oph_record_t stimulus_of(const std::string& id, const std::string& text);

}  // namespace ophamin::cli
