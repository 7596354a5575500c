// SPDX-License-Identifier: Apache-2.0
//
// A file of finished cycles, one JSON line each, so that they outlive whoever is killed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "child.hpp"
#include "cycle_fault.hpp"
#include "json_tree.hpp"

namespace ophamin::process {

/// Lines: {"cycle_index", "ok": true, "cycle_seconds", "success": true, "halt_mode", "raw"} or {"cycle_index", "ok": false, "stage",
/// "error"}. Written by this side, or by the program that is given the path. In a folder of the user's it stays; without
/// one it is a temporary file, which is deleted with this object.
class ResultsFile {
 public:
  /// Creates a file with a name of its own. Throws OPH_IO with the system's words.
  ResultsFile(const std::string& folder, std::uint64_t first_cycle);
  ~ResultsFile();
  ResultsFile(const ResultsFile&) = delete;
  ResultsFile& operator=(const ResultsFile&) = delete;

  const std::string& path() const noexcept { return path_; }

  /// Appends a line. Throws OPH_IO.
  void add(std::uint64_t index, JsonTree::Value raw, std::optional<double> seconds, std::string_view halt_mode);
  void add_fault(std::uint64_t index, const CycleFault& fault);

  /// Becomes readable when the program appends; -1 where the system cannot tell.
  int watch() const noexcept { return watch_.get(); }
  /// Complete lines that were appended since the last call.
  std::size_t new_lines();
  /// Every complete line, in order. Throws OPH_IO.
  void each_line(std::size_t limit, const std::function<void(std::string_view)>& visit);

 private:
  void write(std::string_view line);

  std::string path_;
  bool kept_;
  Descriptor file_, watch_;
  std::string line_;
  std::uint64_t looked_at_ = 0;
};

}  // namespace ophamin::process
