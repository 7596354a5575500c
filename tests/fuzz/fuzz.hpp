// SPDX-License-Identifier: Apache-2.0
//
// What fuzz targets share: a property that must hold, and a way to make decisions of bytes.
//
// A target is one function, LLVMFuzzerTestOneInput, that takes any bytes. It must return for all of them; an exception that
// the code under test does not promise, a property that does not hold, and whatever a sanitizer finds end the process.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace ophamin::fuzz {

/// Ends the process when `holds` is false: that input is a finding.
inline void require(bool holds, const char* property) {
  if (holds) return;
  std::fprintf(stderr, "this property does not hold: %s\n", property);
  std::abort();
}

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// Up to the first NUL, and what follows it: for targets with two inputs.
struct Halves {
  std::string_view first, second;
};
inline Halves halves_of(std::string_view text) {
  const std::size_t at = text.find('\0');
  return at == std::string_view::npos ? Halves{text, {}} : Halves{text.substr(0, at), text.substr(at + 1)};
}

/// Reads decisions from bytes; zeros when there are none left.
class Decisions {
 public:
  explicit Decisions(std::string_view bytes) : bytes_(bytes) {}
  bool empty() const noexcept { return bytes_.empty(); }
  std::uint8_t byte() noexcept {
    if (bytes_.empty()) return 0;
    const auto value = static_cast<std::uint8_t>(bytes_.front());
    bytes_.remove_prefix(1);
    return value;
  }
  std::uint64_t word() noexcept {
    std::uint64_t value = 0;
    const std::size_t size = bytes_.size() < sizeof value ? bytes_.size() : sizeof value;
    std::memcpy(&value, bytes_.data(), size);
    bytes_.remove_prefix(size);
    return value;
  }
  std::string_view text(std::size_t longest) noexcept {
    const std::string_view taken = bytes_.substr(0, longest);
    bytes_.remove_prefix(taken.size());
    return taken;
  }

 private:
  std::string_view bytes_;
};

}  // namespace ophamin::fuzz
