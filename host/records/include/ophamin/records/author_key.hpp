// SPDX-License-Identifier: Apache-2.0
//
// The ed25519 key (Bernstein et al., 2012; RFC 8032) that an author attests records with, by OpenSSL.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct evp_pkey_st;

namespace ophamin::records {

/// A private key and the public one that belongs to it. Copies share the key; OpenSSL wipes it when the last one goes.
/// Immutable, so any thread may use it. Where OpenSSL refuses to do its work, members throw kSystemCallFailed.
class AuthorKey {
 public:
  /// A new one, from OpenSSL's source of private random bytes.
  static AuthorKey generate();
  /// The key whose 32 bytes are written as 64 hexadecimal digits of either case; nothing for any other text.
  static std::optional<AuthorKey> from_hex(std::string_view text);

  /// Lower-case hexadecimal, 64 characters.
  const std::string& public_key() const noexcept { return public_key_; }
  /// Lower-case hexadecimal, 128 characters. The same message gives the same signature.
  std::string sign(std::string_view message) const;
  /// Lends the private key as 64 lower-case hexadecimal digits and wipes them afterwards: for the one who stores it.
  void lend_secret(const std::function<void(std::string_view)>& use) const;

 private:
  explicit AuthorKey(std::shared_ptr<evp_pkey_st> key);
  std::shared_ptr<evp_pkey_st> key_;
  std::string public_key_;
};

/// Whether `signature` (128 lower-case hexadecimal digits) is that of the message by the owner of `public_key` (64).
/// False for malformed texts, too.
bool author_signature_matches(std::string_view public_key, std::string_view message, std::string_view signature);

/// The 64 hexadecimal digits of a public key in lower case; nothing for any other text.
std::optional<std::string> normal_public_key(std::string_view text);

}  // namespace ophamin::records
