// SPDX-License-Identifier: Apache-2.0
//
// The run as a scenario sees it (oph_run_t), over the host's own storage.
#pragma once

#include <ophamin/abi.h>

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include <ophamin/registry/parameters.hpp>
#include <ophamin/seeing/raw_trace.hpp>
#include <ophamin/seeing/record_buffer.hpp>
#include <ophamin/seeing/run_table.hpp>

namespace ophamin::measuring {

class RunView {
 public:
  /// `records` and `trace` are null if the plan does not keep them. All must outlive the view.
  RunView(seeing::RunTable& table, seeing::RecordBuffer* records, seeing::RawTrace* trace) noexcept;
  RunView(const RunView&) = delete;
  RunView& operator=(const RunView&) = delete;

  void add_event(std::uint64_t row, std::string name, double value);
  /// The run as it stands. Valid until the next call or the next batch.
  const oph_run_t& refresh(std::uint64_t planned, bool stopped_early);

 private:
  oph_status_t record(std::uint64_t row, oph_record_t* record, oph_error_t* error);
  oph_status_t raw(std::uint64_t row, const oph_value_t** raw, oph_error_t* error);

  struct Event {
    std::string name;
    oph_event_t event;
  };
  seeing::RunTable* table_;
  seeing::RecordBuffer* records_;
  seeing::RawTrace* trace_;
  registry::ValueTree raw_;
  std::deque<Event> events_;
  std::vector<const oph_event_t*> event_list_;
  oph_run_t run_{};
};

}  // namespace ophamin::measuring
