// SPDX-License-Identifier: Apache-2.0
//
// Evidence rows that guests hand over, checked, and attributed by the host.
#pragma once

#include <ophamin/abi.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <ophamin/guests/guest.hpp>
#include <ophamin/guests/json_writer.hpp>
#include <ophamin/records/proof.hpp>

namespace ophamin::guests {

/// Too little data: what the method needs, what there was, and why, in words.
struct Undefined {
  std::uint64_t needed = 0;
  std::uint64_t found = 0;
  std::string reason;
};

/// A row with its attribution. When `undefined` is set, the value is NaN and the detail says the same in words.
struct EvidenceRow {
  records::PillarEvidence evidence;
  std::optional<Undefined> undefined;
};

/// Who is answerable for a row. Only the host makes these.
struct Attribution {
  std::string pillar;
  std::string library;
  std::string library_version;
};

/// The attribution of a pillar's rows: its name, and the library that its descriptor names.
Attribution attribution_of_pillar(const registry::Component& pillar);

/// The attribution of a scenario's own arithmetic: its plugin. `aspect` is appended to its name, "name.aspect".
Attribution attribution_of_scenario(const registry::Component& scenario, std::string_view aspect);

/// Collects rows of one guest call after another. Checks names, numbers and UTF-8; notes broken promises at the guest.
class EvidenceCollector {
 public:
  explicit EvidenceCollector(Guest& guest);
  EvidenceCollector(const EvidenceCollector&) = delete;
  EvidenceCollector& operator=(const EvidenceCollector&) = delete;

  /// A sink for a pillar: every row is attributed to `attribution`.
  const oph_evidence_sink_t* sink(Attribution attribution);
  /// Adds one row; for sinks of other shapes.
  oph_status_t add(const Attribution& attribution, const oph_evidence_t* row, const oph_writer_t** detail);
  /// Closes the last row's detail and gives all rows away.
  std::vector<EvidenceRow> take();

 private:
  void close_detail();

  Guest* guest_;
  oph_evidence_sink_t sink_{};
  Attribution attribution_;
  std::vector<EvidenceRow> rows_;
  JsonWriter detail_;
  bool detail_open_ = false;
};

/// Rows lent to a guest as results of oph_host_t.compute. Lives as long as the guest that asked.
class LentResults {
 public:
  LentResults(std::uint64_t id, std::vector<EvidenceRow> rows);
  ~LentResults();
  LentResults(const LentResults&) = delete;
  LentResults& operator=(const LentResults&) = delete;

  const oph_results_t* table() const noexcept { return &table_; }
  const std::vector<EvidenceRow>& rows() const noexcept { return rows_; }

 private:
  struct Views;
  std::vector<EvidenceRow> rows_;
  std::unique_ptr<Views> views_;
  oph_results_t table_{};
};

}  // namespace ophamin::guests
