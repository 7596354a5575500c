// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstring>
#include <deque>
#include <limits>
#include <set>
#include <type_traits>
#include <unordered_set>
#include <utility>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <ophamin/registry/parameters.hpp>

#include "json_schema.hpp"

namespace ophamin::registry {
namespace json = boost::json;
namespace {

// Deques never move what they hold, so the tree may point into them while it grows.
struct Storage {
  oph_value_t root{};
  std::deque<std::vector<oph_value_t>> items;
  std::deque<std::vector<oph_str_t>> keys;
  std::deque<std::string> texts;

  oph_str_t keep(std::string_view text) {
    const std::string& copy = texts.emplace_back(text);
    return {copy.data(), copy.size()};
  }
};

// Where a value is, written out only if something is wrong with it: trees have many values and few faults.
struct Step {
  const Step* up = nullptr;
  std::string_view key{};
  std::uint64_t index = 0;
  bool is_index = false;

  std::string pointer() const {
    if (up == nullptr) return {};
    return up->pointer() + (is_index ? fmt::format("/{}", index) : pointer_token(key));
  }
};

class Builder {
 public:
  Builder(Storage& storage, std::vector<ParameterProblem>& problems) : storage_(storage), problems_(problems) {}

  oph_value_t build(const json::value& value, const Step& at, unsigned depth) {
    oph_value_t result{};
    if (depth > kDeepest) {
      problems_.push_back({at.pointer(), fmt::format("at most {} levels", kDeepest), "deeper nesting", {}});
      return result;
    }
    switch (value.kind()) {
      case json::kind::null: break;
      case json::kind::bool_:
        result.type = OPH_BOOL;
        result.integer = value.get_bool() ? 1 : 0;
        break;
      case json::kind::int64:
        result.type = OPH_INT;
        result.integer = value.get_int64();
        break;
      case json::kind::uint64: unsigned_integer(value, at, result); break;
      case json::kind::double_:
        result.type = OPH_FLOAT;
        result.number = value.get_double();
        break;
      case json::kind::string:
        result.type = OPH_TEXT;
        result.text = storage_.keep(value.get_string());
        break;
      case json::kind::array: array(value.get_array(), at, depth, result); break;
      case json::kind::object: object(value.get_object(), at, depth, result); break;
    }
    return result;
  }

 private:
  void unsigned_integer(const json::value& value, const Step& at, oph_value_t& result) {
    if (value.get_uint64() <= std::uint64_t{std::numeric_limits<std::int64_t>::max()}) {
      result.type = OPH_INT;
      result.integer = static_cast<std::int64_t>(value.get_uint64());
    } else {
      problems_.push_back({at.pointer(), "an integer of at most 9223372036854775807", show_value(value), {}});
    }
  }

  void array(const json::array& array, const Step& at, unsigned depth, oph_value_t& result) {
    std::vector<oph_value_t>& items = storage_.items.emplace_back(array.size());
    for (std::size_t i = 0; i < array.size(); ++i) items[i] = build(array[i], {&at, {}, i, true}, depth + 1);
    result.type = OPH_ARRAY;
    result.count = items.size();
    result.items = items.data();
  }

  void object(const json::object& object, const Step& at, unsigned depth, oph_value_t& result) {
    std::vector<oph_value_t>& items = storage_.items.emplace_back();
    std::vector<oph_str_t>& keys = storage_.keys.emplace_back();
    items.reserve(object.size());
    keys.reserve(object.size());
    for (const auto& member : object) {
      keys.push_back(storage_.keep(member.key()));
      items.push_back(build(member.value(), {&at, member.key(), 0, false}, depth + 1));
    }
    result.type = OPH_OBJECT;
    result.count = items.size();
    result.items = items.data();
    result.keys = keys.data();
  }

  Storage& storage_;
  std::vector<ParameterProblem>& problems_;
};

// Checks a value that a plugin handed over and, if `kBuild`, copies it. Checking alone allocates nothing for small values:
// every record of a corpus passes here.
template <bool kBuild>
class Reader {
 public:
  using Result = std::conditional_t<kBuild, json::value, std::nullptr_t>;

  Result read(const oph_value_t& value, const Step& at, unsigned depth) {
    if (depth > kDeepest) fail(at, fmt::format("nested deeper than {} levels", kDeepest));
    if (++values_ > kMostValues) fail(at, fmt::format("more than {} values", kMostValues));
    switch (value.type) {
      case OPH_NULL: return nullptr;
      case OPH_BOOL:
        if (value.integer != 0 && value.integer != 1) fail(at, fmt::format("a boolean of {}", value.integer));
        return built([&] { return value.integer != 0; });
      case OPH_INT: return built([&] { return value.integer; });
      case OPH_FLOAT: return built([&] { return value.number; });
      case OPH_TEXT: {
        const std::string_view checked = text(value.text, at);
        return built([&] { return json::string(checked); });
      }
      case OPH_ARRAY: return array(value, at, depth);
      case OPH_OBJECT: return object(value, at, depth);
      default: fail(at, fmt::format("a value of the unknown type {}", value.type));
    }
  }

