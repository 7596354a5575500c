// SPDX-License-Identifier: Apache-2.0
//
// Values, tables and writers of the raw ABI for tests: JSON in, JSON out.
#pragma once

#include <ophamin/abi.h>

#include <boost/json.hpp>
#include <cmath>
#include <cstdint>
#include <deque>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace ophamin::test {

namespace json = boost::json;

inline std::string_view view(oph_str_t raw) { return raw.size == 0 ? std::string_view{} : std::string_view{raw.data, raw.size}; }
inline std::string text(oph_str_t raw) { return std::string(view(raw)); }
inline oph_str_t str(std::string_view text) { return {text.data(), text.size()}; }

/// Owns a tree of oph_value_t made of JSON.
class ValueTree {
 public:
  explicit ValueTree(const json::value& value) : root_(make(value)) {}
  ValueTree(const ValueTree&) = delete;
  ValueTree& operator=(const ValueTree&) = delete;
  const oph_value_t* get() const { return &root_; }

 private:
  oph_value_t make(const json::value& value) {
    oph_value_t raw{};
    switch (value.kind()) {
      case json::kind::null: break;
      case json::kind::bool_: raw.type = OPH_BOOL; raw.integer = value.get_bool() ? 1 : 0; break;
      case json::kind::int64: raw.type = OPH_INT; raw.integer = value.get_int64(); break;
      case json::kind::uint64: raw.type = OPH_INT; raw.integer = static_cast<std::int64_t>(value.get_uint64()); break;
      case json::kind::double_: raw.type = OPH_FLOAT; raw.number = value.get_double(); break;
      case json::kind::string:
        raw.type = OPH_TEXT;
        raw.text = str(texts_.emplace_back(std::string_view(value.get_string())));
        break;
      case json::kind::array: {
        std::vector<oph_value_t> items;
        for (const auto& item : value.get_array()) items.push_back(make(item));
        raw.type = OPH_ARRAY;
        raw.count = items.size();
        raw.items = lists_.emplace_back(std::move(items)).data();
        break;
      }
      case json::kind::object: {
        std::vector<oph_value_t> items;
        std::vector<oph_str_t> keys;
        for (const auto& [key, member] : value.get_object()) {
          keys.push_back(str(texts_.emplace_back(std::string_view(key))));
          items.push_back(make(member));
        }
        raw.type = OPH_OBJECT;
        raw.count = items.size();
        raw.items = lists_.emplace_back(std::move(items)).data();
        raw.keys = keys_.emplace_back(std::move(keys)).data();
        break;
      }
    }
    return raw;
  }

  std::deque<std::string> texts_;
  std::deque<std::vector<oph_value_t>> lists_;
  std::deque<std::vector<oph_str_t>> keys_;
  oph_value_t root_;
};

/// JSON has no NaN and no infinity: they become the texts "NaN", "Infinity", "-Infinity".
inline json::value to_json(double number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number > 0 ? "Infinity" : "-Infinity";
  return number;
}
inline double to_double(const json::value& value) {
  if (value.is_string()) {
    if (value.get_string() == "NaN") return std::nan("");
    return value.get_string() == "Infinity" ? HUGE_VAL : -HUGE_VAL;
  }
  return value.to_number<double>();
}

inline json::value to_json(const oph_value_t& value) {
  switch (value.type) {
    case OPH_BOOL: return value.integer != 0;
    case OPH_INT: return value.integer;
    case OPH_FLOAT: return to_json(value.number);
    case OPH_TEXT: return json::string(view(value.text));
    case OPH_ARRAY: {
      json::array items;
      for (std::uint64_t i = 0; i < value.count; ++i) items.push_back(to_json(value.items[i]));
      return items;
    }
    case OPH_OBJECT: {
      json::object members;
      for (std::uint64_t i = 0; i < value.count; ++i) members[view(value.keys[i])] = to_json(value.items[i]);
      return members;
    }
    default: return nullptr;
  }
}

/// A strict writer: a call out of order is an error of the test.
class WriterCapture {
 public:
  WriterCapture() {
    raw_ = oph_writer_t{OPH_SIZEOF(oph_writer_t, json),
                        this,
                        [](void* c) noexcept -> oph_status_t { return self(c).open(json::object{}); },
                        [](void* c) noexcept -> oph_status_t { return self(c).close(true); },
                        [](void* c) noexcept -> oph_status_t { return self(c).open(json::array{}); },
                        [](void* c) noexcept -> oph_status_t { return self(c).close(false); },
                        [](void* c, oph_str_t name) noexcept -> oph_status_t { return self(c).key(view(name)); },
                        [](void* c) noexcept -> oph_status_t { return self(c).put(nullptr); },
                        [](void* c, std::uint32_t v) noexcept -> oph_status_t { return v > 1 ? OPH_MISUSE : self(c).put(v != 0); },
                        [](void* c, std::int64_t v) noexcept -> oph_status_t { return self(c).put(v); },
                        [](void* c, double v) noexcept -> oph_status_t { return self(c).put(to_json(v)); },
                        [](void* c, oph_str_t v) noexcept -> oph_status_t { return self(c).put(json::string(view(v))); },
                        [](void* c, oph_str_t v) noexcept -> oph_status_t {
                          json::error_code error;
                          auto parsed = json::parse(view(v), error);
                          return error ? OPH_INVALID_ARGUMENT : self(c).put(std::move(parsed));
                        }};
    stack_.push_back(json::object{});
  }
  WriterCapture(const WriterCapture&) = delete;
  WriterCapture& operator=(const WriterCapture&) = delete;

