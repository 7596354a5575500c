// SPDX-License-Identifier: Apache-2.0
//
// Typed writers for details, states and raw outputs. The host checks order and nesting; these make them hard to get wrong.
#pragma once

#ifdef OPHAMIN_HOST_SIDE
#error "ophamin/writer.hpp is for plugins; the host includes ophamin/abi.h and nothing else of the SDK"
#endif

#include <ophamin/abi.h>
#include <ophamin/failure.hpp>
#include <ophamin/text.hpp>
#include <ophamin/value.hpp>

#include <concepts>
#include <cstdint>
#include <iterator>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

namespace ophamin::sdk {

namespace detail {
template <class T>
void write_value(const oph_writer_t& to, const T& value);
}  // namespace detail

/// An open JSON object. `set` writes at once, in order; each key once.
///
///     detail.set("n", 12).set("limits", limits).set("rules", [&](sdk::Object& rules) { rules.set("rule1", hits); });
class Object {
 public:
  explicit Object(const oph_writer_t* to) noexcept : to_(to) {}

  template <class T>
  Object& set(std::string_view key, const T& value) {
    detail::expect(to_->key(to_->context, str(key)), "a key");
    detail::write_value(*to_, value);
    return *this;
  }
  /// Ready JSON text; the host parses and checks it.
  Object& set_json(std::string_view key, std::string_view document) {
    detail::expect(to_->key(to_->context, str(key)), "a key");
    detail::expect(to_->json(to_->context, str(document)), "a JSON document");
    return *this;
  }

 private:
  const oph_writer_t* to_;
};

/// An open JSON array.
class Array {
 public:
  explicit Array(const oph_writer_t* to) noexcept : to_(to) {}

  template <class T>
  Array& add(const T& value) {
    detail::write_value(*to_, value);
    return *this;
  }
  /// Ready JSON text; the host parses and checks it.
  Array& add_json(std::string_view document) {
    detail::expect(to_->json(to_->context, str(document)), "a JSON document");
    return *this;
  }

 private:
  const oph_writer_t* to_;
};

namespace detail {

// Writes one value: null, boolean, number, text, Value, optional, or a range of these; or calls a function that fills an object
// or an array.
template <class T>
void write_value(const oph_writer_t& to, const T& value) {
  if constexpr (std::same_as<T, std::nullptr_t> || std::same_as<T, std::nullopt_t>) {
    expect(to.null(to.context), "null");
  } else if constexpr (std::same_as<T, bool>) {
    expect(to.boolean(to.context, value ? 1u : 0u), "a boolean");
  } else if constexpr (std::integral<T>) {
    if constexpr (std::numeric_limits<T>::digits > 63) {
      if (value > static_cast<T>(std::numeric_limits<std::int64_t>::max())) {
        throw Failure(OPH_INTERNAL, "an integer beyond 63 bits cannot be written");
      }
    }
    expect(to.integer(to.context, static_cast<std::int64_t>(value)), "an integer");
  } else if constexpr (std::floating_point<T>) {
    expect(to.number(to.context, static_cast<double>(value)), "a number");
  } else if constexpr (std::convertible_to<const T&, std::string_view>) {
    expect(to.string(to.context, str(std::string_view(value))), "a text");
  } else if constexpr (std::same_as<T, Value>) {
    switch (value.type()) {
      case OPH_BOOL: return write_value(to, value.boolean());
      case OPH_INT: return write_value(to, value.integer());
      case OPH_FLOAT: return write_value(to, value.number());
      case OPH_TEXT: return write_value(to, value.text());
      case OPH_ARRAY:
        expect(to.begin_array(to.context), "an array");
        for (std::size_t i = 0; i < value.size(); ++i) write_value(to, value[i]);
        return expect(to.end_array(to.context), "the end of an array");
      case OPH_OBJECT:
        expect(to.begin_object(to.context), "an object");
        for (std::size_t i = 0; i < value.size(); ++i) {
          expect(to.key(to.context, str(value.key(i))), "a key");
          write_value(to, value[i]);
        }
        return expect(to.end_object(to.context), "the end of an object");
      default: return expect(to.null(to.context), "null");
    }
  } else if constexpr (requires { value.has_value(); *value; }) {
    if (value.has_value()) {
      write_value(to, *value);
    } else {
      expect(to.null(to.context), "null");
    }
  } else if constexpr (std::invocable<const T&, Object&>) {
    expect(to.begin_object(to.context), "an object");
    Object inner(&to);
    value(inner);
    expect(to.end_object(to.context), "the end of an object");
  } else if constexpr (std::invocable<const T&, Array&>) {
    expect(to.begin_array(to.context), "an array");
    Array inner(&to);
    value(inner);
    expect(to.end_array(to.context), "the end of an array");
  } else if constexpr (requires { std::begin(value); std::end(value); }) {
    expect(to.begin_array(to.context), "an array");
    for (const auto& item : value) write_value(to, static_cast<std::iter_value_t<decltype(std::begin(value))>>(item));
    expect(to.end_array(to.context), "the end of an array");
  } else {
    static_assert(std::same_as<T, void>,
                  "sdk: write null, a boolean, a number, a text, a Value, a range of these, or a function that takes Object& or Array&");
  }
}

}  // namespace detail

}  // namespace ophamin::sdk
