// SPDX-License-Identifier: Apache-2.0
//
// The end of what a program wrote to its standard error.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ophamin::process {

/// Keeps the last 4,000 characters or so, whatever comes. Memory: a small multiple of that.
class LastWords {
 public:
  static constexpr std::size_t kKept = 4000;  ///< bytes

  void append(std::string_view bytes);
  void clear() noexcept { bytes_.clear(); }
  bool empty() const noexcept { return bytes_.empty(); }

  /// At most kKept bytes, from the beginning of a character on; what is no UTF-8 is replaced.
  std::string text() const;
  /// The last line that is not blank, at most 200 bytes of it; empty if there is none.
  std::string line() const;

 private:
  std::string bytes_;
};

}  // namespace ophamin::process
