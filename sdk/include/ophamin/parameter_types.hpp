// SPDX-License-Identifier: Apache-2.0
//
// The types that a parameter may have, and how each is read.
#pragma once

#ifdef OPHAMIN_HOST_SIDE
#error "ophamin/parameter_types.hpp is for plugins; the host includes ophamin/abi.h and nothing else of the SDK"
#endif

#include <ophamin/failure.hpp>
#include <ophamin/value.hpp>

#include <concepts>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace ophamin::sdk {

/// A parameter of any scalar type, null included.
using Scalar = std::variant<std::monostate, bool, std::int64_t, double, std::string>;

namespace detail {

template <class T>
struct Wrapped {
  using Item = T;
  static constexpr bool kOptional = false;
  static constexpr bool kArray = false;
  static constexpr bool kTable = false;
};
template <class T>
struct Wrapped<std::optional<T>> : Wrapped<T> {
  static constexpr bool kOptional = true;
};
template <class T>
struct Wrapped<std::vector<T>> {
  using Item = T;
  static constexpr bool kOptional = false;
  static constexpr bool kArray = true;
  static constexpr bool kTable = false;
};
template <class T>
struct Wrapped<std::map<std::string, T>> {
  using Item = T;
  static constexpr bool kOptional = false;
  static constexpr bool kArray = false;
  static constexpr bool kTable = true;
};

template <class T>
using ItemOf = typename Wrapped<T>::Item;
template <class T>
inline constexpr bool kIsOptional = Wrapped<T>::kOptional;
template <class T>
inline constexpr bool kIsArray = Wrapped<T>::kArray;
template <class T>
inline constexpr bool kIsTable = Wrapped<T>::kTable;

template <class T>
inline constexpr bool kIsNumber = (std::is_integral_v<T> && !std::is_same_v<T, bool>) || std::is_floating_point_v<T>;
template <class T>
inline constexpr bool kIsItem = kIsNumber<T> || std::is_same_v<T, bool> || std::is_same_v<T, std::string> || std::is_enum_v<T> ||
                                std::is_same_v<T, Scalar> || std::is_same_v<T, Arguments>;
// Not an optional array or table: an empty one says the same.
template <class T>
inline constexpr bool kIsParameter = kIsItem<ItemOf<T>> && !(kIsOptional<T> && (kIsArray<T> || kIsTable<T>));

template <class T, class Check>
constexpr bool all_items(const T& value, Check check) {
  if constexpr (kIsOptional<T>) {
    return !value.has_value() || check(*value);
  } else if constexpr (kIsArray<T>) {
    for (const auto& item : value) {
      if (!check(item)) return false;
    }
    return true;
  } else if constexpr (kIsTable<T>) {
    for (const auto& member : value) {
      if (!check(member.second)) return false;
    }
    return true;
  } else {
    return check(value);
  }
}

// The member `type` of the JSON Schema.
template <class T>
constexpr std::string_view schema_type() noexcept {
  if constexpr (std::is_same_v<T, bool>) {
    return R"("boolean")";
  } else if constexpr (std::is_integral_v<T>) {
    return R"("integer")";
  } else if constexpr (std::is_floating_point_v<T>) {
    return R"("number")";
  } else if constexpr (std::is_same_v<T, Scalar>) {
    return R"("null","boolean","integer","number","string")";
  } else if constexpr (std::is_same_v<T, Arguments>) {
    return R"("object")";
  } else {
    return R"("string")";
  }
}

template <class T>
T read_scalar(const Value& value) {
  if constexpr (std::is_same_v<T, bool>) {
    return value.boolean();
  } else if constexpr (std::is_integral_v<T>) {
    const auto integer = value.integer();
    if (!std::in_range<T>(integer)) {
      throw invalid_argument("expected an integer of at most " + std::to_string(std::numeric_limits<T>::max()) + ", found " +
                             std::to_string(integer));
    }
    return static_cast<T>(integer);
  } else if constexpr (std::is_floating_point_v<T>) {
    return static_cast<T>(value.number());
  } else if constexpr (std::is_same_v<T, Scalar>) {
    switch (value.type()) {
      case OPH_NULL: return std::monostate{};
      case OPH_BOOL: return value.boolean();
      case OPH_INT: return value.integer();
      case OPH_FLOAT: return value.number();
      default: return std::string(value.text());
    }
  } else if constexpr (std::is_same_v<T, Arguments>) {
    return Arguments(value);
  } else {
    return T(value.text());
  }
}

}  // namespace detail
}  // namespace ophamin::sdk
