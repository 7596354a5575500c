// SPDX-License-Identifier: Apache-2.0
//
// Typed values: parameters, attributes and details to read; arguments to pass on.
#pragma once

#ifdef OPHAMIN_HOST_SIDE
#error "ophamin/value.hpp is for plugins; the host includes ophamin/abi.h and nothing else of the SDK"
#endif

#include <ophamin/abi.h>
#include <ophamin/failure.hpp>
#include <ophamin/text.hpp>

#include <concepts>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace ophamin::sdk {

/// What a type is called in messages.
constexpr std::string_view type_name(oph_type_t type) noexcept {
  constexpr std::string_view kNames[] = {"null", "a boolean", "an integer", "a number", "a text", "an array", "an object", "JSON"};
  return type < std::size(kNames) ? kNames[type] : "an unknown type";
}

/// A view of one value; as long as the call that received it. A default one is null.
class Value {
 public:
  Value() noexcept = default;
  explicit Value(const oph_value_t* raw) noexcept : raw_(raw) {}

  oph_type_t type() const noexcept { return raw_ == nullptr ? oph_type_t{OPH_NULL} : raw_->type; }
  bool is_null() const noexcept { return type() == OPH_NULL; }
  bool is_boolean() const noexcept { return type() == OPH_BOOL; }
  bool is_integer() const noexcept { return type() == OPH_INT; }
  bool is_number() const noexcept { return type() == OPH_FLOAT || is_integer(); }
  bool is_text() const noexcept { return type() == OPH_TEXT; }
  bool is_array() const noexcept { return type() == OPH_ARRAY; }
  bool is_object() const noexcept { return type() == OPH_OBJECT; }

  /// Each reader throws OPH_INVALID_ARGUMENT if the value is of another type.
  bool boolean() const { return require(OPH_BOOL).integer != 0; }
  /// Also a number without a fraction.
  std::int64_t integer() const {
    if (type() == OPH_FLOAT) {
      const double number = raw_->number;
      if (number >= -0x1p63 && number < 0x1p63 && number == static_cast<double>(static_cast<std::int64_t>(number))) {
        return static_cast<std::int64_t>(number);
      }
    }
    return require(OPH_INT).integer;
  }
  /// Also an integer.
  double number() const { return is_integer() ? static_cast<double>(raw_->integer) : require(OPH_FLOAT).number; }
  std::string_view text() const { return view(require(OPH_TEXT).text); }

  /// Items of an array or members of an object; 0 for anything else.
  std::size_t size() const noexcept { return is_array() || is_object() ? static_cast<std::size_t>(raw_->count) : 0; }
  /// Item `index`; null beyond the end.
  Value operator[](std::size_t index) const noexcept { return index < size() ? Value(raw_->items + index) : Value(); }
  /// Key `index` of an object.
  std::string_view key(std::size_t index) const noexcept {
    return is_object() && index < size() ? view(raw_->keys[index]) : std::string_view{};
  }
  bool contains(std::string_view name) const noexcept { return find(name) != nullptr; }
  /// The member `name` of an object; null if there is none.
  Value operator[](std::string_view name) const noexcept { return Value(find(name)); }

  const oph_value_t* raw() const noexcept { return raw_; }

 private:
  const oph_value_t* find(std::string_view name) const noexcept {
    if (!is_object()) return nullptr;
    for (std::size_t i = 0; i < size(); ++i) {
      if (view(raw_->keys[i]) == name) return raw_->items + i;
    }
    return nullptr;
  }
  const oph_value_t& require(oph_type_t wanted) const {
    if (type() != wanted) {
      throw invalid_argument("expected " + std::string(type_name(wanted)) + ", found " + std::string(type_name(type())));
    }
    return *raw_;
  }

  const oph_value_t* raw_ = nullptr;
};

namespace detail {

constexpr oph_value_t raw_null() noexcept { return oph_value_t{OPH_NULL, 0, 0, 0.0, {nullptr, 0}, 0, nullptr, nullptr}; }
constexpr oph_value_t raw_boolean(bool value) noexcept {
  auto raw = raw_null();
  raw.type = OPH_BOOL;
  raw.integer = value ? 1 : 0;
  return raw;
}
constexpr oph_value_t raw_integer(std::int64_t value) noexcept {
  auto raw = raw_null();
  raw.type = OPH_INT;
  raw.integer = value;
  return raw;
}
constexpr oph_value_t raw_number(double value) noexcept {
  auto raw = raw_null();
  raw.type = OPH_FLOAT;
  raw.number = value;
  return raw;
}
constexpr oph_value_t raw_text(std::string_view value) noexcept {
  auto raw = raw_null();
  raw.type = OPH_TEXT;
  raw.text = str(value);
  return raw;
}
inline oph_value_t raw_array(std::span<const oph_value_t> items) noexcept {
  auto raw = raw_null();
  raw.type = OPH_ARRAY;
  raw.count = items.size();
  raw.items = items.data();
  return raw;
}
inline oph_value_t raw_object(std::span<const oph_str_t> keys, std::span<const oph_value_t> items) noexcept {
  auto raw = raw_array(items);
  raw.type = OPH_OBJECT;
  raw.keys = keys.data();
  return raw;
}

}  // namespace detail

