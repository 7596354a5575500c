// SPDX-License-Identifier: Apache-2.0
#include <ophamin/keys/keystore.hpp>

#include <algorithm>
#include <cstdlib>
#include <pwd.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>
#include <openssl/crypto.h>

#include <ophamin/keys/author.hpp>
#include <ophamin/storage/files.hpp>

namespace ophamin::keys {
namespace {

namespace fs = std::filesystem;
using diagnostics::Diagnostic;
using diagnostics::Error;
using diagnostics::ErrorCode;
using records::AuthorKey;

constexpr std::string_view kExtension = ".ed25519.key";
constexpr std::uint64_t kLongestKeyFile = 4096;
constexpr std::string_view kExpected = "64 hexadecimal digits, the 32 bytes of an ed25519 private key";

Diagnostic problem(std::string message, std::string mend, const std::string& file = {}) {
  return {.code = ErrorCode::kKeystoreError, .message = std::move(message), .mend = std::move(mend), .place = {.file = file}};
}

std::string_view without_ascii_space(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n\f\v";
  const std::size_t begin = text.find_first_not_of(kSpace);
  return begin == std::string_view::npos ? std::string_view() : text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

// The file's text, wiped at the end.
class SecretFile {
 public:
  explicit SecretFile(const fs::path& file) {
    try {
      text_ = storage::read_file(file, kLongestKeyFile);
    } catch (const Error& error) {
      const Diagnostic& cause = error.diagnostics().front();
      throw Error(problem("the author's key cannot be used: " + cause.message, cause.mend, file.string()));
    }
  }
  ~SecretFile() { OPENSSL_cleanse(text_.data(), text_.size()); }
  SecretFile(const SecretFile&) = delete;
  SecretFile& operator=(const SecretFile&) = delete;
  std::string_view text() const noexcept { return text_; }

 private:
  std::string text_;
};

AuthorKey read_key(const fs::path& file) {
  const SecretFile secret(file);
  if (auto key = AuthorKey::from_hex(without_ascii_space(secret.text()))) return std::move(*key);
  Diagnostic malformed = problem("the file holds no author's key; it stays as it is",
                                 "restore it from a copy; or move it away, and 'ophamin-host keys new' makes another key, "
                                 "under which nothing that was attested before is yours",
                                 file.string());
  malformed.expected = kExpected;
  malformed.found = fmt::format("{} bytes that are something else", secret.text().size());
  throw Error(std::move(malformed));
}

void warn_if(const fs::path& path, mode_t forbidden, std::string message, std::string_view wanted, std::vector<Diagnostic>& warnings) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0 || (status.st_mode & forbidden) == 0) return;
  warnings.push_back({.code = ErrorCode::kKeyFileExposed,
                      .severity = diagnostics::Severity::kWarning,
                      .message = std::move(message),
                      .expected = fmt::format("mode {}", wanted),
                      .found = fmt::format("mode {:o}", status.st_mode & 07777u),
                      .mend = fmt::format("chmod {} {}", wanted, path.string()),
                      .place = {.file = path.string()}});
}

void warn_of_folder(const fs::path& folder, std::vector<Diagnostic>& warnings) {
  warn_if(folder, S_IWGRP | S_IWOTH, "other users can put keys into this keystore", "700", warnings);
}

void warn_of_file(const fs::path& file, std::vector<Diagnostic>& warnings) {
  warn_if(file, S_IRWXG | S_IRWXO, "other users can read or change this author's key", "600", warnings);
}

bool is_there(const fs::path& file) {
  std::error_code fault;
  const fs::file_status status = fs::symlink_status(file, fault);
  if (status.type() == fs::file_type::not_found) return false;
  if (fs::exists(status)) return true;
  throw Error(problem("the author's key cannot be looked at: " + fault.message(), "give this user access to the keystore", file.string()));
}

}  // namespace