 private:
  [[noreturn]] static void fail(const Step& at, const std::string& what) {
    const std::string pointer = at.pointer();
    throw ValueError(fmt::format("{}: {}", pointer.empty() ? "the value" : pointer, what));
  }

  std::string_view text(oph_str_t value, const Step& at) {
    if (value.size == 0) return {};
    if (value.data == nullptr) fail(at, "text with a null pointer");
    if (value.size > kMostValueBytes - bytes_) fail(at, fmt::format("more than {} bytes of text", kMostValueBytes));
    bytes_ += value.size;
    const std::string_view view(value.data, value.size);
    if (!valid_utf8(view)) fail(at, "text that is not UTF-8");
    return view;
  }

  void items(const oph_value_t& value, const Step& at) const {
    if (value.count > kMostValues) fail(at, fmt::format("more than {} values", kMostValues));
    if (value.count != 0 && value.items == nullptr) fail(at, "items with a null pointer");
  }

  Result array(const oph_value_t& value, const Step& at, unsigned depth) {
    items(value, at);
    [[maybe_unused]] json::array array;
    for (std::uint64_t i = 0; i < value.count; ++i) {
      auto item = read(value.items[i], {&at, {}, i, true}, depth + 1);
      if constexpr (kBuild) array.push_back(std::move(item));
    }
    return built([&] { return std::move(array); });
  }

  Result object(const oph_value_t& value, const Step& at, unsigned depth) {
    items(value, at);
    if (value.count != 0 && value.keys == nullptr) fail(at, "keys with a null pointer");
    [[maybe_unused]] json::object object;
    std::unordered_set<std::string_view> seen;  // only where comparing every pair would be slow
    for (std::uint64_t i = 0; i < value.count; ++i) {
      const std::string_view key = text(value.keys[i], at);
      if (repeats(value, i, key, seen)) fail(at, fmt::format("the key \"{}\" twice", key));
      auto item = read(value.items[i], {&at, key, 0, false}, depth + 1);
      if constexpr (kBuild) object.emplace(key, std::move(item));
    }
    return built([&] { return std::move(object); });
  }

  static bool repeats(const oph_value_t& value, std::uint64_t index, std::string_view key,
                      std::unordered_set<std::string_view>& seen) {
    constexpr std::uint64_t kFew = 16;
    if (value.count > kFew) return !seen.insert(key).second;
    for (std::uint64_t i = 0; i < index; ++i) {
      if (std::string_view(value.keys[i].data, value.keys[i].size) == key) return true;
    }
    return false;
  }

  template <typename Make>
  static Result built(Make&& make) {
    if constexpr (kBuild) {
      return make();
    } else {
      return nullptr;
    }
  }

  std::size_t values_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace

ValueTree ValueTree::build(const json::value& value, std::vector<ParameterProblem>& problems) {
  const auto storage = std::make_shared<Storage>();
  storage->root = Builder(*storage, problems).build(value, Step(), 0);
  ValueTree tree;
  tree.root_ = std::shared_ptr<const oph_value_t>(storage, &storage->root);
  return tree;
}

json::value to_json(const oph_value_t& value) { return Reader<true>().read(value, Step(), 0); }

void check_value(const oph_value_t& value) { (void)Reader<false>().read(value, Step(), 0); }

bool valid_utf8(std::string_view text) noexcept {
  const auto* at = reinterpret_cast<const unsigned char*>(text.data());
  const auto* const end = at + text.size();
  const auto tail = [end](const unsigned char* p, std::ptrdiff_t count) {
    if (end - p <= count) return false;
    for (std::ptrdiff_t i = 1; i <= count; ++i) {
      if ((p[i] & 0xC0u) != 0x80u) return false;
    }
    return true;
  };
  while (at < end) {
    // Most text is ASCII: eight bytes at a time.
    for (std::uint64_t word = 0; end - at >= 8; at += 8) {
      std::memcpy(&word, at, 8);
      if ((word & 0x8080808080808080u) != 0) break;
    }
    if (at == end) break;
    const unsigned char lead = *at;
    if (lead < 0x80) {
      ++at;
    } else if (lead >= 0xC2 && lead <= 0xDF) {
      if (!tail(at, 1)) return false;
      at += 2;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
      if (!tail(at, 2)) return false;
      if ((lead == 0xE0 && at[1] < 0xA0) || (lead == 0xED && at[1] > 0x9F)) return false;
      at += 3;
    } else if (lead >= 0xF0 && lead <= 0xF4) {
      if (!tail(at, 3)) return false;
      if ((lead == 0xF0 && at[1] < 0x90) || (lead == 0xF4 && at[1] > 0x8F)) return false;
      at += 4;
    } else {
      return false;
    }
  }
  return true;
}

}  // namespace ophamin::registry
