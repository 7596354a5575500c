// SPDX-License-Identifier: Apache-2.0
//
// Where each key of a manifest was written, for complaints that come up long after it was read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <ophamin/diagnostics/diagnostic.hpp>

namespace ophamin::campaign {

/// A point of the manifest, or of an override.
struct SourcePoint {
  std::uint32_t line = 0;    ///< from 1; 0 for an override
  std::uint32_t column = 0;  ///< from 1, in characters
  std::string given{};       ///< "--set KEY=VALUE" for what the command line gave; else empty
};

/// Copies share the text. Safe to read from several threads.
class SourceMap {
 public:
  SourceMap() = default;
  /// `text` is split into lines; `file` is the name in complaints.
  SourceMap(std::string file, std::string_view text);

  /// Notes a key by its JSON pointer (RFC 6901); a second call for the same pointer replaces the first.
  void add(std::string pointer, SourcePoint point);

  /// The place of the key at `pointer`, or of the nearest enclosing key that was written; without any, the file alone.
  /// The place's path is `pointer` in dotted form.
  diagnostics::Place find(std::string_view pointer) const;

  /// The place of a point, with its line when that is not absurdly long.
  diagnostics::Place place(const SourcePoint& point) const;

 private:
  std::string file_;
  std::shared_ptr<const std::vector<std::string>> lines_;
  std::map<std::string, SourcePoint, std::less<>> points_;
};

/// `base` followed by "/" and `key`, escaped as RFC 6901 asks.
std::string json_pointer(std::string_view base, std::string_view key);
std::string json_pointer(std::string_view base, std::size_t index);

/// "/scenario/0/params/level" as "scenario.0.params.level"; a part that holds a dot is quoted.
std::string dotted_path(std::string_view pointer);

}  // namespace ophamin::campaign
