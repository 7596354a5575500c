// SPDX-License-Identifier: Apache-2.0
#include "line_reader.hpp"

#include <ophamin/sdk.hpp>

namespace ophamin::files {
namespace {

constexpr std::size_t kBuffer = std::size_t{16} << 10;

}  // namespace

LineReader::LineReader(const std::string& path, std::uint64_t most)
    : path_(path), stream_(path), most_(most), buffer_(kBuffer) {}

bool LineReader::next(std::string& line) {
  line.clear();
  bool any = false;
  for (;;) {
    if (unread_.empty()) {
      unread_ = {buffer_.data(), stream_.read(buffer_.data(), buffer_.size())};
      if (unread_.empty()) break;
    }
    any = true;
    const auto end = unread_.find('\n');
    line += unread_.substr(0, end);
    if (line.size() > most_) {
      throw sdk::Failure(OPH_LIMIT, path_ + ":" + std::to_string(number_ + 1) +
                                        ": a line is longer than max_record_bytes, " + std::to_string(most_) +
                                        "; raise the limit");
    }
    unread_.remove_prefix(end == std::string_view::npos ? unread_.size() : end + 1);
    if (end != std::string_view::npos) break;
  }
  if (!any) return false;
  if (line.ends_with('\r')) line.pop_back();
  ++number_;
  return true;
}

}  // namespace ophamin::files
