// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/attestation.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/json_parser.hpp>
#include <ophamin/records/verify.hpp>

#include "sample_records.hpp"

using namespace ophamin;
using namespace ophamin::records;
using diagnostics::ErrorCode;

namespace {

// RFC 8032, section 7.1: tests 1, 2 and 3.
struct Vector {
  const char* secret;
  const char* public_key;
  std::string message;
  const char* signature;
};
const Vector kVectors[] = {
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "\x72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "\xaf\x82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"}};

AuthorKey key(std::size_t number = 0) { return *AuthorKey::from_hex(kVectors[number].secret); }

EmpiricalProofRecord attested(std::string_view author = "alice@example.org") {
  EmpiricalProofRecord proof = test::sample_proof();
  proof.sign(SigningKey::published());
  attest(proof, author, key());
  return proof;
}

EmpiricalProofRecord with(std::string_view member, Json value) {
  EmpiricalProofRecord proof = attested();
  proof.attestation.set(member, std::move(value));
  return proof;
}

std::string upper(std::string text) {
  for (char& character : text)
    if (character >= 'a' && character <= 'f') character = static_cast<char>(character - 'a' + 'A');
  return text;
}

}  // namespace

TEST_CASE("ed25519 as in RFC 8032") {
  for (const Vector& vector : kVectors) {
    const auto from_text = AuthorKey::from_hex(vector.secret);
    REQUIRE(from_text);
    CHECK(from_text->public_key() == vector.public_key);
    CHECK(from_text->sign(vector.message) == vector.signature);
    CHECK(author_signature_matches(vector.public_key, vector.message, vector.signature));
    CHECK_FALSE(author_signature_matches(vector.public_key, vector.message + "x", vector.signature));
    CHECK_FALSE(author_signature_matches(kVectors[vector.message.empty() ? 1 : 0].public_key, vector.message, vector.signature));
    std::string lent;
    from_text->lend_secret([&lent](std::string_view secret) { lent = secret; });
    CHECK(lent == vector.secret);
  }
  CHECK(AuthorKey::from_hex(upper(kVectors[0].secret))->public_key() == kVectors[0].public_key);
}

TEST_CASE("what is no key, and what is no signature") {
  const std::string secret = kVectors[0].secret;
  for (const std::string& text : {std::string(), secret.substr(1), secret + "0", secret.substr(1) + "g", secret.substr(1) + " ", " " + secret})
    CHECK_FALSE(AuthorKey::from_hex(text));
  const std::string public_key = kVectors[1].public_key, message = kVectors[1].message, signature = kVectors[1].signature;
  CHECK_FALSE(author_signature_matches(upper(public_key), message, signature));
  CHECK_FALSE(author_signature_matches(public_key, message, upper(signature)));
  CHECK_FALSE(author_signature_matches(public_key, message, signature.substr(2)));
  CHECK_FALSE(author_signature_matches(public_key.substr(2), message, signature));
  CHECK_FALSE(author_signature_matches("", message, ""));
  CHECK(normal_public_key(upper(public_key)) == public_key);
  CHECK_FALSE(normal_public_key(public_key + "00"));
}

TEST_CASE("generated keys differ, and sign") {
  const AuthorKey one = AuthorKey::generate(), other = AuthorKey::generate();
  CHECK(one.public_key() != other.public_key());
  CHECK(author_signature_matches(one.public_key(), "text", one.sign("text")));
  CHECK_FALSE(author_signature_matches(other.public_key(), "text", one.sign("text")));
}

TEST_CASE("an attestation has its four members and leaves id and signature alone") {
  EmpiricalProofRecord plain = test::sample_proof();
  plain.sign(SigningKey::published());
  const EmpiricalProofRecord proof = attested();
  CHECK(proof.id() == plain.id());
  CHECK(proof.signature == plain.signature);
  CHECK(canonical(Json(proof.attestation)) ==
        canonical(Json(JsonObject{{"author", "alice@example.org"},
                                  {"algorithm", "ed25519"},
                                  {"public_key", kVectors[0].public_key},
                                  {"signature", key().sign(plain.canonical_body())}})));
  CHECK(verify_attestation(proof));
  CHECK(verify_attestation(proof, kVectors[0].public_key));
  CHECK_FALSE(verify_attestation(proof, kVectors[1].public_key));
  CHECK_FALSE(verify_attestation(plain));

  const VerifyReport report = verify_text(pretty(proof.to_json()), SigningKey::published());
  CHECK(report.ok());
  CHECK(report.attestation_ok == true);
  CHECK(report.attested_by == "alice@example.org");
  CHECK(report.attested_key == kVectors[0].public_key);
}

TEST_CASE("an attestation that is not what it should be does not verify") {
  CHECK_FALSE(verify_attestation(with("author", "  \t\u00A0")));
  CHECK_FALSE(verify_attestation(with("author", 1)));
  CHECK_FALSE(verify_attestation(with("algorithm", "ed448")));
  CHECK_FALSE(verify_attestation(with("algorithm", nullptr)));
  CHECK_FALSE(verify_attestation(with("public_key", kVectors[1].public_key)));
  CHECK_FALSE(verify_attestation(with("public_key", upper(kVectors[0].public_key))));
  CHECK_FALSE(verify_attestation(with("public_key", std::string(66, '0'))));
  CHECK_FALSE(verify_attestation(with("signature", std::string(128, '0'))));
  CHECK_FALSE(verify_attestation(with("signature", "")));
  CHECK_FALSE(verify_attestation(with("note", "one member more")));
  EmpiricalProofRecord changed = attested();
  changed.claim.statement += ".";
  CHECK_FALSE(verify_attestation(changed));
  // A small-order key, for which there are signatures of many messages.
  EmpiricalProofRecord weak = with("public_key", "01" + std::string(62, '0'));
  weak.attestation.set("signature", "01" + std::string(126, '0'));
  CHECK_FALSE(verify_attestation(weak, kVectors[0].public_key));
}

TEST_CASE("a blank author is refused, and one that is no UTF-8") {
  EmpiricalProofRecord proof = test::sample_proof();
  for (const char* author : {"", " ", "\t\n", "\u2003", "\xff"}) {
    try {
      attest(proof, author, key());
      FAIL("no error for the author " << author);
    } catch (const diagnostics::Error& error) {
      CHECK(error.code() == ErrorCode::kAuthorInvalid);
      CHECK(error.exit_code() == 2);
    }
    CHECK(proof.attestation.empty());
  }
}

TEST_CASE("every byte of an attested proof counts but those of the name") {
  const std::string text = pretty(attested().to_json());
  const std::string name = "alice@example.org";
  const std::size_t name_at = text.find(name);
  REQUIRE(name_at != std::string::npos);
  const std::size_t attestation_at = text.find("\"attestation\"");
  for (std::size_t at = attestation_at; at < text.size(); ++at) {
    if (at >= name_at && at < name_at + name.size()) continue;
    std::string changed = text;
    changed[at] = changed[at] == 'b' ? 'c' : 'b';
    int code = 0;
    try {
      code = verify_text(changed, SigningKey::published()).exit_code();
    } catch (const diagnostics::Error& error) {
      code = error.exit_code();
    }
    CHECK_MESSAGE(code != 0, "byte ", at);
  }
}