fs::path default_keystore() {
  if (const char* folder = std::getenv("OPHAMIN_KEYSTORE"); folder != nullptr && *folder != '\0') return folder;
  const char* home = std::getenv("HOME");
  if (home == nullptr || *home == '\0') {
    const passwd* const user = ::getpwuid(::getuid());
    home = user == nullptr ? nullptr : user->pw_dir;
  }
  if (home == nullptr || *home == '\0') {
    throw Error({.code = ErrorCode::kDirectoryUnwritable,
                 .message = "there is no home folder to keep keys in",
                 .mend = "name a folder with --keystore or OPHAMIN_KEYSTORE"});
  }
  return fs::path(home) / ".ophamin" / "keys";
}

std::optional<AuthorKey> key_of_environment() {
  const char* const text = std::getenv("OPHAMIN_SIGNING_KEY");
  if (text == nullptr || *text == '\0') return std::nullopt;
  if (auto key = AuthorKey::from_hex(without_ascii_space(text))) return key;
  Diagnostic malformed = problem("OPHAMIN_SIGNING_KEY holds no author's key", "correct the variable, or unset it to use the keystore");
  malformed.expected = kExpected;
  throw Error(std::move(malformed));
}

fs::path Keystore::file_of(std::string_view author) const { return folder_ / (author_file_stem(author) + std::string(kExtension)); }

std::optional<AuthorKey> Keystore::load(std::string_view author, std::vector<Diagnostic>& warnings) const {
  const fs::path file = file_of(author);
  if (!is_there(file)) return std::nullopt;
  AuthorKey key = read_key(file);
  warn_of_folder(folder_, warnings);
  warn_of_file(file, warnings);
  return key;
}

bool Keystore::create_file(std::string_view author, const AuthorKey& key) const {
  storage::ensure_directory(folder_, 0700);
  bool created = false;
  key.lend_secret([&](std::string_view secret) { created = storage::create_file(file_of(author), secret, 0600); });
  return created;
}

AuthorKey Keystore::create(std::string_view author) const {
  AuthorKey key = AuthorKey::generate();
  if (create_file(author, key)) return key;
  throw Error({.code = ErrorCode::kAuthorKeyExists,
               .message = "there is a key of this name already, and a key is never replaced",
               .mend = "use the key that is there; or move its file away, and what was attested with it stays attested with it",
               .place = {.file = file_of(author).string()}});
}

Keystore::Ensured Keystore::load_or_create(std::string_view author, std::vector<Diagnostic>& warnings) const {
  if (auto key = load(author, warnings)) return {std::move(*key), false};
  AuthorKey key = AuthorKey::generate();
  if (create_file(author, key)) {
    warn_of_folder(folder_, warnings);
    return {std::move(key), true};
  }
  // Another process was faster.
  if (auto other = load(author, warnings)) return {std::move(*other), false};
  throw Error(problem("the author's key was made and removed by others at this moment", "try again", file_of(author).string()));
}

std::vector<Keystore::Entry> Keystore::list() const {
  std::vector<Entry> entries;
  std::error_code fault;
  for (fs::directory_iterator walk(folder_, fault), end; !fault && walk != end; walk.increment(fault)) {
    const std::string name = walk->path().filename().string();
    if (!name.ends_with(kExtension) || name.size() == kExtension.size()) continue;
    Entry entry{.author = name.substr(0, name.size() - kExtension.size()), .file = walk->path()};
    try {
      entry.public_key = read_key(entry.file).public_key();
      warn_of_file(entry.file, entry.problems);
    } catch (const Error& error) {
      entry.problems = error.diagnostics();
    }
    entries.push_back(std::move(entry));
  }
  if (fault && fault != std::errc::no_such_file_or_directory) {
    throw Error(problem("the keystore cannot be listed: " + fault.message(), "give this user access to the folder, or name another", folder_.string()));
  }
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.author < b.author; });
  return entries;
}

}  // namespace ophamin::keys
