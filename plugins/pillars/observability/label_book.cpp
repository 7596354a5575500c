// SPDX-License-Identifier: Apache-2.0
#include "label_book.hpp"

#include <algorithm>
#include <charconv>

namespace ophamin::observability {
namespace {

constexpr std::size_t kFew = 8;  // labels that are found faster one by one

}  // namespace

std::size_t LabelBook::number(const sdk::Column& column, std::size_t row) {
  if (column.type() == OPH_TEXT) return number(column.text(row));
  if (column.type() == OPH_BOOL) return number(column.booleans()[row] != 0 ? std::string_view("true") : std::string_view("false"));
  return number_of(column.integers()[row]);
}

std::size_t LabelBook::number_of(std::int64_t label) {
  auto& lately = lately_[static_cast<std::uint64_t>(label) % lately_.size()];
  if (lately.is_used && lately.label == label) return lately.number;
  char text[24];
  const auto end = std::to_chars(text, text + sizeof text, label).ptr;
  lately = {label, number(std::string_view(text, end)), true};
  return lately.number;
}

std::size_t LabelBook::number(std::string_view label) {
  if (last_ < labels_.size() && labels_[last_] == label) return last_;
  if (labels_.size() <= kFew) {
    last_ = static_cast<std::size_t>(std::find(labels_.begin(), labels_.end(), label) - labels_.begin());
    if (last_ < labels_.size()) return last_;
  } else if (const auto found = numbers_.find(label); found != numbers_.end()) {
    return last_ = found->second;
  }
  last_ = labels_.size();
  labels_.emplace_back(label);
  if (labels_.size() == kFew + 1) {
    for (std::size_t i = 0; i < labels_.size(); ++i) numbers_.emplace(labels_[i], i);
  } else if (labels_.size() > kFew) {
    numbers_.emplace(labels_.back(), last_);
  }
  return last_;
}

}  // namespace ophamin::observability
