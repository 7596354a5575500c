// SPDX-License-Identifier: Apache-2.0
#include "attestation.hpp"

#include <memory>
#include <optional>
#include <string>

#include <openssl/evp.h>

#include "blank.hpp"

namespace ophamin::records {
namespace {

std::optional<unsigned> hex_digit(char digit) {
  if (digit >= '0' && digit <= '9') return static_cast<unsigned>(digit - '0');
  if (digit >= 'a' && digit <= 'f') return static_cast<unsigned>(digit - 'a') + 10;
  return std::nullopt;
}

// The bytes of a text of exactly 2 * size lower-case digits, or nothing.
std::optional<std::string> from_hex(const Json* text, std::size_t size) {
  if (text == nullptr || !text->is_string() || text->as_string().size() != 2 * size) return std::nullopt;
  std::string bytes;
  for (std::size_t at = 0; at < 2 * size; at += 2) {
    const auto high = hex_digit(text->as_string()[at]);
    const auto low = hex_digit(text->as_string()[at + 1]);
    if (!high || !low) return std::nullopt;
    bytes += static_cast<char>(*high << 4 | *low);
  }
  return bytes;
}

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

}  // namespace

bool attestation_matches(const JsonObject& attestation, std::string_view canonical_body) {
  const Json* const author = attestation.find("author");
  const Json* const algorithm = attestation.find("algorithm");
  const auto public_key = from_hex(attestation.find("public_key"), 32);
  const auto signature = from_hex(attestation.find("signature"), 64);
  if (attestation.size() != 4 || author == nullptr || !author->is_string() || is_blank(author->as_string()) ||
      algorithm == nullptr || *algorithm != Json("ed25519") || !public_key || !signature) {
    return false;
  }
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_of(*public_key), public_key->size()),
      EVP_PKEY_free);
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  return key && context && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), bytes_of(*signature), signature->size(), bytes_of(canonical_body),
                          canonical_body.size()) == 1;
}

}  // namespace ophamin::records
