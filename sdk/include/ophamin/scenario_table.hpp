// SPDX-License-Identifier: Apache-2.0
//
// What the layer makes of a scenario's class; authors read scenario.hpp.
#pragma once

#ifdef OPHAMIN_HOST_SIDE
#error "ophamin/scenario_table.hpp is for plugins; the host includes ophamin/abi.h and nothing else of the SDK"
#endif

#include <ophamin/scenario.hpp>

#include <concepts>
#include <cstddef>
#include <iterator>
#include <string>

namespace ophamin::sdk::detail {

template <class T>
concept IsScenario = std::same_as<std::remove_cvref_t<decltype(T::kInfo)>, ScenarioInfo>;

template <class T>
concept Claims = requires(T& s) {
  { s.claim() } -> std::same_as<Claim>;
};
template <class T>
concept Plans = requires(T& s) {
  { s.plan() } -> std::same_as<Plan>;
};
template <class T>
concept Scores = requires(T& s, const Run& run, Score& score) { s.score(run, score); };
template <class T>
concept ListsFields = requires { std::size(T::kFields); };
template <class T>
concept AsksForFields = requires(T& s, FieldRequests& requests) { s.fields(requests); };
template <class T>
concept Selects = requires(T& s, const Record& record, Selection& selection) { s.select(record, selection); };
template <class T>
concept EndsSelection = requires(T& s, Selection& selection) { s.select_end(selection); };
template <class T>
concept StopsEarly = requires(T& s, const Run& run) {
  { s.after_batch(run) } -> std::same_as<bool>;
};
template <class T>
concept Drives = requires(T& s, Driver& driver) { s.drive(driver); };

template <class T>
consteval bool check_scenario() {
  constexpr const ScenarioInfo& kInfo = T::kInfo;
  static_assert(is_kebab_name(kInfo.name), "sdk: a scenario has a name in kebab-case, such as `round-trip-fidelity`");
  static_assert(kInfo.name != "scenario", "sdk: `scenario` is reserved: name the scenario after the question it asks");
  static_assert(kInfo.tier >= Tier::kScientific && kInfo.tier <= Tier::kMeasurementMachinery,
                "sdk: kInfo.tier is required: one of sdk::Tier::kScientific, kEngineering, kPhilosophical, kEmpiricalDeep, "
                "kMeasurementMachinery");
  static_assert(!kInfo.family.empty(), "sdk: kInfo.family is required");
  static_assert(!kInfo.goal.empty(), "sdk: kInfo.goal is required");
  static_assert(!kInfo.explanation.empty(), "sdk: kInfo.explanation is required");
  static_assert(Claims<T>, "sdk: a scenario needs `sdk::Claim claim()`");
  static_assert(Plans<T>, "sdk: a scenario needs `sdk::Plan plan()`");
  static_assert(Scores<T>, "sdk: a scenario needs `void score(const sdk::Run&, sdk::Score&)`");
  static_assert(!ListsFields<T> || !AsksForFields<T>, "sdk: a scenario has either kFields or fields(), not both");
  static_assert(AsksForFields<T> || !requires { &T::fields; }, "sdk: fields() of a scenario is `void fields(sdk::FieldRequests&)`");
  static_assert(Selects<T> || !requires { &T::select; }, "sdk: select() of a scenario is `void select(const sdk::Record&, sdk::Selection&)`");
  static_assert(EndsSelection<T> || !requires { &T::select_end; }, "sdk: select_end() of a scenario is `void select_end(sdk::Selection&)`");
  static_assert(StopsEarly<T> || !requires { &T::after_batch; }, "sdk: after_batch() of a scenario is `bool after_batch(const sdk::Run&)`");
  static_assert(Drives<T> || !requires { &T::drive; }, "sdk: drive() of a scenario is `void drive(sdk::Driver&)`");
  static_assert(!EndsSelection<T> || Selects<T>, "sdk: select_end() needs select()");
  static_assert(!Drives<T> || !StopsEarly<T>, "sdk: a driven scenario decides itself when it has enough: drop after_batch()");
  return check_component<T>();
}

template <class T>
struct ScenarioTable {
  using Held = Instance<T>;

