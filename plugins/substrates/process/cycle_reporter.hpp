// SPDX-License-Identifier: Apache-2.0
//
// From what a program said to what the host is told of a cycle.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <ophamin/cycles.hpp>
#include <ophamin/writer.hpp>

#include "cycle_fault.hpp"
#include "field_list.hpp"
#include "json_tree.hpp"
#include "last_words.hpp"
#include "results_file.hpp"

namespace ophamin::process {

/// Reports rows and keeps count. A reply is an object. With a boolean member `ok` it is an envelope: `ok`, `raw` (an object),
/// `success`, `halt_mode`, `cycle_seconds`, or, where `ok` is false, `stage`, `error`, `traceback`. Without one the whole
/// object is the raw output, and its own `success` and `halt_mode` count.
class CycleReporter {
 public:
  explicit CycleReporter(FieldList fields) : fields_(std::move(fields)) {}

  const FieldList& fields() const noexcept { return fields_; }
  /// Finished cycles are written there too, until it is replaced. May be null; is not owned.
  void write_to(ResultsFile* results) noexcept { results_ = results; }

  /// Which row of the batch, and what is known of it beside the reply.
  struct Row {
    std::size_t row = 0;
    std::uint64_t index = 0;                 ///< of the cycle since reset
    std::optional<double> seconds{};         ///< the round trip, where there was one of this row alone
    bool was_sent_index = false;             ///< a reply that repeats cycle_index must have this one
    bool must_repeat_index = false;          ///< and it must repeat it
    const LastWords* words = nullptr;        ///< what the program wrote to its standard error, for failures
  };

  /// What a row got: a reply in JSON. Gives the fault if the text is no reply at all, which is then reported, too: whoever sent
  /// it cannot be understood.
  std::optional<CycleFault> report(const Row& row, std::string_view reply, sdk::Cycles& cycles);
  /// The same for a reply that is part of a larger document.
  std::optional<CycleFault> report(const Row& row, JsonTree::Value reply, sdk::Cycles& cycles);
  void fail(const Row& row, const CycleFault& fault, sdk::Cycles& cycles) { fail(row, fault, std::nullopt, cycles); }

  void reset();
  std::uint64_t cycles() const noexcept { return count_; }
  const std::map<std::string, std::uint64_t>& failures() const noexcept { return failures_; }  ///< by stage

 private:
  void fail(const Row& row, const CycleFault& fault, std::optional<JsonTree::Value> raw, sdk::Cycles& cycles);
  void unsuccessful(const Row& row, std::string_view halt_mode, JsonTree::Value raw, sdk::Cycles& cycles);

  FieldList fields_;
  JsonTree tree_;
  ResultsFile* results_ = nullptr;
  std::uint64_t count_ = 0;
  std::map<std::string, std::uint64_t> failures_;
};

}  // namespace ophamin::process
