// SPDX-License-Identifier: Apache-2.0
//
// The JSON value of signed records. A general JSON library does not do, because a signature depends on what most of
// them lose: the difference between 30 and 30.0, integers beyond 64 bits, NaN and infinities, lone surrogates, and
// the order of members.
//
//   Json value = parse_json(R"({"n": 3, "ratio": 0.5})");
//   value.find("n")->as_int();                       // 3
//   value.as_object().set("name", "spc");            // appended; an existing member keeps its place
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ophamin::records {

class Json;
struct Member;

using JsonArray = std::vector<Json>;

/// Members in the order they were added. Keys are unique; lookup is linear, which is fastest at the sizes of records.
class JsonObject {
 public:
  using const_iterator = const Member*;
  using iterator = Member*;

  JsonObject() noexcept;
  JsonObject(std::initializer_list<Member> members);  ///< a repeated key: the last value at the first place
  JsonObject(const JsonObject& other);
  JsonObject(JsonObject&& other) noexcept;
  JsonObject& operator=(const JsonObject& other);
  JsonObject& operator=(JsonObject&& other) noexcept;
  ~JsonObject();

  bool empty() const noexcept;
  std::size_t size() const noexcept;
  void reserve(std::size_t count);
  void clear() noexcept;

  const_iterator begin() const noexcept;
  const_iterator end() const noexcept;
  iterator begin() noexcept;
  iterator end() noexcept;

  bool contains(std::string_view key) const noexcept;
  /// The value of a key, or nullptr.
  const Json* find(std::string_view key) const noexcept;
  Json* find(std::string_view key) noexcept;
  /// The value of a key, added as null when there is none.
  Json& operator[](std::string_view key);
  /// Replaces the value in place, or appends the member.
  void set(std::string_view key, Json value);
  /// Appends without looking for the key: the caller knows that it is new.
  void append(std::string key, Json value);
  /// True when there was such a member.
  bool erase(std::string_view key);

 private:
  friend class JsonParser;
  std::vector<Member> members_;
};

/// A JSON value. Strings hold UTF-8, in which a lone surrogate is allowed (three bytes, as in WTF-8). A value owns all
/// it holds; copying is deep. The as_ functions are for values whose kind is known: on another kind they throw
/// diagnostics::Error (kRecordDecodeError).
class Json {
 public:
  enum class Kind : std::uint8_t { kNull, kBool, kInt, kBigInt, kDouble, kString, kArray, kObject };

  Json() noexcept : integer_(0), kind_(Kind::kNull) {}
  Json(std::nullptr_t) noexcept : Json() {}
  Json(std::same_as<bool> auto value) noexcept : boolean_(value), kind_(Kind::kBool) {}
  template <std::integral T>
    requires(!std::same_as<T, bool> && !std::same_as<T, char>)
  Json(T value) : Json() {
    if (std::in_range<std::int64_t>(value)) {
      integer_ = static_cast<std::int64_t>(value);
      kind_ = Kind::kInt;
    } else {
      *this = big_integer(std::to_string(value));
    }
  }
  Json(std::floating_point auto value) noexcept : real_(static_cast<double>(value)), kind_(Kind::kDouble) {}
  Json(std::string text) noexcept;
  Json(std::string_view text);
  Json(const char* text);
  Json(JsonArray array) noexcept;
  Json(JsonObject object) noexcept;

  Json(const Json& other);
  Json(Json&& other) noexcept { steal(other); }
  Json& operator=(const Json& other);
  Json& operator=(Json&& other) noexcept {
    if (!holds_memory()) {
      if (this != &other) steal(other);
      return *this;
    }
    Json taken(std::move(other));  // first, for `other` may be a part of this value
    destroy();
    steal(taken);
    return *this;
  }
  ~Json() {
    if (holds_memory()) destroy();
  }

  /// An integer by its decimal digits, with an optional leading '-': kInt when it fits 64 bits, otherwise kBigInt.
  /// The digits must be canonical (no leading zeros, no "-0").
  static Json big_integer(std::string digits);

  Kind kind() const noexcept { return kind_; }
  bool is_null() const noexcept { return kind_ == Kind::kNull; }
  bool is_bool() const noexcept { return kind_ == Kind::kBool; }
  bool is_int() const noexcept { return kind_ == Kind::kInt; }
  bool is_big_int() const noexcept { return kind_ == Kind::kBigInt; }
  bool is_double() const noexcept { return kind_ == Kind::kDouble; }
  bool is_number() const noexcept { return is_int() || is_big_int() || is_double(); }
  bool is_string() const noexcept { return kind_ == Kind::kString; }
  bool is_array() const noexcept { return kind_ == Kind::kArray; }
  bool is_object() const noexcept { return kind_ == Kind::kObject; }

  bool as_bool() const;
  std::int64_t as_int() const;
  double as_double() const;
  const std::string& as_big_int() const;  ///< the digits
  const std::string& as_string() const;
  const JsonArray& as_array() const;
  JsonArray& as_array();
  const JsonObject& as_object() const;
  JsonObject& as_object();

  /// Any number as a double; beyond its range an infinity.
  double to_double() const;

  /// The member of an object; nullptr when this is no object or has no such member.
  const Json* find(std::string_view key) const noexcept;

  /// True when both would be written as the same bytes, member order included: 1 differs from 1.0, 0.0 from -0.0, and
  /// NaN equals NaN.
  friend bool operator==(const Json& left, const Json& right) noexcept;

 private:
  friend class JsonParser;
  bool holds_memory() const noexcept { return kind_ >= Kind::kBigInt && kind_ != Kind::kDouble; }
  void destroy() noexcept;
  void steal_memory(Json& other) noexcept;
  /// Leaves `other` null. This value must hold no memory.
  void steal(Json& other) noexcept {
    kind_ = other.kind_;
    if (other.holds_memory()) {
      steal_memory(other);
    } else if (kind_ == Kind::kDouble) {
      real_ = other.real_;
    } else if (kind_ == Kind::kBool) {
      boolean_ = other.boolean_;
    } else {
      integer_ = other.integer_;
    }
    other.integer_ = 0;
    other.kind_ = Kind::kNull;
  }
  /// Makes a null value an empty string.
  std::string& make_string() noexcept;

  union {
    bool boolean_;
    std::int64_t integer_;
    double real_;
    std::string text_;  // kString, and the digits of kBigInt
    JsonArray array_;
    JsonObject object_;
  };
  Kind kind_;
};

struct Member {
  std::string key;
  Json value;
  friend bool operator==(const Member& left, const Member& right) noexcept = default;
};

/// "null", "a boolean", "an integer", "a number", "a string", "an array", "an object": for messages.
std::string_view kind_name(Json::Kind kind) noexcept;

inline JsonObject::const_iterator JsonObject::begin() const noexcept { return members_.data(); }
inline JsonObject::const_iterator JsonObject::end() const noexcept { return members_.data() + members_.size(); }
inline JsonObject::iterator JsonObject::begin() noexcept { return members_.data(); }
inline JsonObject::iterator JsonObject::end() noexcept { return members_.data() + members_.size(); }
inline bool JsonObject::empty() const noexcept { return members_.empty(); }
inline std::size_t JsonObject::size() const noexcept { return members_.size(); }

}  // namespace ophamin::records
