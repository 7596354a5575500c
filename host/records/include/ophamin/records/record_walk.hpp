// SPDX-License-Identifier: Apache-2.0
//
// The record files below a folder, one after the other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <ophamin/records/record_kind.hpp>

namespace ophamin::records {

struct WalkOptions {
  RecordKind kind = RecordKind::kUnknown;  ///< whose rules apply; kUnknown: those of no kind
  bool recursive = true;
};

/// Every *.json below a folder, sorted by the parts of its path. Names that begin with a dot are passed over, for they are being
/// written; so are, for proofs, everything in a folder `llm_calls`, files named `diagnosis.json`, and in a folder with a
/// `proof.json` everything else, which is the rest of that bundle, but for what has the name of a proof of the flat layout. Links to folders are not followed. Holds the names of the
/// folders it is in, and nothing else: memory does not grow with what it has passed.
class RecordWalk {
 public:
  /// Throws kInputInvalid when `root` is no folder that can be opened.
  RecordWalk(const std::filesystem::path& root, const WalkOptions& options = {});

  struct Entry {
    std::filesystem::path path{};  ///< begins with the root
    std::string error{};           ///< a folder that could not be opened; empty for a file
  };
  /// Nothing at the end.
  std::optional<Entry> next();

  /// How much of the walk is done, from 0 to 1: an estimate that counts each entry of a folder alike.
  double share_done() const noexcept;

 private:
  /// A folder that is not finished: its names in one text, each with the way to where it begins.
  struct Folder {
    std::filesystem::path path;
    std::string names;
    struct Name {
      std::uint32_t offset;
      std::uint32_t size;
      bool is_folder;
    };
    std::vector<Name> order;
    std::size_t next = 0;
  };
  /// Gives the system's reason when the folder cannot be opened; empty when it can.
  std::string enter(const std::filesystem::path& path);
  bool passes_over(std::string_view name) const noexcept;

  WalkOptions options_;
  std::vector<Folder> folders_;
};

/// What a file is named after: `siege` for `siege_entity_0a05.json`; for the `proof.json` of a bundle the folder of its
/// scenario. A guess, for grouping.
std::string record_family(const std::filesystem::path& path);

}  // namespace ophamin::records
