// SPDX-License-Identifier: Apache-2.0
#include "linux.hpp"

#include <filesystem>

namespace ophamin::git {
namespace {

std::string clone_below(const std::string& root) {
  const auto clone = std::filesystem::path(root) / "linux" / "linux.git";
  std::error_code error;
  if (!std::filesystem::is_regular_file(clone / "HEAD", error)) {
    throw sdk::unavailable(
        "root `" + root +
        "`: expected the bare clone linux/linux.git, found none; it is made by `git clone --bare` of " +
        "the torvalds/linux repository, which kernel.org and GitHub publish");
  }
  return clone.string();
}

}  // namespace

Linux::Linux(const sdk::Host& host, const Params& params)
    : records_(host, clone_below(params.root), "HEAD", params.on_error, params.max_record_bytes) {}

}  // namespace ophamin::git