  const oph_writer_t* raw() const { return &raw_; }
  /// The object; throws if something is still open.
  const json::object& object() const {
    if (stack_.size() != 1 || has_key_) throw std::logic_error("the document is not complete");
    return stack_.front().get_object();
  }

 private:
  static WriterCapture& self(void* context) { return *static_cast<WriterCapture*>(context); }
  oph_status_t open(json::value container) {
    if (stack_.back().is_object() && !has_key_) return OPH_MISUSE;
    keys_.push_back(key_);
    has_key_ = false;
    stack_.push_back(std::move(container));
    return OPH_OK;
  }
  oph_status_t close(bool object) {
    if (stack_.size() < 2 || has_key_ || stack_.back().is_object() != object) return OPH_MISUSE;
    auto done = std::move(stack_.back());
    stack_.pop_back();
    key_ = keys_.back();
    keys_.pop_back();
    has_key_ = stack_.back().is_object();
    return put(std::move(done));
  }
  oph_status_t key(std::string_view name) {
    if (!stack_.back().is_object() || has_key_ || stack_.back().get_object().contains(name)) return OPH_MISUSE;
    key_ = name;
    has_key_ = true;
    return OPH_OK;
  }
  oph_status_t put(json::value value) {
    if (stack_.back().is_array()) {
      stack_.back().get_array().push_back(std::move(value));
      return OPH_OK;
    }
    if (!has_key_) return OPH_MISUSE;
    stack_.back().get_object()[key_] = std::move(value);
    has_key_ = false;
    return OPH_OK;
  }

  oph_writer_t raw_{};
  std::deque<json::value> stack_;
  std::vector<std::string> keys_;
  std::string key_;
  bool has_key_ = false;
};

/// A table that owns its columns.
class TableData {
 public:
  explicit TableData(std::uint64_t rows) : rows_(rows) {}
  TableData(const TableData&) = delete;
  TableData& operator=(const TableData&) = delete;

  TableData& numbers(std::string_view role, std::vector<double> cells) {
    return add(role, OPH_FLOAT, numbers_.emplace_back(std::move(cells)).data(), nullptr);
  }
  TableData& integers(std::string_view role, std::vector<std::int64_t> cells) {
    return add(role, OPH_INT, integers_.emplace_back(std::move(cells)).data(), nullptr);
  }
  TableData& booleans(std::string_view role, std::vector<std::uint8_t> cells) {
    return add(role, OPH_BOOL, bytes_.emplace_back(std::move(cells)).data(), nullptr);
  }
  TableData& texts(std::string_view role, const std::vector<std::string>& cells) {
    auto& all = texts_.emplace_back();
    auto& offsets = offsets_.emplace_back(1, 0);
    for (const auto& cell : cells) {
      all += cell;
      offsets.push_back(all.size());
    }
    return add(role, OPH_TEXT, all.data(), offsets.data());
  }
  /// Of the last column: 0 for a missing cell.
  TableData& validity(std::vector<std::uint8_t> flags) {
    columns_.back().validity = bytes_.emplace_back(std::move(flags)).data();
    return *this;
  }

  /// Of the last column, whose name is its role unless said otherwise.
  TableData& named(std::string_view name) {
    columns_.back().name = str(texts_.emplace_back(name));
    return *this;
  }

  const oph_table_t* raw() {
    raw_ = {OPH_SIZEOF(oph_table_t, columns), rows_, columns_.size(), columns_.data()};
    return &raw_;
  }

 private:
  TableData& add(std::string_view role, oph_type_t type, const void* values, const std::uint64_t* offsets) {
    const auto name = str(texts_.emplace_back(role));
    columns_.push_back({name, name, {nullptr, 0}, type, 0, values, offsets, nullptr});
    return *this;
  }

  std::uint64_t rows_;
  std::deque<std::vector<double>> numbers_;
  std::deque<std::vector<std::int64_t>> integers_;
  std::deque<std::vector<std::uint8_t>> bytes_;
  std::deque<std::vector<std::uint64_t>> offsets_;
  std::deque<std::string> texts_;
  std::vector<oph_column_t> columns_;
  oph_table_t raw_{};
};

}  // namespace ophamin::test
