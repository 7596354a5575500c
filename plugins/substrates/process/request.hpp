// SPDX-License-Identifier: Apache-2.0
//
// What a program is sent: one line of JSON for a cycle, or for a batch of them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <ophamin/cycles.hpp>
#include <ophamin/record.hpp>
#include <ophamin/value.hpp>

namespace ophamin::process {

/// Appends a value as compact JSON. A number keeps its point: 1.0 is not 1. One that is not finite becomes a text.
void append_json(std::string& out, sdk::Value value);

/// Writes requests into the same memory. Rows that share their parameters share their text.
class RequestWriter {
 public:
  struct Style {
    std::string target{};     ///< a member of every request; empty for none
    bool index = false;       ///< send cycle_index
    bool attributes = false;  ///< send the attributes of the stimulus
  };
  explicit RequestWriter(Style style) : style_(std::move(style)) {}

  /// {"stimulus": TEXT, "params": {...}, ...} and a newline; until the next call.
  std::string_view cycle(const sdk::Record& stimulus, sdk::Value params, std::uint64_t index);

  /// {"stimuli": [TEXT, ...], "params": {...}, "results_path": PATH} and a newline: `count` rows of the batch from `first` on, which have
  /// the same parameters.
  std::string batch(const sdk::Batch& rows, std::size_t first, std::size_t count, std::string_view results_path);

  /// Forgets parameters: before each batch, for the host may use their memory again.
  void begin_batch() noexcept { params_of_ = nullptr; }

 private:
  void begin(std::string& out) const;
  std::string_view params_text(sdk::Value params);

  Style style_;
  std::string line_;
  const oph_value_t* params_of_ = nullptr;
  std::string params_;
};

}  // namespace ophamin::process
