// SPDX-License-Identifier: Apache-2.0
//
// Substrates: systems under test.
//
//     class Echo {
//      public:
//       static constexpr sdk::SubstrateInfo kInfo{.name = "echo", .summary = "counts bytes"};
//       static constexpr sdk::Field kFields[] = {
//           {.name = "bytes", .type = sdk::Type::kInteger, .unit = "bytes", .family = "size", .description = "size of the stimulus"}};
//
//       std::string revision() const { return "1"; }
//       void reset() {}
//       void cycle(const sdk::Record& stimulus, sdk::Cycle<Echo>& out) { out.set<"bytes">(stimulus.bytes().size()); }
//     };
//
// With `struct CycleParams` and `kCycleParameters` a cycle is `void cycle(const sdk::Record&, const CycleParams&, sdk::Cycle<T>&)`.
// A cycle that cannot run calls out.fail(why) or throws sdk::CycleFailure. Optional:
//     void state(sdk::Object& state);   what is worth keeping in the record after the last cycle
//     void probe(sdk::Object& found);   what it finds out about the system without running a cycle; see abilities.hpp
// A substrate that runs whole batches, or whose fields depend on its parameters: cycles.hpp. Cycle parameters of any name:
//     static constexpr std::string_view kCycleSchema = ...;   a JSON Schema, instead of kCycleParameters
#pragma once

#ifdef OPHAMIN_HOST_SIDE
#error "ophamin/substrate.hpp is for plugins; the host includes ophamin/abi.h and nothing else of the SDK"
#endif

#include <ophamin/component.hpp>
#include <ophamin/corpus.hpp>
#include <ophamin/cycle.hpp>
#include <ophamin/cycles.hpp>
#include <ophamin/record.hpp>
#include <ophamin/writer.hpp>

#include <concepts>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace ophamin::sdk {

struct SubstrateInfo {
  std::string_view name;     ///< kebab-case
  std::string_view summary;  ///< one line
  std::string_view kind{};
  std::string_view system{};  ///< what is tested; empty for the component's name
  std::uint32_t revision = 1;
  bool deterministic = true;  ///< but for measured fields
  bool marks = true;          ///< tell the host the end of each cycle, which times it within a batch: a call per cycle
};

namespace detail {

template <class T>
concept IsSubstrate = std::same_as<std::remove_cvref_t<decltype(T::kInfo)>, SubstrateInfo>;

template <class T>
struct CycleParametersOf {
  using type = NoParameters;
};
template <class T>
  requires requires { T::kCycleParameters; }
struct CycleParametersOf<T> : StructOf<decltype(T::kCycleParameters)> {};
template <class T>
using CycleParams = typename CycleParametersOf<T>::type;

template <class T>
concept PlainCycle = requires(T& s, const Record& record, Cycle<T>& out) { s.cycle(record, out); };
template <class T>
concept ParametrisedCycle =
    requires(T& s, const Record& record, const CycleParams<T>& params, Cycle<T>& out) { s.cycle(record, params, out); };
template <class T>
concept Resets = requires(T& s) { s.reset(); };
template <class T>
concept RunsBatches = requires(T& s, const Batch& batch, Cycles& cycles) { s.run(batch, cycles); };
template <class T>
concept FieldsWhenOpen = requires(const T& s) {
  { s.fields() } -> std::same_as<std::vector<Field>>;
};
template <class T>
concept HasState = requires(T& s, Object& object) { s.state(object); };

template <class T>
consteval bool fields_are_legal() {
  for (const Field& field : T::kFields) {
    if (!is_field_name(field.name)) return false;
  }
  return true;
}
template <class T>
consteval bool fields_are_unique() {
  for (const Field& field : T::kFields) {
    std::size_t same = 0;
    for (const Field& other : T::kFields) same += other.name == field.name ? 1 : 0;
    if (same != 1) return false;
  }
  return true;
}

template <class T>
consteval bool check_substrate() {
  static_assert(is_kebab_name(T::kInfo.name), "sdk: a substrate has a name in kebab-case, such as `zlib`");
  static_assert(requires { std::size(T::kFields); } || FieldsWhenOpen<T>,
                "sdk: a substrate needs at least one field: static constexpr sdk::Field kFields[] = {...}");
  static_assert(!(requires { std::size(T::kFields); } && FieldsWhenOpen<T>), "sdk: a substrate has either kFields or fields()");
  if constexpr (requires { std::size(T::kFields); }) {
    static_assert(fields_are_legal<T>(),
                  "sdk: a field's name has letters, digits, `_`, `.` and `-`, and does not begin with `host.`");
    static_assert(fields_are_unique<T>(), "sdk: two fields have the same name");
  }
  static_assert(HasRevision<T>, "sdk: a substrate needs `std::string revision() const`: the version of the system under test");
  static_assert(Resets<T>, "sdk: a substrate needs `void reset()`: back to the state after construction, random streams included");
  static_assert(RunsBatches<T> || !FieldsWhenOpen<T>, "sdk: fields() goes with `void run(const sdk::Batch&, sdk::Cycles&)`");
  if constexpr (RunsBatches<T>) {
    static_assert(!requires { &T::cycle; }, "sdk: a substrate has either cycle() or run()");
    if constexpr (requires { T::kCycleParameters; }) static_assert(check_parameters<T::kCycleParameters>());
  } else if constexpr (requires { T::kCycleParameters; }) {
    static_assert(ParametrisedCycle<T>, "sdk: with kCycleParameters a substrate needs `void cycle(const sdk::Record&, const CycleParams&, sdk::Cycle<T>&)`");
    static_assert(check_parameters<T::kCycleParameters>());
  } else {
    static_assert(!requires { typename T::CycleParams; }, "sdk: struct CycleParams is there, but no kCycleParameters that lists its members");
    static_assert(PlainCycle<T>, "sdk: a substrate needs `void cycle(const sdk::Record&, sdk::Cycle<T>&)`");
  }
  static_assert(HasState<T> || !requires { &T::state; }, "sdk: state() of a substrate is `void state(sdk::Object&)`");
  return check_component<T>();
}

template <class T>
CycleParams<T> read_cycle_parameters(const oph_value_t* raw) {
  if constexpr (requires { T::kCycleParameters; }) {
    return T::kCycleParameters.read(Value(raw));
  } else {
    return {};
  }
}

template <class T>
struct SubstrateTable {
  using Held = Instance<T>;

