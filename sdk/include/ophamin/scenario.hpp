// SPDX-License-Identifier: Apache-2.0
//
// Scenarios: one falsifiable question each. The host keeps the order: claim and plan, pre-registration, data, cycles, score.
//
//     class IsFast {
//      public:
//       static constexpr sdk::ScenarioInfo kInfo{.name = "is-fast", .summary = "...", .tier = sdk::Tier::kEngineering,
//                                                .family = "throughput", .goal = "...", .explanation = "..."};
//       static constexpr sdk::FieldRequest kFields[] = {{.name = "latency_ns", .types = sdk::kNumbers}};
//       sdk::Claim claim() const;
//       sdk::Plan plan() const;
//       void score(const sdk::Run& run, sdk::Score& score);
//     };
//
// Optional:
//     void fields(sdk::FieldRequests&)                          instead of kFields, if they depend on parameters
//     void select(const sdk::Record&, sdk::Selection&)          a filter that may reorder within Plan::selection_window
//     void select_end(sdk::Selection&)                          emit what was held back
//     bool after_batch(const sdk::Run&)                         true ends the run, by the pre-registered stopping rule
//     void drive(sdk::Driver&)                                  runs sessions itself; excludes after_batch
#pragma once

#ifdef OPHAMIN_HOST_SIDE
#error "ophamin/scenario.hpp is for plugins; the host includes ophamin/abi.h and nothing else of the SDK"
#endif

#include <ophamin/component.hpp>
#include <ophamin/driver.hpp>
#include <ophamin/record.hpp>
#include <ophamin/run.hpp>

#include <concepts>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>

namespace ophamin::sdk {

enum class Tier : std::uint32_t { kUnset, kScientific, kEngineering, kPhilosophical, kEmpiricalDeep, kMeasurementMachinery };

struct ScenarioInfo {
  std::string_view name;     ///< kebab-case; after the question it asks
  std::string_view summary;  ///< one line
  Tier tier = Tier::kUnset;
  std::string_view family;
  std::string_view goal;
  std::string_view explanation;
  std::string_view method{};
  std::string_view falsification{};  ///< what follows if the claim is refuted
  std::uint32_t revision = 1;
  bool deterministic = true;
};

/// How the observed value has to stand to the threshold.
enum class Comparator : oph_comparator_t { kAtLeast = OPH_GE, kAtMost = OPH_LE, kAbove = OPH_GT, kBelow = OPH_LT, kEqual = OPH_EQ };

/// Every text but `units` is required.
struct Claim {
  std::string statement;
  std::string operationalization;
  std::string h0;
  std::string h1;
  std::string metric;  ///< what the observed value is called
  std::string units{};
  Comparator comparator;
  double threshold;
};

struct Plan {
  std::string analysis;         ///< in plain words; pre-registered; required
  std::string stopping_rule{};  ///< required with after_batch
  bool is_static = false;       ///< no substrate is run
  bool time_cycles = false;     ///< the host times every cycle: `host.cycle_seconds`
  bool keep_records = false;    ///< Run::record works; costs memory per cycle
  bool keep_raw = false;        ///< Run::raw_output works
  std::uint64_t cycles = 0;     ///< unless the manifest says; 0 leaves it to the host
  std::uint64_t batch = 0;      ///< cycles per call at most; 0 leaves it to the host
  std::uint64_t selection_window = 0;  ///< most records that select() holds back
};

/// A field that score() reads.
struct FieldRequest {
  std::string_view name;
  Types types = 0;  ///< accepted; 0 accepts any
  bool required = true;  ///< a substrate without it cannot be judged
  std::string_view family{};  ///< expected; empty accepts any
};

class FieldRequests {
 public:
  explicit FieldRequests(const oph_request_sink_t* raw) noexcept : raw_(raw) {}
  FieldRequests(const FieldRequests&) = delete;
  FieldRequests& operator=(const FieldRequests&) = delete;
  void add(const FieldRequest& field) {
    const oph_field_request_t request{OPH_SIZEOF(oph_field_request_t, family), str(field.name), field.required ? 1u : 0u, field.types,
                                      str(field.family)};
    detail::expect(raw_->put(raw_->context, &request), "a field request");
  }

 private:
  const oph_request_sink_t* raw_;
};

/// Takes selected records, in the order in which they shall run.
class Selection {
 public:
  explicit Selection(const oph_selection_sink_t* raw) noexcept : raw_(raw) {}
  Selection(const Selection&) = delete;
  Selection& operator=(const Selection&) = delete;

  /// Once there are enough, further records are dropped: see full().
  void emit(const Record& record) { emit(record.raw()); }
  void emit(const oph_record_t& record) {
    if (full_) return;
    const auto status = raw_->emit(raw_->context, &record);
    full_ = status == OPH_LIMIT;
    if (!full_) detail::expect(status, "a selected record");
  }
  bool full() const noexcept { return full_; }

 private:
  const oph_selection_sink_t* raw_;
  bool full_ = false;
};

}  // namespace ophamin::sdk

#include <ophamin/scenario_table.hpp>
