// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json/monotonic_resource.hpp>
#include <cstddef>
#include <cstdint>
#include <simdjson.h>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

namespace ophamin::files {

/// A JSON object of one line, its members in a row.
class JsonLine {
 public:
  struct Compound {
    bool is_array = false;
  };
  /// An integer beyond 64 bits is the double next to it: the digits that one keeps are better than none.
  using Value = std::variant<std::nullptr_t, bool, std::int64_t, double, std::string_view, Compound>;
  struct Member {
    std::string_view key;
    Value value;
  };
  /// Bytes behind a line that have to be readable.
  static constexpr std::size_t kPadding = simdjson::SIMDJSON_PADDING;

  JsonLine();

  /// Each key once, the last value of a key that stands there twice. Views into this object, until the next call. Throws
  /// OPH_INVALID_ARGUMENT, which says what was found instead of an object.
  std::span<const Member> parse(std::string_view line);

 private:
  bool parse_fast(std::string_view line);
  void parse_slowly(std::string_view line);

  std::vector<Member> members_;
  simdjson::dom::parser parser_;
  std::vector<unsigned char> memory_;
  boost::json::monotonic_resource arena_;
};

/// "a text", "an array".
std::string_view kind_name(const JsonLine::Value& value) noexcept;

}  // namespace ophamin::files
