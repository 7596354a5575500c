// SPDX-License-Identifier: Apache-2.0
//
// What loading made of a record that its file does not say: the typed view drops members it does not know, fills in
// those that are missing, converts values, and counts for itself what can be counted.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ophamin::records {

enum class LoadNoteKind : std::uint8_t {
  kUnknownMember,  ///< a member that the format does not know
  kMissingMember,  ///< a member that was filled with its default
  kConverted,      ///< a value that the format holds in another type
  kStoredCounter   ///< a stored count that is not what it counts
};

struct LoadNote {
  LoadNoteKind kind = LoadNoteKind::kUnknownMember;
  std::string path{};     ///< dotted path of the member
  std::string message{};  ///< one sentence
};

/// In the order of reading. Empty exactly when the body of the typed view is the body that stands in the file, but for
/// the order of members.
using LoadNotes = std::vector<LoadNote>;

}  // namespace ophamin::records
