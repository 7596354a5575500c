// SPDX-License-Identifier: Apache-2.0
//
// Parameters: a plain struct with defaults, and a list that names its members. The JSON Schema that the host checks against
// is derived from the list, and the struct is filled from what the host hands over.
//
//     struct Params { double level = 0.95; std::vector<double> sizes; };
//     static constexpr auto kParameters = sdk::parameters(
//         sdk::param("level", &Params::level).help("confidence level").open_interval(0, 1),
//         sdk::param("sizes", &Params::sizes).help("sizes to try, bytes").at_least(1));
#pragma once

#ifdef OPHAMIN_HOST_SIDE
#error "ophamin/parameters.hpp is for plugins; the host includes ophamin/abi.h and nothing else of the SDK"
#endif

#include <ophamin/failure.hpp>
#include <ophamin/parameter_types.hpp>
#include <ophamin/schema_text.hpp>
#include <ophamin/value.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace ophamin::sdk {

/// One member of a parameter struct and what is allowed in it. Bounds and choices of an array or a table hold for each item.
template <class Struct, class Member>
class Parameter {
 public:
  using Item = detail::ItemOf<Member>;
  static constexpr std::size_t kMostChoices = 24;

  constexpr Parameter(std::string_view name, Member Struct::*member) noexcept : name_(name), member_(member) {
    static_assert(detail::kIsParameter<Member>,
                  "sdk: a parameter is a bool, a number, a std::string, an enum, a sdk::Scalar, a sdk::Arguments, a std::vector, a "
                  "std::optional or a std::map<std::string, ...> of these");
  }

  /// One line for whoever writes a manifest; with the unit. Required.
  constexpr Parameter help(std::string_view text) const noexcept { return with([&](auto& p) { p.help_ = text; }); }
  /// The manifest has to give it; the struct's default is not used.
  constexpr Parameter required() const noexcept {
    static_assert(!detail::kIsOptional<Member>, "sdk: a std::optional parameter cannot be required");
    return with([](auto& p) { p.required_ = true; });
  }
  constexpr Parameter at_least(double low) const noexcept { return bounds({low, false}, {}); }
  constexpr Parameter at_most(double high) const noexcept { return bounds({}, {high, false}); }
  constexpr Parameter above(double low) const noexcept { return bounds({low, true}, {}); }
  constexpr Parameter below(double high) const noexcept { return bounds({}, {high, true}); }
  /// low <= x <= high
  constexpr Parameter range(double low, double high) const noexcept { return bounds({low, false}, {high, false}); }
  /// low < x < high
  constexpr Parameter open_interval(double low, double high) const noexcept { return bounds({low, true}, {high, true}); }
  /// Arrays: at least this many items.
  constexpr Parameter min_items(std::size_t count) const noexcept {
    static_assert(detail::kIsArray<Member>, "sdk: only an array has a number of items");
    return with([&](auto& p) { p.min_items_ = count; });
  }
  /// Texts: the allowed ones.
  constexpr Parameter one_of(std::initializer_list<std::string_view> texts) const {
    static_assert(std::is_same_v<Item, std::string>, "sdk: one_of() lists texts; an enum lists its texts with choices()");
    return with([&](auto& p) {
      for (const auto text : texts) p.choices_.at(p.choice_count_++).first = text;
    });
  }
  /// Texts: the path of a file or folder. The host makes a relative one absolute against the manifest's folder.
  constexpr Parameter path() const noexcept {
    static_assert(std::is_same_v<Item, std::string>, "sdk: a path is a std::string");
    return with([](auto& p) { p.is_path_ = true; });
  }
  /// Enums: the text of each enumerator.
  constexpr Parameter choices(std::initializer_list<std::pair<std::string_view, Item>> pairs) const {
    static_assert(std::is_enum_v<Item>, "sdk: choices() pairs texts with the enumerators of an enum");
    return with([&](auto& p) {
      for (const auto& pair : pairs) p.choices_.at(p.choice_count_++) = {pair.first, pair.second};
    });
  }

  // What the layer reads.
  using MemberType = Member;
  constexpr std::string_view name() const noexcept { return name_; }
  constexpr std::string_view help_text() const noexcept { return help_; }
  constexpr bool has_choices() const noexcept { return choice_count_ != 0; }
  constexpr bool bounds_in_order() const noexcept {
    if (!low_.value || !high_.value) return true;
    return low_.open || high_.open ? *low_.value < *high_.value : *low_.value <= *high_.value;
  }
  constexpr bool default_in_bounds(const Struct& defaults) const noexcept {
    if (required_) return true;
    return detail::all_items(defaults.*member_, [this](const Item& item) { return allows(item); });
  }

