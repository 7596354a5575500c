// SPDX-License-Identifier: Apache-2.0
//
// Pillars: methods that judge a table.
//
//     class Mean {
//      public:
//       static constexpr sdk::PillarInfo kInfo{.name = "demo.mean", .summary = "arithmetic mean", .library = "demo",
//                                              .library_version = "1.0.0"};
//       static constexpr sdk::Role kRoles[] = {{.name = "value", .help = "what is averaged"}};
//
//       void compute(const sdk::Table& table, sdk::EvidenceSink& evidence) {
//         const auto x = table.numbers("value");
//         auto row = sdk::Evidence("mean");
//         if (x.empty()) row.undefined(1, 0, "no value"); else row.value(std::reduce(x.begin(), x.end()) / double(x.size()));
//         evidence.add(row);
//       }
//     };
//
// A sequential method has also
//     void begin();                                            forget what came before
//     void update(const sdk::Table& rows, sdk::Events& events);  memory must not grow with the rows
//     void finish(sdk::EvidenceSink& evidence);                  the same evidence as compute() on the same rows
// all three or none.
#pragma once

#ifdef OPHAMIN_HOST_SIDE
#error "ophamin/pillar.hpp is for plugins; the host includes ophamin/abi.h and nothing else of the SDK"
#endif

#include <ophamin/component.hpp>
#include <ophamin/evidence.hpp>
#include <ophamin/table.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>

namespace ophamin::sdk {

/// How many columns carry a role: one; none or one; one or more; any number, none included.
enum class Arity : std::uint32_t { kOne = OPH_ROLE_ONE, kOptional = OPH_ROLE_OPTIONAL, kMany = OPH_ROLE_MANY, kAny = OPH_ROLE_ANY };

/// An input of a pillar: columns are matched by their role.
struct Role {
  std::string_view name;
  std::string_view help;
  Types types = kNumbers;
  Arity arity = Arity::kOne;
};

struct PillarInfo {
  std::string_view name;     ///< `O.spc`, `stats.proportion`
  std::string_view summary;  ///< one line
  std::string_view library;  ///< whose code computes
  /// Of that code. A component whose library has its version at run time leaves this empty and has
  /// `static std::string library_version()`.
  std::string_view library_version{};
  std::string_view method{};
  std::string_view citation{};
  std::uint32_t revision = 1;
  bool deterministic = true;
};

namespace detail {

template <class T>
concept IsPillar = std::same_as<std::remove_cvref_t<decltype(T::kInfo)>, PillarInfo>;

template <class T>
concept Computes = requires(T& pillar, const Table& table, EvidenceSink& sink) { pillar.compute(table, sink); };
template <class T>
concept Begins = requires(T& pillar) { pillar.begin(); };
template <class T>
concept Updates = requires(T& pillar, const Table& rows, Events& events) { pillar.update(rows, events); };
template <class T>
concept Finishes = requires(T& pillar, EvidenceSink& sink) { pillar.finish(sink); };

template <class T>
consteval bool roles_are_legal() {
  for (const Role& role : T::kRoles) {
    if (!is_dotted_name(role.name) || role.types == 0 || (role.types & ~kAnyType) != 0) return false;
  }
  return true;
}
template <class T>
consteval bool roles_are_unique() {
  for (const Role& role : T::kRoles) {
    std::size_t same = 0;
    for (const Role& other : T::kRoles) same += other.name == role.name ? 1 : 0;
    if (same != 1) return false;
  }
  return true;
}

template <class T>
consteval bool check_pillar() {
  static_assert(is_dotted_name(T::kInfo.name), "sdk: a pillar's name has letters, digits, `_`, `.` and `-`, such as `O.spc`");
  static_assert(!T::kInfo.library.empty(), "sdk: kInfo.library is required: whose code computes");
  static_assert(!T::kInfo.library_version.empty() || requires { { T::library_version() } -> std::convertible_to<std::string>; },
                "sdk: a pillar says the version of its library: kInfo.library_version, or static std::string library_version()");
  static_assert(Computes<T>, "sdk: a pillar needs `void compute(const sdk::Table&, sdk::EvidenceSink&)`");
  static_assert((Begins<T> && Updates<T> && Finishes<T>) || (!requires { &T::begin; } && !requires { &T::update; } && !requires { &T::finish; }),
                "sdk: a streaming pillar needs all of `void begin()`, `void update(const sdk::Table&, sdk::Events&)` and "
                "`void finish(sdk::EvidenceSink&)`; others have none of them");
  static_assert(requires { std::size(T::kRoles); }, "sdk: a pillar needs at least one role: static constexpr sdk::Role kRoles[] = {...}");
  if constexpr (requires { std::size(T::kRoles); }) {
    static_assert(std::size(T::kRoles) >= 1, "sdk: a pillar needs at least one role: static constexpr sdk::Role kRoles[] = {...}");
    static_assert(roles_are_legal<T>(), "sdk: a role needs a name of letters, digits, `_`, `.` and `-`, and at least one accepted type");
    static_assert(roles_are_unique<T>(), "sdk: two roles have the same name; one that takes several columns has Arity::kMany or kAny");
  }
  return check_component<T>();
}

template <class T>
struct PillarTable {
  using Held = Instance<T>;

  static oph_status_t compute(oph_instance_t* instance, const oph_table_t* table, const oph_evidence_sink_t* sink,
                              oph_error_t* error) noexcept {
    return guarded(error, [&] {
      EvidenceSink rows(sink);
      held<Held>(instance).object.compute(Table(*table), rows);
    });
  }
  static oph_status_t begin(oph_instance_t* instance, oph_error_t* error) noexcept {
    return guarded(error, [&] { held<Held>(instance).object.begin(); });
  }
  static oph_status_t update(oph_instance_t* instance, const oph_table_t* rows, const oph_event_sink_t* sink,
                             oph_error_t* error) noexcept {
    return guarded(error, [&] {
      Events events(sink);
      held<Held>(instance).object.update(Table(*rows), events);
    });
  }
  static oph_status_t finish(oph_instance_t* instance, const oph_evidence_sink_t* sink, oph_error_t* error) noexcept {
    return guarded(error, [&] {
      EvidenceSink rows(sink);
      held<Held>(instance).object.finish(rows);
    });
  }

  static constexpr auto kRawRoles = [] {
    std::array<oph_role_t, std::size(T::kRoles)> raw{};
    for (std::size_t i = 0; i < raw.size(); ++i) {
      const Role& role = T::kRoles[i];
      raw[i] = oph_role_t{str(role.name), str(role.help), role.types, static_cast<std::uint32_t>(role.arity)};
    }
    return raw;
  }();

  static constexpr oph_pillar_t kTable = [] {
    oph_pillar_t table{};
    table.struct_size = OPH_SIZEOF(oph_pillar_t, finish);
    table.roles = kRawRoles.data();
    table.role_count = kRawRoles.size();
    table.create = detail::create<Held>;
    table.destroy = detail::destroy<Held>;
    table.compute = compute;
    if constexpr (Begins<T>) {
      table.begin = begin;
      table.update = update;
      table.finish = finish;
    }
    return table;
  }();
};

}  // namespace detail
}  // namespace ophamin::sdk
