// SPDX-License-Identifier: Apache-2.0
//
// The registry of authors: a JSON file that says which public key is whose, {"alice@example.org": "<64 hex digits>"}.
// It is what makes a name out of a key, so it must come from somebody who is trusted to know.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <ophamin/records/verify.hpp>

namespace ophamin::keys {

class Authors {
 public:
  /// Reads and checks every entry. Throws kKeystoreError, every wrong entry at once, when the file is missing, unreadable,
  /// no JSON object, or holds something that is no public key.
  static Authors load(const std::filesystem::path& file);

  /// The registered key, in lower case; nullptr for an author who is not registered.
  const std::string* key_of(std::string_view author) const noexcept;
  std::vector<std::string> names() const;

 private:
  std::map<std::string, std::string, std::less<>> keys_;
};

/// Holds the attestation of a verified proof against the registry: one that is missing, names an author who is not
/// registered, or was made with another key than the registered one becomes a problem of the report. True when there is
/// none of these.
bool check_author(records::VerifyReport& report, const Authors& authors);

}  // namespace ophamin::keys