  void add_schema(detail::SchemaText& schema, const Struct& defaults) const {
    schema.begin_property(name_, help_, required_);
    if constexpr (detail::kIsArray<Member>) {
      schema.array_of(min_items_);
      add_item_schema(schema);
      schema.end_items();
    } else if constexpr (detail::kIsTable<Member>) {
      schema.table_of();
      add_item_schema(schema);
      schema.end_items();
    } else {
      add_item_schema(schema);
    }
    if constexpr (!detail::kIsOptional<Member>) {
      if (!required_) schema.default_value([&](std::string& out) { append_default(out, defaults.*member_); });
    }
    schema.end_property();
  }

  void read(const Value& object, Struct& into) const {
    const Value value = object[name_];
    if (value.raw() == nullptr) {
      if (required_) throw invalid_argument("parameter `" + std::string(name_) + "`: expected a value, found none");
      return;
    }
    try {
      if constexpr (detail::kIsOptional<Member>) {
        into.*member_ = value.is_null() ? Member{} : Member{read_item(value)};
      } else if constexpr (detail::kIsArray<Member>) {
        if (!value.is_array()) throw invalid_argument("expected an array, found " + std::string(type_name(value.type())));
        Member items;
        items.reserve(value.size());
        for (std::size_t i = 0; i < value.size(); ++i) items.push_back(read_item(value[i]));
        into.*member_ = std::move(items);
      } else if constexpr (detail::kIsTable<Member>) {
        if (!value.is_object()) throw invalid_argument("expected a table, found " + std::string(type_name(value.type())));
        Member members;
        for (std::size_t i = 0; i < value.size(); ++i) members.insert_or_assign(std::string(value.key(i)), read_item(value[i]));
        into.*member_ = std::move(members);
      } else {
        into.*member_ = read_item(value);
      }
    } catch (const Failure& failure) {
      throw Failure(failure.status(), "parameter `" + std::string(name_) + "`: " + failure.what());
    }
  }

 private:
  template <class Change>
  constexpr Parameter with(Change change) const {
    Parameter copy = *this;
    change(copy);
    return copy;
  }
  constexpr Parameter bounds(detail::Bound low, detail::Bound high) const noexcept {
    static_assert(detail::kIsNumber<Item>, "sdk: only numbers have bounds");
    return with([&](auto& p) {
      if (low.value) p.low_ = low;
      if (high.value) p.high_ = high;
    });
  }

  constexpr bool allows(const Item& item) const noexcept {
    if constexpr (detail::kIsNumber<Item>) {
      const auto number = static_cast<double>(item);
      if (low_.value && !(low_.open ? number > *low_.value : number >= *low_.value)) return false;
      if (high_.value && !(high_.open ? number < *high_.value : number <= *high_.value)) return false;
      return true;
    } else if constexpr (std::is_same_v<Item, std::string> || std::is_enum_v<Item>) {
      if (choice_count_ == 0) return true;
      for (std::size_t i = 0; i < choice_count_; ++i) {
        if constexpr (std::is_enum_v<Item>) {
          if (choices_[i].second == item) return true;
        } else {
          if (choices_[i].first == item) return true;
        }
      }
      return false;
    } else {
      return true;
    }
  }

  void add_item_schema(detail::SchemaText& schema) const {
    schema.type(detail::schema_type<Item>(), detail::kIsOptional<Member>);
    if (is_path_) schema.format("path");
    auto low = low_;
    auto high = high_;
    if constexpr (std::is_integral_v<Item> && !std::is_same_v<Item, bool>) {
      // What the member cannot hold is refused by the schema, not when it is read. Every int64_t is allowed anyway.
      constexpr bool kNarrow = sizeof(Item) < sizeof(std::int64_t);
      if (!low.value && (kNarrow || std::is_unsigned_v<Item>)) low.value = static_cast<double>(std::numeric_limits<Item>::min());
      if (!high.value && kNarrow) high.value = static_cast<double>(std::numeric_limits<Item>::max());
    }
    schema.bound("Minimum", low, std::is_integral_v<Item>);
    schema.bound("Maximum", high, std::is_integral_v<Item>);
    if (choice_count_ != 0) {
      std::vector<std::string_view> texts;
      for (std::size_t i = 0; i < choice_count_; ++i) texts.push_back(choices_[i].first);
      schema.choices(texts, detail::kIsOptional<Member>);
    }
  }

