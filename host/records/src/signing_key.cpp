// SPDX-License-Identifier: Apache-2.0
#include <ophamin/records/signing_key.hpp>

#include <utility>

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <sys/stat.h>

#include <ophamin/records/digest.hpp>
#include <ophamin/storage/files.hpp>

namespace ophamin::records {
namespace {

using diagnostics::ErrorCode;

constexpr std::uint64_t kLongestKeyFile = std::uint64_t{64} << 10;

diagnostics::Diagnostic key_problem(std::string message, std::string mend, const std::string& file) {
  diagnostics::Diagnostic diagnostic;
  diagnostic.code = ErrorCode::kKeyFileInvalid;
  diagnostic.message = std::move(message);
  diagnostic.mend = std::move(mend);
  diagnostic.place.file = file;
  return diagnostic;
}

}  // namespace

SigningKey::SigningKey(std::string_view bytes) : bytes_(bytes), mac_(std::make_shared<const HmacSha256>(bytes)) {}

SigningKey SigningKey::published() { return SigningKey(kPublishedRecordKey); }

SigningKey SigningKey::from_bytes(std::string_view bytes) {
  if (bytes.empty()) {
    throw diagnostics::Error(key_problem("the signing key is empty", "give a key of at least one byte", {}));
  }
  return SigningKey(bytes);
}

SigningKey SigningKey::from_file(const std::filesystem::path& path, std::vector<diagnostics::Diagnostic>& warnings) {
  std::string bytes;
  try {
    bytes = storage::read_file(path, kLongestKeyFile);
  } catch (const diagnostics::Error& error) {
    const diagnostics::Diagnostic& cause = error.diagnostics().front();
    throw diagnostics::Error(
        key_problem(fmt::format("the key file cannot be used: {}", cause.message), cause.mend, path.string()));
  }
  if (bytes.ends_with('\n')) bytes.pop_back();
  if (bytes.empty()) {
    throw diagnostics::Error(key_problem("the key file is empty",
                                         "write a key to it, for example: openssl rand -hex 32 > FILE",
                                         path.string()));
  }
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0 && (status.st_mode & (S_IRGRP | S_IROTH)) != 0) {
    diagnostics::Diagnostic warning = key_problem("other users can read the key file and sign with it",
                                                  fmt::format("chmod 600 {}", path.string()), path.string());
    warning.code = ErrorCode::kKeyFileExposed;
    warning.severity = diagnostics::Severity::kWarning;
    warning.expected = "mode 600";
    warning.found = fmt::format("mode {:o}", status.st_mode & 07777u);
    warnings.push_back(std::move(warning));
  }
  SigningKey key(bytes);
  OPENSSL_cleanse(bytes.data(), bytes.size());
  return key;
}

// A short key lives inside the string object: the moved-from one must be wiped, not only emptied.
SigningKey::SigningKey(SigningKey&& other) noexcept : bytes_(other.bytes_), mac_(other.mac_) { other.wipe(); }

SigningKey& SigningKey::operator=(const SigningKey& other) {
  if (this != &other) {
    wipe();
    bytes_ = other.bytes_;
    mac_ = other.mac_;
  }
  return *this;
}

SigningKey& SigningKey::operator=(SigningKey&& other) noexcept {
  if (this != &other) {
    wipe();
    bytes_.swap(other.bytes_);
    mac_.swap(other.mac_);
  }
  return *this;
}

SigningKey::~SigningKey() { wipe(); }

void SigningKey::wipe() noexcept {
  OPENSSL_cleanse(bytes_.data(), bytes_.size());
  bytes_.clear();
  mac_.reset();
}

bool SigningKey::is_default() const noexcept {
  return bytes_ == kPublishedRecordKey || bytes_ == kPublishedAuditKey || bytes_ == kPublishedDriftKey;
}

std::string SigningKey::warning() const {
  if (!is_default()) return {};
  return "signed with the published default key: the signature detects accidents, not forgery; "
         "use --key-file for a key of your own";
}

std::string SigningKey::sign(std::string_view canonical_text) const { return to_hex(mac_->mac_of(canonical_text)); }

bool SigningKey::verify(std::string_view canonical_text, std::string_view signature) const {
  return !signature.empty() && constant_time_equal(sign(canonical_text), signature);
}

}  // namespace ophamin::records
