// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <ophamin/record.hpp>

namespace ophamin::http {

/// How a value is written where a template has its name.
enum class Escape { kNone, kJson, kPercent };

/// A text with names in braces: `{id}`, `{text}` and `{raw}` (the stored bytes, never escaped) of a record, and its
/// attributes by their names. Braces that hold no name are what they are, so that a template can be a JSON document.
class RecordTemplate {
 public:
  RecordTemplate() = default;
  explicit RecordTemplate(std::string_view text);

  bool empty() const noexcept { return pieces_.empty(); }
  /// Throws sdk::CycleFailure for a name that the record has no value for, or one that is an array or an object.
  void fill(const sdk::Record& record, Escape escape, std::string& out) const;

 private:
  struct Piece {
    std::string text;
    bool is_name = false;
  };
  std::vector<Piece> pieces_;
};

}  // namespace ophamin::http
