// SPDX-License-Identifier: Apache-2.0
#include "last_words.hpp"

#include <ophamin/text.hpp>

namespace ophamin::process {

void LastWords::append(std::string_view bytes) {
  if (bytes.size() > kKept) bytes.remove_prefix(bytes.size() - kKept);
  bytes_ += bytes;
  if (bytes_.size() > 4 * kKept) bytes_.erase(0, bytes_.size() - kKept);
}

std::string LastWords::text() const {
  std::string_view end(bytes_);
  if (end.size() > kKept) {
    end.remove_prefix(end.size() - kKept);
    while (!end.empty() && (static_cast<unsigned char>(end.front()) & 0xc0u) == 0x80u) end.remove_prefix(1);
  }
  std::string clean;
  sdk::to_utf8(end, clean);
  // What is replaced grows: three bytes for one.
  if (clean.size() > kKept) {
    std::size_t cut = clean.size() - kKept;
    while (cut < clean.size() && (static_cast<unsigned char>(clean[cut]) & 0xc0u) == 0x80u) ++cut;
    clean.erase(0, cut);
  }
  return clean;
}

std::string LastWords::line() const {
  constexpr std::size_t kLongest = 200;
  const std::string all = text();
  const auto last = all.find_last_not_of(" \t\r\n");
  if (last == std::string::npos) return {};
  const auto begin = all.find_last_of('\n', last);
  const std::string_view found = std::string_view(all).substr(begin == std::string::npos ? 0 : begin + 1, last + 1 - (begin == std::string::npos ? 0 : begin + 1));
  return std::string(sdk::cut(found, kLongest));
}

}  // namespace ophamin::process
