// SPDX-License-Identifier: Apache-2.0
//
// What components of every kind share: their parameters, how they are made and unmade, what is checked while they compile.
#pragma once

#ifdef OPHAMIN_HOST_SIDE
#error "ophamin/component.hpp is for plugins; the host includes ophamin/abi.h and nothing else of the SDK"
#endif

#include <ophamin/abi.h>
#include <ophamin/failure.hpp>
#include <ophamin/host.hpp>
#include <ophamin/names.hpp>
#include <ophamin/parameters.hpp>
#include <ophamin/value.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>

namespace ophamin::sdk {

/// Cell types of columns and fields.
enum class Type : oph_type_t {
  kBoolean = OPH_BOOL,
  kInteger = OPH_INT,
  kNumber = OPH_FLOAT,
  kText = OPH_TEXT,
  kJson = OPH_JSON,
};

/// A set of types, ored.
using Types = std::uint32_t;
inline constexpr Types kBooleans = OPH_TYPE_BIT(OPH_BOOL);
inline constexpr Types kIntegers = OPH_TYPE_BIT(OPH_INT);
/// The host converts booleans and integers where only numbers are accepted.
inline constexpr Types kNumbers = OPH_TYPE_BIT(OPH_FLOAT);
inline constexpr Types kTexts = OPH_TYPE_BIT(OPH_TEXT);
inline constexpr Types kJson = OPH_TYPE_BIT(OPH_JSON);
inline constexpr Types kAnyType = kBooleans | kIntegers | kNumbers | kTexts | kJson;

namespace detail {

struct NoParameters {};

// The struct of a list of parameters, or NoParameters.
template <class List>
struct StructOf {
  using type = typename std::remove_cvref_t<List>::StructType;
};

template <class T>
struct ParametersOf {
  using type = NoParameters;
};
template <class T>
  requires requires { T::kParameters; }
struct ParametersOf<T> : StructOf<decltype(T::kParameters)> {};
template <class T>
using Params = typename ParametersOf<T>::type;

template <class T>
Params<T> read_parameters(const oph_value_t* raw) {
  if constexpr (requires { T::kParameters; }) {
    return T::kParameters.read(Value(raw));
  } else {
    return {};
  }
}

template <class T>
inline constexpr bool kIsMakeable =
    std::constructible_from<T, const Host&, const Params<T>&> || std::constructible_from<T, const Params<T>&> ||
    (std::same_as<Params<T>, NoParameters> && (std::constructible_from<T, const Host&> || std::default_initializable<T>));

template <class T>
T make(const Host& host, const Params<T>& params) {
  if constexpr (std::constructible_from<T, const Host&, const Params<T>&>) {
    return T(host, params);
  } else if constexpr (std::constructible_from<T, const Params<T>&>) {
    return T(params);
  } else if constexpr (std::constructible_from<T, const Host&>) {
    return T(host);
  } else {
    return T();
  }
}

// One instance as the host holds it. Kinds derive from it if they keep more.
template <class T>
struct Instance {
  Instance(const oph_host_t* raw_host, const oph_value_t* params) : host(raw_host), object(make<T>(host, read_parameters<T>(params))) {}
  Host host;
  T object;
};

template <class Held>
Held& held(oph_instance_t* instance) noexcept {
  return *reinterpret_cast<Held*>(instance);
}

template <class Held>
oph_status_t create(const oph_host_t* host, const oph_value_t* params, oph_instance_t** instance, oph_error_t* error) noexcept {
  return guarded(error, [&] { *instance = reinterpret_cast<oph_instance_t*>(std::make_unique<Held>(host, params).release()); });
}

template <class Held>
void destroy(oph_instance_t* instance) noexcept {
  delete &held<Held>(instance);
}

template <class List>
consteval bool parameter_names_are_legal(const List& list) {
  return list.all([](const auto& p) { return is_field_name(p.name()); });
}
template <class List>
consteval bool parameter_names_are_unique(const List& list) {
  return list.all([&](const auto& p) {
    std::size_t same = 0;
    list.all([&](const auto& q) {
      same += q.name() == p.name() ? 1 : 0;
      return true;
    });
    return same == 1;
  });
}
template <class List>
consteval bool parameters_have_help(const List& list) {
  return list.all([](const auto& p) { return is_one_line(p.help_text()); });
}
template <class List>
consteval bool parameter_bounds_are_in_order(const List& list) {
  return list.all([](const auto& p) { return p.bounds_in_order(); });
}
template <class List>
consteval bool enums_have_choices(const List& list) {
  return list.all([](const auto& p) {
    using Member = typename std::remove_cvref_t<decltype(p)>::MemberType;
    return !std::is_enum_v<ItemOf<Member>> || p.has_choices();
  });
}

template <class Struct>
constexpr bool can_be_made() {
  [[maybe_unused]] const Struct defaults{};
  return true;
}
template <class Struct>
concept ConstantDefaults = requires { typename std::bool_constant<can_be_made<Struct>()>; };

template <class List>
consteval bool defaults_are_in_bounds(const List& list) {
  using Struct = typename List::StructType;
  if constexpr (ConstantDefaults<Struct>) {
    return list.all([](const auto& p) { return p.default_in_bounds(Struct{}); });
  } else {
    return true;  // texts and arrays are made at run time; the host checks defaults against the schema when it loads the plugin
  }
}

template <const auto& List>
consteval bool check_parameters() {
  using Struct = typename std::remove_cvref_t<decltype(List)>::StructType;
  static_assert(std::is_default_constructible_v<Struct>,
                "sdk: the struct of parameters must be default-constructible: its defaults are the parameters' defaults");
  static_assert(parameter_names_are_legal(List), "sdk: a parameter's name has letters, digits, `_`, `.` and `-` only");
  static_assert(parameter_names_are_unique(List), "sdk: two parameters have the same name");
  static_assert(parameters_have_help(List), "sdk: each parameter needs help(), one line for whoever writes a manifest");
  static_assert(parameter_bounds_are_in_order(List), "sdk: a parameter's lower bound is above its upper bound");
  static_assert(enums_have_choices(List), "sdk: an enum parameter needs choices(), the text of each enumerator");
  if constexpr (std::is_default_constructible_v<Struct>) {
    static_assert(defaults_are_in_bounds(List), "sdk: a parameter's default is outside its own bounds or choices");
  }
  return true;
}

template <class T>
consteval bool check_component() {
  static_assert(is_one_line(T::kInfo.summary), "sdk: kInfo.summary is required: one line that says what the component does");
  static_assert(T::kInfo.revision >= 1, "sdk: kInfo.revision starts at 1 and is raised when results change");
  static_assert(std::is_nothrow_destructible_v<T>, "sdk: the destructor of a component must not throw");
  static_assert(requires { T::kParameters; } || !requires { typename T::Params; },
                "sdk: struct Params is there, but no kParameters that lists its members");
  static_assert(kIsMakeable<T>,
                "sdk: a component needs a constructor that takes (const sdk::Host&, const Params&), (const Params&), or, without "
                "parameters, (const sdk::Host&) or nothing");
  if constexpr (requires { T::kParameters; }) static_assert(check_parameters<T::kParameters>());
  return true;
}

template <class T>
std::string parameters_schema() {
  if constexpr (requires { T::kParameters; }) {
    return T::kParameters.schema();
  } else {
    return {};
  }
}

}  // namespace detail
}  // namespace ophamin::sdk
