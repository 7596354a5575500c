// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <ophamin/abi.h>

namespace ophamin::registry {

/// The host's side of a pillar for checks: services and sinks that write down everything that is handed over, numbers bit for
/// bit. The transcripts of two runs are equal exactly if the runs were. One thread.
class Recorder {
 public:
  Recorder();
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  const oph_host_t* host() const noexcept { return &host_; }
  const oph_evidence_sink_t* evidence() const noexcept { return &evidence_; }
  const oph_event_sink_t* events() const noexcept { return &events_; }

  void note(std::string line) { lines_.push_back(std::move(line)); }
  const std::vector<std::string>& lines() const noexcept { return lines_; }

 private:
  oph_host_t host_{};
  oph_writer_t writer_{};
  oph_evidence_sink_t evidence_{};
  oph_event_sink_t events_{};
  std::vector<std::string> lines_;
};

/// A number so that equal texts are equal bits.
std::string bits(double value);

}  // namespace ophamin::registry
