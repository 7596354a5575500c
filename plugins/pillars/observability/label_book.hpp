// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <ophamin/sdk.hpp>

namespace ophamin::observability {

/// Labels, numbered as they first appear. They outlive the tables that they come from.
class LabelBook {
 public:
  /// Columns that labels can come from. The number 7 and the text `7` are the same label.
  static constexpr sdk::Types kTypes = sdk::kTexts | sdk::kIntegers | sdk::kBooleans;

  /// The number of the label of a row that has one; a new label gets the next number.
  std::size_t number(const sdk::Column& column, std::size_t row);
  std::size_t number(std::string_view label);

  std::size_t size() const noexcept { return labels_.size(); }
  const std::string& operator[](std::size_t number) const noexcept { return labels_[number]; }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
  };

  std::size_t number_of(std::int64_t label);

  // An integer that was seen lately, by its lowest bits: it need not be made a text each time.
  struct Lately {
    std::int64_t label = 0;
    std::size_t number = 0;
    bool is_used = false;
  };

  std::vector<std::string> labels_;
  std::array<Lately, 64> lately_{};
  std::unordered_map<std::string, std::size_t, Hash, std::equal_to<>> numbers_;  ///< empty while there are few
  std::size_t last_ = 0;
};

}  // namespace ophamin::observability
