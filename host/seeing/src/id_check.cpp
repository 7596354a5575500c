// SPDX-License-Identifier: Apache-2.0
#include <ophamin/seeing/id_check.hpp>

#include <ophamin/records/digest.hpp>

namespace ophamin::seeing {
namespace {

constexpr std::size_t kLongestKept = 128;  // of longer ids a digest is kept, for they may have any size

}  // namespace

bool IdCheck::add(std::string_view id) {
  std::string digest;
  if (id.size() > kLongestKept) id = digest = records::sha256_hex(id);
  if (is_left_out(id)) return true;
  if (seen_.contains(id)) {
    if (duplicates_++ == 0) first_ = id;
    return false;
  }
  seen_.emplace(id);
  if (seen_.size() > kMostIds) thin_out();
  return true;
}

void IdCheck::thin_out() {
  if (mask_ >= 0xFFFFFF) return;
  mask_ = mask_ << 1 | 1;
  std::erase_if(seen_, [this](const std::string& id) { return is_left_out(id); });
}

}  // namespace ophamin::seeing
