// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/digest.hpp>
#include <ophamin/storage/files.hpp>
#include <support/temporary_directory.hpp>

using namespace ophamin;
using namespace ophamin::records;

TEST_CASE("SHA-256 by the published vectors, whole and in pieces") {
  CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  Sha256 hash;
  hash.update("a");
  hash.update("");
  hash.update("bc");
  CHECK(hash.finish_hex() == sha256_hex("abc"));
  CHECK(hash.finish_hex() == sha256_hex(""));
}

TEST_CASE("HMAC-SHA256 by RFC 4231, whole and in pieces") {
  CHECK(hmac_sha256_hex(std::string(20, '\x0b'), "Hi There") ==
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  CHECK(hmac_sha256_hex("Jefe", "what do ya want for nothing?") ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(hmac_sha256_hex(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First") ==
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  CHECK(hmac_sha256_hex("", "") == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
  HmacSha256 mac("Jefe");
  for (int round = 0; round < 2; ++round) {
    mac.update("what do ya want ");
    mac.update("for nothing?");
    CHECK(mac.finish_hex() == hmac_sha256_hex("Jefe", "what do ya want for nothing?"));
  }
}

TEST_CASE("a file is hashed as its bytes") {
  const test::TemporaryDirectory folder;
  const std::string content(1'000'000, 'a');
  storage::write_file_atomic(folder / "million", content);
  CHECK(sha256_file_hex(folder / "million") == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  CHECK_THROWS_AS((void)sha256_file_hex(folder / "none"), diagnostics::Error);
}

TEST_CASE("comparison in constant time is still comparison") {
  CHECK(constant_time_equal("", ""));
  CHECK(constant_time_equal("abc", "abc"));
  CHECK_FALSE(constant_time_equal("abc", "abd"));
  CHECK_FALSE(constant_time_equal("abc", "abcd"));
}
