// SPDX-License-Identifier: Apache-2.0
//
// Rebuilds typed members from JSON with the reference's conversions: a number where a text belongs becomes text, "0.5"
// where a number belongs becomes 0.5. What cannot be converted is a kRecordDecodeError with file and dotted path.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/json.hpp>

namespace ophamin::records {

/// Borrows the JSON and the file name; keep both alive.
class ObjectReader {
 public:
  /// Throws when `json` is no object.
  ObjectReader(const Json& json, std::string path, std::string_view file);

  bool has(std::string_view key) const noexcept { return object_->contains(key); }

  std::string text(std::string_view key) const;
  std::string text_or(std::string_view key, std::string fallback) const;
  std::optional<std::string> text_or_null(std::string_view key) const;  ///< missing and null are nothing
  double number(std::string_view key) const;
  std::optional<double> number_or_null(std::string_view key) const;  ///< missing and null are nothing
  std::int64_t integer(std::string_view key) const;
  /// Missing, null and whatever else counts as empty give an empty map.
  JsonObject free_map(std::string_view key) const;
  /// The same, with every value made text.
  std::vector<std::pair<std::string, std::string>> text_map(std::string_view key) const;
  /// Missing or null: none.
  std::vector<std::string> text_list(std::string_view key) const;

  ObjectReader object(std::string_view key) const;
  ObjectReader object_or_empty(std::string_view key) const;
  /// Calls `read` for each object of a list; a missing list is empty.
  void each(std::string_view key, const std::function<void(const ObjectReader&)>& read) const;

  /// Runs `convert` on the text of a member and gives its errors the member's place.
  template <typename Convert>
  auto converted(std::string_view key, const Convert& convert) const {
    const std::string value = text(key);
    try {
      return convert(value);
    } catch (const diagnostics::Error& error) {
      rethrow(key, error);
    }
  }

  [[noreturn]] void fail(std::string_view key, std::string expected, std::string found) const;

 private:
  const Json& required(std::string_view key) const;
  std::string child(std::string_view key) const;
  std::string to_text(std::string_view key, const Json& value) const;
  double to_number(std::string_view key, const Json& value) const;
  [[noreturn]] void rethrow(std::string_view key, const diagnostics::Error& error) const;

  const JsonObject* object_;
  std::string path_;
  std::string_view file_;
};

}  // namespace ophamin::records