  template <class T>
  void append_default(std::string& out, const T& value) const {
    if constexpr (detail::kIsArray<T>) {
      out += '[';
      for (const auto& item : value) {
        if (out.back() != '[') out += ',';
        append_default(out, static_cast<const Item&>(item));
      }
      out += ']';
    } else if constexpr (detail::kIsTable<T>) {
      out += '{';
      for (const auto& [key, item] : value) {
        if (out.back() != '{') out += ',';
        detail::append_json(out, std::string_view(key));
        out += ':';
        append_default(out, static_cast<const Item&>(item));
      }
      out += '}';
    } else if constexpr (std::is_enum_v<T>) {
      for (std::size_t i = 0; i < choice_count_; ++i) {
        if (choices_[i].second == value) return detail::append_json(out, choices_[i].first);
      }
      detail::append_json(out, std::string_view{});
    } else {
      detail::append_json(out, value);
    }
  }

  Item read_item(const Value& value) const {
    if constexpr (std::is_enum_v<Item>) {
      for (std::size_t i = 0; i < choice_count_; ++i) {
        if (choices_[i].first == value.text()) return choices_[i].second;
      }
      throw invalid_argument("found `" + std::string(value.text()) + "`, which is none of the choices");
    } else {
      return detail::read_scalar<Item>(value);
    }
  }

  using ChoiceValue = std::conditional_t<std::is_enum_v<Item>, Item, char>;
  std::string_view name_;
  std::string_view help_;
  Member Struct::*member_;
  detail::Bound low_, high_;
  std::size_t min_items_ = 0;
  bool required_ = false;
  bool is_path_ = false;
  std::array<std::pair<std::string_view, ChoiceValue>, kMostChoices> choices_{};
  std::size_t choice_count_ = 0;
};

/// Names one member. Go on with help() and what is allowed.
template <class Struct, class Member>
constexpr Parameter<Struct, Member> param(std::string_view name, Member Struct::*member) noexcept {
  return {name, member};
}

/// Names a member that the struct inherits: `param<Params>("root", &Params::root)`.
template <class Struct, class Base, class Member>
  requires(std::is_base_of_v<Base, Struct> && !std::is_same_v<Base, Struct>)
constexpr Parameter<Struct, Member> param(std::string_view name, Member Base::*member) noexcept {
  return {name, static_cast<Member Struct::*>(member)};
}

/// The list of a component's parameters.
template <class Struct, class... Members>
class ParameterList {
 public:
  using StructType = Struct;

  constexpr explicit ParameterList(const Parameter<Struct, Members>&... list) : list_(list...) {}

  /// `check(parameter)` for each; true if all are.
  template <class Check>
  constexpr bool all(Check check) const {
    return std::apply([&](const auto&... each) { return (check(each) && ...); }, list_);
  }

  /// The parameters of both lists, this one's first.
  template <class... More>
  constexpr auto operator+(const ParameterList<Struct, More...>& more) const {
    return std::apply(
        [&](const auto&... mine) {
          return std::apply([&](const auto&... others) { return ParameterList<Struct, Members..., More...>(mine..., others...); },
                            more.list_);
        },
        list_);
  }

  std::string schema() const {
    static_assert(std::is_default_constructible_v<Struct>,
                  "sdk: the struct of parameters must be default-constructible: its defaults are the parameters' defaults");
    const Struct defaults{};
    detail::SchemaText text;
    std::apply([&](const auto&... each) { (each.add_schema(text, defaults), ...); }, list_);
    return text.finish();
  }

  Struct read(const Value& object) const {
    Struct into{};
    std::apply([&](const auto&... each) { (each.read(object, into), ...); }, list_);
    return into;
  }

 private:
  template <class, class...>
  friend class ParameterList;
  std::tuple<Parameter<Struct, Members>...> list_;
};

template <class Struct, class... Members>
constexpr ParameterList<Struct, Members...> parameters(const Parameter<Struct, Members>&... list) {
  return ParameterList<Struct, Members...>(list...);
}

}  // namespace ophamin::sdk
