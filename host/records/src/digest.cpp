// SPDX-License-Identifier: Apache-2.0
#include <ophamin/records/digest.hpp>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/storage/files.hpp>

namespace ophamin::records {
namespace {

[[noreturn]] void refused(const char* what) {
  diagnostics::Diagnostic diagnostic;
  diagnostic.code = diagnostics::ErrorCode::kSystemCallFailed;
  diagnostic.message = std::string("OpenSSL refused to ") + what;
  diagnostic.mend = "check the OpenSSL installation and its configuration (openssl.cnf, FIPS mode)";
  throw diagnostics::Error(std::move(diagnostic));
}

void check(bool fine, const char* what) {
  if (!fine) refused(what);
}

// Looked up once: OpenSSL 3 searches its providers at every implicit fetch.
const EVP_MD* sha256_algorithm() {
  static EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  check(algorithm != nullptr, "provide SHA-256");
  return algorithm;
}

EVP_MAC* hmac_algorithm() {
  static EVP_MAC* const algorithm = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  check(algorithm != nullptr, "provide HMAC");
  return algorithm;
}

Digest finish_mac(EVP_MAC_CTX* context) {
  Digest digest{};
  std::size_t length = 0;
  check(EVP_MAC_final(context, digest.data(), &length, digest.size()) == 1 && length == digest.size(),
        "finish an HMAC");
  return digest;
}

}  // namespace

std::string to_hex(const Digest& digest) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string text;
  text.reserve(2 * digest.size());
  for (const unsigned char byte : digest) {
    text += kHex[byte >> 4];
    text += kHex[byte & 0xF];
  }
  return text;
}

void Sha256::Free::operator()(evp_md_ctx_st* context) const noexcept { EVP_MD_CTX_free(context); }

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
  check(context_ && EVP_DigestInit_ex2(context_.get(), sha256_algorithm(), nullptr) == 1, "begin a SHA-256");
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(std::string_view bytes) {
  check(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1, "go on with a SHA-256");
}

Digest Sha256::finish() {
  Digest digest{};
  check(EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr) == 1, "finish a SHA-256");
  check(EVP_DigestInit_ex2(context_.get(), sha256_algorithm(), nullptr) == 1, "begin a SHA-256");
  return digest;
}

void HmacSha256::Free::operator()(evp_mac_ctx_st* context) const noexcept { EVP_MAC_CTX_free(context); }

HmacSha256::HmacSha256(std::string_view key) : keyed_(EVP_MAC_CTX_new(hmac_algorithm())) {
  char name[] = "SHA256";
  const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string("digest", name, 0), OSSL_PARAM_construct_end()};
  // OpenSSL takes a null key for "keep the old one", so an empty key needs an address of its own.
  const auto* const bytes = reinterpret_cast<const unsigned char*>(key.empty() ? name : key.data());
  check(keyed_ && EVP_MAC_init(keyed_.get(), bytes, key.size(), parameters) == 1, "take the key");
}
HmacSha256::~HmacSha256() = default;
HmacSha256::HmacSha256(HmacSha256&&) noexcept = default;
HmacSha256& HmacSha256::operator=(HmacSha256&&) noexcept = default;

void HmacSha256::update(std::string_view bytes) {
  if (!running_) running_.reset(EVP_MAC_CTX_dup(keyed_.get()));
  check(running_ && EVP_MAC_update(running_.get(), reinterpret_cast<const unsigned char*>(bytes.data()),
                                   bytes.size()) == 1,
        "go on with an HMAC");
}

Digest HmacSha256::finish() {
  update({});
  const Digest digest = finish_mac(running_.get());
  running_.reset();
  return digest;
}

Digest HmacSha256::mac_of(std::string_view bytes) const {
  const std::unique_ptr<evp_mac_ctx_st, Free> context(EVP_MAC_CTX_dup(keyed_.get()));
  check(context && EVP_MAC_update(context.get(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()) == 1,
        "go on with an HMAC");
  return finish_mac(context.get());
}

std::string sha256_hex(std::string_view bytes) {
  Digest digest{};
  unsigned length = 0;
  check(EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, sha256_algorithm(), nullptr) == 1 &&
            length == digest.size(),
        "make a SHA-256");
  return to_hex(digest);
}

std::string hmac_sha256_hex(std::string_view key, std::string_view bytes) {
  return to_hex(HmacSha256(key).mac_of(bytes));
}

std::string sha256_file_hex(const std::filesystem::path& path) {
  Sha256 hash;
  storage::read_file_in_pieces(path, [&hash](std::string_view piece) { hash.update(piece); });
  return hash.finish_hex();
}

std::string content_hash(const Json& value) { return sha256_hex(canonical(value)); }

bool constant_time_equal(std::string_view left, std::string_view right) noexcept {
  return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace ophamin::records
