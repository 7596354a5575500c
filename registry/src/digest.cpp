// SPDX-License-Identifier: Apache-2.0
#include <ophamin/registry/digest.hpp>

// The interface that OpenSSL 3 prefers reads its configuration and searches its providers before the first digest: 0.7 ms,
// longer than it takes to bind all plugins of this project. Start-up pays for that; a plain digest needs none of it.
#define OPENSSL_SUPPRESS_DEPRECATED

#include <fcntl.h>
#include <openssl/sha.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>

#include "unique_fd.hpp"

namespace ophamin::registry {

std::string file_sha256(const std::filesystem::path& file) {
  const UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) throw std::system_error(errno, std::generic_category(), "cannot open " + file.string());

  SHA256_CTX context;
  if (SHA256_Init(&context) != 1) throw std::runtime_error("SHA-256 is not available");
  std::array<unsigned char, 64 * 1024> piece;
  for (;;) {
    const ssize_t count = ::read(fd.get(), piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw std::system_error(errno, std::generic_category(), "cannot read " + file.string());
    if (count == 0) break;
    if (SHA256_Update(&context, piece.data(), static_cast<std::size_t>(count)) != 1) {
      throw std::runtime_error("SHA-256 failed");
    }
  }
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest;
  if (SHA256_Final(digest.data(), &context) != 1) throw std::runtime_error("SHA-256 failed");

  static constexpr char kHex[] = "0123456789abcdef";
  std::string text;
  for (const unsigned char byte : digest) {
    text += kHex[byte >> 4];
    text += kHex[byte & 15];
  }
  return text;
}

}  // namespace ophamin::registry