  static oph_status_t claim(oph_instance_t* instance, const oph_claim_sink_t* sink, oph_error_t* error) noexcept {
    return guarded(error, [&] {
      const Claim claim = held<Held>(instance).object.claim();
      const oph_claim_t raw{OPH_SIZEOF(oph_claim_t, threshold), str(claim.statement), str(claim.operationalization), str(claim.h0),
                            str(claim.h1), str(claim.metric), str(claim.units), static_cast<oph_comparator_t>(claim.comparator), 0,
                            claim.threshold};
      expect(sink->put(sink->context, &raw), "the claim");
    });
  }
  static oph_status_t plan(oph_instance_t* instance, const oph_plan_sink_t* sink, oph_error_t* error) noexcept {
    return guarded(error, [&] {
      const Plan plan = held<Held>(instance).object.plan();
      const std::uint32_t flags = (plan.is_static ? std::uint32_t{OPH_PLAN_STATIC} : 0u) |
                                  (plan.time_cycles ? std::uint32_t{OPH_PLAN_TIME_CYCLES} : 0u) |
                                  (plan.keep_records ? std::uint32_t{OPH_PLAN_KEEP_RECORDS} : 0u) |
                                  (plan.keep_raw ? std::uint32_t{OPH_PLAN_KEEP_RAW} : 0u);
      const oph_plan_t raw{OPH_SIZEOF(oph_plan_t, selection_window), str(plan.analysis), str(plan.stopping_rule), flags, 0,
                           plan.cycles, plan.batch, plan.selection_window};
      expect(sink->put(sink->context, &raw), "the plan");
    });
  }
  static oph_status_t score(oph_instance_t* instance, const oph_run_t* run, const oph_score_sink_t* sink, oph_error_t* error) noexcept {
    return guarded(error, [&] {
      Score score(sink);
      held<Held>(instance).object.score(Run(run), score);
    });
  }
  static oph_status_t fields([[maybe_unused]] oph_instance_t* instance, const oph_request_sink_t* sink, oph_error_t* error) noexcept {
    return guarded(error, [&] {
      FieldRequests requests(sink);
      if constexpr (ListsFields<T>) {
        for (const FieldRequest& field : T::kFields) requests.add(field);
      } else {
        held<Held>(instance).object.fields(requests);
      }
    });
  }
  static oph_status_t select(oph_instance_t* instance, const oph_record_t* records, std::uint64_t count, const oph_selection_sink_t* sink,
                             oph_error_t* error) noexcept {
    return guarded(error, [&] {
      Selection selection(sink);
      for (std::uint64_t i = 0; i < count && !selection.full(); ++i) held<Held>(instance).object.select(Record(records[i]), selection);
    });
  }
  static oph_status_t select_end(oph_instance_t* instance, const oph_selection_sink_t* sink, oph_error_t* error) noexcept {
    return guarded(error, [&] {
      Selection selection(sink);
      held<Held>(instance).object.select_end(selection);
    });
  }
  static oph_status_t after_batch(oph_instance_t* instance, const oph_run_t* run, std::uint32_t* stop, oph_error_t* error) noexcept {
    return guarded(error, [&] { *stop = held<Held>(instance).object.after_batch(Run(run)) ? 1 : 0; });
  }
  static oph_status_t drive(oph_instance_t* instance, const oph_driver_t* raw, oph_error_t* error) noexcept {
    return guarded(error, [&] {
      Driver driver(raw);
      held<Held>(instance).object.drive(driver);
    });
  }

  static constexpr oph_scenario_t kTable = [] {
    oph_scenario_t table{};
    table.struct_size = OPH_SIZEOF(oph_scenario_t, drive);
    table.create = detail::create<Held>;
    table.destroy = detail::destroy<Held>;
    table.claim = claim;
    table.plan = plan;
    table.score = score;
    if constexpr (ListsFields<T> || AsksForFields<T>) table.fields = fields;
    if constexpr (Selects<T>) table.select = select;
    if constexpr (EndsSelection<T>) table.select_end = select_end;
    if constexpr (StopsEarly<T>) table.after_batch = after_batch;
    if constexpr (Drives<T>) table.drive = drive;
    return table;
  }();
};

}  // namespace ophamin::sdk::detail
