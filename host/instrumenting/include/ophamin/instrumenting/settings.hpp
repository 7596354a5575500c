// SPDX-License-Identifier: Apache-2.0
//
// How a substrate is watched.
#pragma once

#include <chrono>

#include <ophamin/records/json.hpp>

namespace ophamin::instrumenting {

struct Settings {
  static constexpr std::chrono::milliseconds kShortestSampling{1};
  static constexpr std::chrono::milliseconds kLongestSampling{60'000};

  /// How often a thread of its own looks at memory, threads and processes while a batch runs; 0 for not at all.
  std::chrono::milliseconds sampling{50};
  /// Runs batches of one cycle, so that everything is measured of each cycle instead of shared out.
  bool per_cycle = false;

  records::Json to_json() const;
  /// Throws std::invalid_argument with what is wrong.
  static Settings from_json(const records::Json& json);
  friend bool operator==(const Settings&, const Settings&) = default;
};

}  // namespace ophamin::instrumenting
