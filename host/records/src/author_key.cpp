// SPDX-License-Identifier: Apache-2.0
#include <ophamin/records/author_key.hpp>

#include <utility>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <ophamin/diagnostics/diagnostic.hpp>

#include "hex.hpp"

namespace ophamin::records {
namespace {

constexpr std::size_t kKeySize = 32;
constexpr std::size_t kSignatureSize = 64;

void check(bool fine, const char* what) {
  if (fine) return;
  throw diagnostics::Error({.code = diagnostics::ErrorCode::kSystemCallFailed,
                            .message = std::string("OpenSSL refused to ") + what,
                            .mend = "check the OpenSSL installation and its configuration (openssl.cnf, FIPS mode)"});
}

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

}  // namespace

AuthorKey::AuthorKey(std::shared_ptr<evp_pkey_st> key) : key_(std::move(key)) {
  std::string raw(kKeySize, '\0');
  std::size_t size = raw.size();
  check(EVP_PKEY_get_raw_public_key(key_.get(), bytes_of(raw), &size) == 1 && size == kKeySize, "derive a public key");
  public_key_ = to_hex_text(raw);
}

AuthorKey AuthorKey::generate() {
  EVP_PKEY* const key = EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
  check(key != nullptr, "make an ed25519 key");
  return AuthorKey(std::shared_ptr<evp_pkey_st>(key, EVP_PKEY_free));
}

std::optional<AuthorKey> AuthorKey::from_hex(std::string_view text) {
  auto raw = records::from_hex(text, kKeySize, HexCase::kAny);
  if (!raw) return std::nullopt;
  EVP_PKEY* const key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, bytes_of(*raw), raw->size());
  OPENSSL_cleanse(raw->data(), raw->size());
  check(key != nullptr, "take an ed25519 key");
  return AuthorKey(std::shared_ptr<evp_pkey_st>(key, EVP_PKEY_free));
}

std::string AuthorKey::sign(std::string_view message) const {
  const Context context(EVP_MD_CTX_new());
  std::string signature(kSignatureSize, '\0');
  std::size_t size = signature.size();
  check(context && EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get()) == 1 &&
            EVP_DigestSign(context.get(), bytes_of(signature), &size, bytes_of(message), message.size()) == 1 &&
            size == kSignatureSize,
        "sign with an ed25519 key");
  return to_hex_text(signature);
}

void AuthorKey::lend_secret(const std::function<void(std::string_view)>& use) const {
  std::string raw(kKeySize, '\0');
  std::size_t size = raw.size();
  check(EVP_PKEY_get_raw_private_key(key_.get(), bytes_of(raw), &size) == 1 && size == kKeySize,
        "give a private key out");
  std::string text = to_hex_text(raw);
  const auto wipe = [&raw, &text] {
    OPENSSL_cleanse(raw.data(), raw.size());
    OPENSSL_cleanse(text.data(), text.size());
  };
  try {
    use(text);
  } catch (...) {
    wipe();
    throw;
  }
  wipe();
}

bool author_signature_matches(std::string_view public_key, std::string_view message, std::string_view signature) {
  const auto key_bytes = from_hex(public_key, kKeySize);
  const auto signature_bytes = from_hex(signature, kSignatureSize);
  if (!key_bytes || !signature_bytes) return false;
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_of(*key_bytes), key_bytes->size()), EVP_PKEY_free);
  const Context context(EVP_MD_CTX_new());
  return key && context && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), bytes_of(*signature_bytes), signature_bytes->size(), bytes_of(message),
                          message.size()) == 1;
}

std::optional<std::string> normal_public_key(std::string_view text) {
  const auto bytes = from_hex(text, kKeySize, HexCase::kAny);
  if (!bytes) return std::nullopt;
  return to_hex_text(*bytes);
}

}  // namespace ophamin::records
