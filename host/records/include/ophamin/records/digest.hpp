// SPDX-License-Identifier: Apache-2.0
//
// SHA-256 and HMAC-SHA256, by OpenSSL.
#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include <ophamin/records/json.hpp>

struct evp_md_ctx_st;
struct evp_mac_ctx_st;

namespace ophamin::records {

using Digest = std::array<unsigned char, 32>;

/// Lower-case hexadecimal, 64 characters.
std::string to_hex(const Digest& digest);

/// SHA-256 of bytes that arrive in pieces. One thread at a time; may be reused after finish().
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void update(std::string_view bytes);
  /// The digest of everything since construction or the last finish(); starts anew.
  Digest finish();
  std::string finish_hex() { return to_hex(finish()); }

 private:
  struct Free {
    void operator()(evp_md_ctx_st* context) const noexcept;
  };
  std::unique_ptr<evp_md_ctx_st, Free> context_;
};

/// HMAC-SHA256 with one key; the key's own work is done once. One thread at a time, but for mac_of; may be reused after
/// finish().
class HmacSha256 {
 public:
  explicit HmacSha256(std::string_view key);
  ~HmacSha256();
  HmacSha256(HmacSha256&&) noexcept;
  HmacSha256& operator=(HmacSha256&&) noexcept;

  void update(std::string_view bytes);
  Digest finish();
  std::string finish_hex() { return to_hex(finish()); }

  /// Of these bytes alone, whatever update() was given. Any number of threads.
  Digest mac_of(std::string_view bytes) const;

 private:
  struct Free {
    void operator()(evp_mac_ctx_st* context) const noexcept;
  };
  std::unique_ptr<evp_mac_ctx_st, Free> keyed_;
  std::unique_ptr<evp_mac_ctx_st, Free> running_;
};

std::string sha256_hex(std::string_view bytes);
std::string hmac_sha256_hex(std::string_view key, std::string_view bytes);

/// SHA-256 of a file, streamed. Throws kFileUnreadable.
std::string sha256_file_hex(const std::filesystem::path& path);

/// SHA-256 of the compact canonical text: the reference's content hash of JSON data.
std::string content_hash(const Json& value);

/// Compares without telling by its time where two texts differ.
bool constant_time_equal(std::string_view left, std::string_view right) noexcept;

}  // namespace ophamin::records
