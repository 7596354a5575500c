// SPDX-License-Identifier: Apache-2.0
//
// Where the private keys of authors are: one file per author, <keystore>/<author>.ed25519.key, mode 0600, which holds the
// 32 bytes of the key as 64 hexadecimal digits. A key is created whole or not at all, and never replaced.
//
//   Keystore store(default_keystore());
//   std::vector<diagnostics::Diagnostic> warnings;
//   auto [key, created] = store.load_or_create("alice@example.org", warnings);
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/author_key.hpp>

namespace ophamin::keys {

/// OPHAMIN_KEYSTORE, else .ophamin/keys in the home of this user. Throws kDirectoryUnwritable when there is no home either.
std::filesystem::path default_keystore();

/// The key in OPHAMIN_SIGNING_KEY, which comes before that of any file; nothing when the variable is not set or empty.
/// Throws kKeystoreError when it holds no key.
std::optional<records::AuthorKey> key_of_environment();

/// A folder of keys. Any number of processes may use one at the same time.
class Keystore {
 public:
  explicit Keystore(std::filesystem::path folder) : folder_(std::move(folder)) {}

  const std::filesystem::path& folder() const noexcept { return folder_; }
  /// The file of an author's key, whether it is there or not.
  std::filesystem::path file_of(std::string_view author) const;

  /// The author's key, or nothing when there is no file. Throws kKeystoreError when the file cannot be read or holds no
  /// key. A file or folder that other users can read or change is a kKeyFileExposed warning.
  std::optional<records::AuthorKey> load(std::string_view author, std::vector<diagnostics::Diagnostic>& warnings) const;

  /// Makes a key for an author who has none; the folder too, for this user alone. Throws kAuthorKeyExists when there is a
  /// file of that name, and storage errors.
  records::AuthorKey create(std::string_view author) const;

  struct Ensured {
    records::AuthorKey key;
    bool created = false;
  };
  /// The author's key, made when there is none. Of two processes that do so at once, both get the same key.
  Ensured load_or_create(std::string_view author, std::vector<diagnostics::Diagnostic>& warnings) const;

  struct Entry {
    std::string author{};  ///< as in the file's name
    std::filesystem::path file{};
    std::string public_key{};                              ///< empty when the file holds no key
    std::vector<diagnostics::Diagnostic> problems{};       ///< why it does not (error), and who else can read it (warning)
  };
  /// Every key of the folder, by name; none when there is no folder. Throws kKeystoreError when it cannot be read.
  std::vector<Entry> list() const;

 private:
  bool create_file(std::string_view author, const records::AuthorKey& key) const;
  std::filesystem::path folder_;
};

}  // namespace ophamin::keys
