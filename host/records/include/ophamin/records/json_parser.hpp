// SPDX-License-Identifier: Apache-2.0
//
// Reads JSON text as a verifier of signed records must:
//
//   a number without '.', 'e', 'E'       an integer of any size up to 4300 digits; -0 is the integer 0
//   any other number                     a double; beyond its range an infinity
//   NaN, Infinity, -Infinity             accepted
//   a key twice in one object            the last value, at the place of the first
//   an escaped lone surrogate            accepted and kept
//   raw control characters in a string, a byte-order mark, invalid UTF-8, trailing commas, comments,
//   anything after the value             refused, with line and column
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <ophamin/records/json.hpp>

namespace ophamin::records {

struct ParseOptions {
  std::string file{};                              ///< named in messages
  std::size_t max_bytes = std::size_t{64} << 20;   ///< longer text is kJsonLimit
  std::uint32_t max_depth = 512;                   ///< arrays and objects inside one another; more is kJsonLimit
};

/// Parses one text after another; keeps its scratch memory. One thread at a time.
/// Time is linear in the text; the call stack does not grow with its depth.
class JsonParser {
 public:
  /// Throws diagnostics::Error: kJsonSyntax or kJsonLimit, with file, line, column and the line itself.
  Json parse(std::string_view text, const ParseOptions& options = {});

 private:
  struct Frame;
  struct Run;
  std::vector<Json> values_;
  std::vector<Member> members_;
  std::vector<Frame> frames_;
  std::vector<std::uint32_t> order_;

 public:
  JsonParser();
  ~JsonParser();
  JsonParser(JsonParser&&) noexcept;
  JsonParser& operator=(JsonParser&&) noexcept;
};

/// Parses with the calling thread's own parser.
Json parse_json(std::string_view text, const ParseOptions& options = {});

/// Reads and parses a file. An unreadable file is kFileUnreadable or kFileTooLarge; options.file is ignored.
Json load_json(const std::filesystem::path& path, const ParseOptions& options = {});

}  // namespace ophamin::records
