// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dirent.h>
#include <sys/stat.h>

#include <cstdint>
#include <functional>
#include <ophamin/sdk.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ophamin::files {

/// Walks the regular files below a directory in a fixed order, one at a time: memory is that of the
/// directories on the way to the current file, however many files there are. A directory is entered once on a
/// path, so loops of links end.
class FileWalk {
 public:
  enum class Order {
    kBytes,  ///< of the whole labels
    kParts,  ///< of the labels part by part, as Python's pathlib compares paths
  };
  struct Options {
    Order order = Order::kBytes;
    bool follow_symlinks = false;
    /// Both take a label; null is true for all.
    std::function<bool(std::string_view directory)> enters = nullptr;
    std::function<bool(std::string_view file)> takes = nullptr;
  };

  /// `root` is a directory, absolute. Throws OPH_IO if it cannot be read.
  FileWalk(std::string root, Options options, const sdk::Host& host);

  /// The label of the next file: its path below the root with `/`, the same on every machine. Nothing at the
  /// end. Throws OPH_IO for a directory that cannot be read, and for the name of a file that is no UTF-8.
  std::optional<std::string> next();

 private:
  using Identity = std::pair<dev_t, ino_t>;
  // Names of a directory lie in one text: a million of them are some tens of megabytes then, and not a
  // hundred.
  struct Entry {
    std::uint64_t name_at = 0;
    std::uint32_t name_size = 0;
    bool is_directory = false;
  };
  struct Level {
    std::size_t label_size = 0;  // of the directory's label, with its `/`
    Identity identity;
    std::string names;
    std::vector<Entry> entries;
    std::size_t next = 0;

    std::string_view name(const Entry& entry) const noexcept {
      return {names.data() + entry.name_at, entry.name_size};
    }
  };
  enum class Kind { kNone, kFile, kDirectory };
  void enter();
  Kind look_at(const ::dirent& entry);
  bool is_above(const Identity& identity) const noexcept;

  std::string root_;
  Options options_;
  sdk::Host host_;
  std::string label_;  // of the current directory, with its `/`; empty for the root
  std::vector<Level> levels_;
};

}  // namespace ophamin::files