  static oph_status_t describe([[maybe_unused]] oph_instance_t* instance, const oph_field_sink_t* sink, oph_error_t* error) noexcept {
    return guarded(error, [&] {
      if constexpr (FieldsWhenOpen<T>) {
        for (const Field& field : held<Held>(instance).object.fields()) declare(sink, field);
      } else {
        for (const Field& field : T::kFields) declare(sink, field);
      }
    });
  }
  static oph_status_t revision(oph_instance_t* instance, const oph_text_sink_t* sink, oph_error_t* error) noexcept {
    return guarded(error, [&] {
      const std::string text = held<Held>(instance).object.revision();
      expect(sink->put(sink->context, str(text)), "the revision");
    });
  }
  static oph_status_t reset(oph_instance_t* instance, oph_error_t* error) noexcept {
    return guarded(error, [&] { held<Held>(instance).object.reset(); });
  }
  static oph_status_t run(oph_instance_t* instance, const oph_batch_t* batch, const oph_cycles_t* cycles, oph_error_t* error) noexcept {
    return guarded(error, [&] {
      auto& self = held<Held>(instance);
      if constexpr (RunsBatches<T>) {
        Cycles out(cycles);
        self.object.run(Batch(batch), out);
      } else {
        run_each(self, *batch, cycles);
      }
    });
  }
  static oph_status_t state(oph_instance_t* instance, const oph_writer_t* writer, oph_error_t* error) noexcept {
    return guarded(error, [&] {
      Object object(writer);
      held<Held>(instance).object.state(object);
    });
  }

  static constexpr oph_substrate_t table(std::string_view cycle_schema) noexcept {
    oph_substrate_t table{};
    table.struct_size = OPH_SIZEOF(oph_substrate_t, state);
    table.cycle_schema = str(cycle_schema);
    table.create = detail::create<Held>;
    table.destroy = detail::destroy<Held>;
    table.describe = describe;
    table.revision = revision;
    table.reset = reset;
    table.run = run;
    if constexpr (HasState<T>) table.state = state;
    return table;
  }

 private:
  static void declare(const oph_field_sink_t* sink, const Field& field) {
    const std::uint32_t flags = (field.nullable ? std::uint32_t{OPH_FIELD_NULLABLE} : 0u) | (field.measured ? std::uint32_t{OPH_FIELD_MEASURED} : 0u);
    const oph_field_t raw{OPH_SIZEOF(oph_field_t, description), str(field.name), static_cast<oph_type_t>(field.type), flags,
                          str(field.unit), str(field.family), str(field.description)};
    expect(sink->field(sink->context, &raw), "a field");
  }

  static void run_each(Held& self, const oph_batch_t& batch, const oph_cycles_t* cycles) {
    constexpr std::uint64_t kCyclesPerQuestion = 1024;
    const auto shared = read_cycle_parameters<T>(batch.params);
    for (std::uint64_t row = 0; row < batch.count; ++row) {
      if (row % kCyclesPerQuestion == 0) self.host.check_cancelled();
      Cycle<T> out(cycles, row);
      try {
        const oph_value_t* own = batch.row_params == nullptr ? nullptr : batch.row_params[row];
        if (own == nullptr) {
          run_one(self.object, Record(batch.records[row]), shared, out);
        } else {
          run_one(self.object, Record(batch.records[row]), read_cycle_parameters<T>(own), out);
        }
      } catch (const CycleFailure& failure) {
        out.fail(failure.what());
      }
      if (!out.failed()) cycles->success[row] = 1;
      if constexpr (T::kInfo.marks) cycles->mark(cycles->context, row);
    }
  }
  static void run_one(T& object, const Record& stimulus, [[maybe_unused]] const CycleParams<T>& params, Cycle<T>& out) {
    if constexpr (requires { T::kCycleParameters; }) {
      object.cycle(stimulus, params, out);
    } else {
      object.cycle(stimulus, out);
    }
  }
};

}  // namespace detail
}  // namespace ophamin::sdk
