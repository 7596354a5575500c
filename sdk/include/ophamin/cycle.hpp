// SPDX-License-Identifier: Apache-2.0
//
// The fields of a substrate, and one cycle to fill: names and types are checked while the substrate compiles.
#pragma once

#ifdef OPHAMIN_HOST_SIDE
#error "ophamin/cycle.hpp is for plugins; the host includes ophamin/abi.h and nothing else of the SDK"
#endif

#include <ophamin/abi.h>
#include <ophamin/component.hpp>
#include <ophamin/failure.hpp>
#include <ophamin/text.hpp>
#include <ophamin/writer.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string_view>
#include <type_traits>

namespace ophamin::sdk {

/// A field that each cycle fills.
struct Field {
  std::string_view name;
  Type type = Type::kNumber;
  std::string_view unit{};
  std::string_view family{};
  std::string_view description{};
  bool nullable = false;  ///< a successful cycle may leave it out
  bool measured = false;  ///< a duration or another physical reading: differs between equal runs
};

namespace detail {

template <std::size_t Size>
struct FixedText {
  char characters[Size]{};
  consteval FixedText(const char (&text)[Size]) { std::copy_n(text, Size, characters); }
  constexpr std::string_view text() const noexcept { return {characters, Size - 1}; }
};

template <class T>
consteval std::size_t field_index(std::string_view name) {
  std::size_t index = 0;
  for (const Field& field : T::kFields) {
    if (field.name == name) break;
    ++index;
  }
  return index;
}

template <class V>
struct OptionalItem {
  using type = V;
  static constexpr bool kOptional = false;
};
template <class V>
struct OptionalItem<std::optional<V>> {
  using type = V;
  static constexpr bool kOptional = true;
};

template <class V>
consteval bool fits(Type type) {
  switch (type) {
    case Type::kBoolean: return std::same_as<V, bool>;
    case Type::kInteger: return std::integral<V> && !std::same_as<V, bool>;
    case Type::kNumber: return (std::integral<V> || std::floating_point<V>) && !std::same_as<V, bool>;
    default: return std::convertible_to<const V&, std::string_view>;
  }
}

// A host of version 1.0 does not say; it may want them.
inline bool wants_raw(const oph_cycles_t& cycles) noexcept { return !OPH_HAS(&cycles, oph_cycles_t, raw_wanted) || cycles.raw_wanted != 0; }

}  // namespace detail

/// One cycle of the substrate `T`. A cycle that returns without fail() has succeeded.
template <class T>
class Cycle {
 public:
  Cycle(const oph_cycles_t* raw, std::uint64_t row) noexcept : raw_(raw), row_(row) {}
  Cycle(const Cycle&) = delete;
  Cycle& operator=(const Cycle&) = delete;

  /// Fills the field: `out.set<"ratio">(0.25)`. An empty std::optional leaves a nullable field out.
  template <detail::FixedText Name, class V>
  void set(const V& value) {
    constexpr auto kIndex = index_of<Name>();
    if constexpr (kIndex < std::size(T::kFields)) {
      constexpr Field kField = T::kFields[kIndex];
      using Item = typename detail::OptionalItem<V>::type;
      static_assert(!detail::OptionalItem<V>::kOptional || kField.nullable, "sdk: only a field declared nullable may be left out");
      static_assert(detail::fits<Item>(kField.type), "sdk: the value is not of the type that kFields declares for this field");
      if constexpr (detail::OptionalItem<V>::kOptional) {
        if (value.has_value()) store<kIndex>(*value);
      } else {
        store<kIndex>(value);
      }
    }
  }

  /// False if nobody will read the field; it may then be left out.
  template <detail::FixedText Name>
  bool wants() const noexcept {
    constexpr auto kIndex = index_of<Name>();
    return kIndex < std::size(T::kFields) && raw_->fields[kIndex].wanted != 0;
  }

  /// False if nobody will read raw outputs; raw() then does nothing.
  bool wants_raw() const noexcept { return detail::wants_raw(*raw_); }

  /// The cycle could not run, and why. Nothing is made up: its fields are dropped.
  void fail(std::string_view why) {
    failed_ = true;
    detail::expect(raw_->fail(raw_->context, row_, str(why)), "a failed cycle");
  }
  bool failed() const noexcept { return failed_; }

  /// The raw output; `write(Object&)` is called where the scenario asked for it.
  template <std::invocable<Object&> Write>
  void raw(Write&& write) {
    if (!wants_raw()) return;
    const oph_writer_t* writer = nullptr;
    detail::expect(raw_->raw(raw_->context, row_, &writer), "the raw output");
    Object object(writer);
    write(object);
  }

 private:
  template <detail::FixedText Name>
  static consteval std::size_t index_of() {
    constexpr auto kIndex = detail::field_index<T>(Name.text());
    static_assert(kIndex < std::size(T::kFields), "sdk: the substrate declares no field of this name in kFields");
    return kIndex;
  }

  template <std::size_t Index, class V>
  void store(const V& value) {
    constexpr Field kField = T::kFields[Index];
    const oph_field_buffer_t& buffer = raw_->fields[Index];
    if constexpr (kField.type == Type::kBoolean) {
      static_cast<std::uint8_t*>(buffer.values)[row_] = value ? 1 : 0;
    } else if constexpr (kField.type == Type::kInteger) {
      static_cast<std::int64_t*>(buffer.values)[row_] = static_cast<std::int64_t>(value);
    } else if constexpr (kField.type == Type::kNumber) {
      static_cast<double*>(buffer.values)[row_] = static_cast<double>(value);
    } else {
      if (buffer.wanted == 0) return;
      detail::expect(raw_->set_text(raw_->context, row_, Index, str(std::string_view(value))), "a text field");
    }
    if constexpr (kField.nullable) buffer.validity[row_] = 1;
  }

  const oph_cycles_t* raw_;
  std::uint64_t row_;
  bool failed_ = false;
};

}  // namespace ophamin::sdk
