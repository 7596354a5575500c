// SPDX-License-Identifier: Apache-2.0
//
// The key that records are signed with.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <ophamin/diagnostics/diagnostic.hpp>

namespace ophamin::records {

/// The published keys. Anybody can sign with them, so a signature made with one detects accidents, not forgery.
inline constexpr std::string_view kPublishedRecordKey = "ophamin-scenario-proof-key";
inline constexpr std::string_view kPublishedAuditKey = "ophamin-audit-default-key";
inline constexpr std::string_view kPublishedDriftKey = "ophamin-drift-default-key";

class HmacSha256;

/// Owns the bytes of a key and wipes them at its end. Any number of threads may sign and verify with one.
class SigningKey {
 public:
  /// The published key for proofs, campaigns and alerts.
  static SigningKey published();
  /// The given bytes. Throws kKeyFileInvalid when there are none.
  static SigningKey from_bytes(std::string_view bytes);
  /// The whole content of a file, less one newline at its end. An empty key, a key of more than 64 KiB or an unreadable
  /// file is kKeyFileInvalid. When group or others may read the file, a kKeyFileExposed warning is added to `warnings`.
  static SigningKey from_file(const std::filesystem::path& path, std::vector<diagnostics::Diagnostic>& warnings);

  SigningKey(const SigningKey&) = default;
  SigningKey(SigningKey&& other) noexcept;
  SigningKey& operator=(const SigningKey& other);
  SigningKey& operator=(SigningKey&& other) noexcept;
  ~SigningKey();

  std::string_view bytes() const noexcept { return bytes_; }
  /// True for any of the published keys.
  bool is_default() const noexcept;
  /// What every output must say beside a signature made with a published key; empty for a key of one's own.
  std::string warning() const;

  /// Lower-case hexadecimal HMAC-SHA256 of a canonical text.
  std::string sign(std::string_view canonical_text) const;
  /// False for an empty signature; otherwise compares in constant time.
  bool verify(std::string_view canonical_text, std::string_view signature) const;

 private:
  explicit SigningKey(std::string_view bytes);
  void wipe() noexcept;
  std::string bytes_;
  std::shared_ptr<const HmacSha256> mac_;  ///< what the key comes to; OpenSSL wipes it
};

}  // namespace ophamin::records