/// An object that a plugin makes: parameters of a pillar that it computes, of a session that it opens, attributes of a record.
/// Copies what it is given. `Arguments{}.set("level", 0.99).set("sizes", sizes)`. Also the type of a parameter that is an object
/// to be passed on.
class Arguments {
 public:
  Arguments() = default;
  /// A copy of every member of an object; throws OPH_INVALID_ARGUMENT if it is none.
  explicit Arguments(const Value& object) {
    if (!object.is_object()) throw invalid_argument("expected an object, found " + std::string(type_name(object.type())));
    for (std::size_t i = 0; i < object.size(); ++i) set(object.key(i), object[i]);
  }
  // Values point into the texts and arrays held beside them: a copy is made member by member.
  Arguments(const Arguments& other) {
    for (std::size_t i = 0; i < other.keys_.size(); ++i) set(view(other.keys_[i]), Value(&other.values_[i]));
  }
  Arguments& operator=(const Arguments& other) {
    if (this != &other) *this = Arguments(other);
    return *this;
  }
  Arguments(Arguments&&) noexcept = default;
  Arguments& operator=(Arguments&&) noexcept = default;

  /// Sets one member; a key that is there already is replaced.
  template <class T>
  Arguments& set(std::string_view key, const T& value) {
    const auto made = make(value);
    for (std::size_t i = 0; i < keys_.size(); ++i) {
      if (view(keys_[i]) == key) {
        values_[i] = made;
        return *this;
      }
    }
    keys_.push_back(str(texts_.emplace_back(key)));
    values_.push_back(made);
    return *this;
  }

  /// Points into this object; valid until it is changed, moved or destroyed.
  oph_value_t raw() const noexcept { return detail::raw_object(keys_, values_); }
  bool empty() const noexcept { return keys_.empty(); }

 private:
  template <class T>
  oph_value_t make(const T& value) {
    if constexpr (std::same_as<T, bool>) {
      return detail::raw_boolean(value);
    } else if constexpr (std::integral<T>) {
      return detail::raw_integer(static_cast<std::int64_t>(value));
    } else if constexpr (std::floating_point<T>) {
      return detail::raw_number(static_cast<double>(value));
    } else if constexpr (std::convertible_to<const T&, std::string_view>) {
      return detail::raw_text(texts_.emplace_back(std::string_view(value)));
    } else if constexpr (std::same_as<T, Value>) {
      return copy(value);
    } else if constexpr (std::same_as<T, Arguments>) {
      const auto inner = value.raw();
      return copy(Value(&inner));
    } else if constexpr (requires { std::begin(value); }) {
      std::vector<oph_value_t> items;
      for (const auto& item : value) items.push_back(make(item));
      return detail::raw_array(arrays_.emplace_back(std::move(items)));
    } else {
      static_assert(std::same_as<T, void>, "sdk: a value is a boolean, a number, a text, a Value, an Arguments, or an array of these");
    }
  }

  oph_value_t copy(const Value& value) {
    if (value.is_text()) return make(value.text());
    if (!value.is_array() && !value.is_object()) return value.raw() == nullptr ? detail::raw_null() : *value.raw();
    std::vector<oph_value_t> items;
    std::vector<oph_str_t> keys;
    for (std::size_t i = 0; i < value.size(); ++i) {
      items.push_back(copy(value[i]));
      if (value.is_object()) keys.push_back(str(texts_.emplace_back(value.key(i))));
    }
    const auto& held = arrays_.emplace_back(std::move(items));
    return value.is_object() ? detail::raw_object(inner_keys_.emplace_back(std::move(keys)), held) : detail::raw_array(held);
  }

  std::vector<oph_str_t> keys_;
  std::vector<oph_value_t> values_;
  std::deque<std::string> texts_;
  std::deque<std::vector<oph_value_t>> arrays_;
  std::deque<std::vector<oph_str_t>> inner_keys_;
};

}  // namespace ophamin::sdk
