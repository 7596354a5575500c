// SPDX-License-Identifier: Apache-2.0
#include <ophamin/keys/attester.hpp>

#include <cstdlib>
#include <string_view>
#include <utility>

#include <ophamin/keys/author.hpp>
#include <ophamin/keys/keystore.hpp>

namespace ophamin::keys {
namespace {

using diagnostics::Diagnostic;
using diagnostics::ErrorCode;

bool is_set(const char* name) {
  const char* const value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

bool is_about_storing(ErrorCode code) {
  return code == ErrorCode::kFileUnwritable || code == ErrorCode::kDirectoryUnwritable;
}

}  // namespace

Attester find_attester(const AttesterRequest& request, std::vector<Diagnostic>& warnings) {
  std::string author = request.author ? checked_author(*request.author) : default_author();
  if (auto key = key_of_environment()) return {.author = std::move(author), .key = std::move(*key)};
  const Keystore store(request.keystore.empty() ? default_keystore() : request.keystore);
  auto [key, created] = store.load_or_create(author, warnings);
  std::filesystem::path file = store.file_of(author);
  return {.author = std::move(author), .key = std::move(key), .file = std::move(file), .created = created};
}

std::optional<Attester> find_attester_by_default(const AttesterRequest& request, std::vector<Diagnostic>& warnings) {
  if (const char* off = std::getenv("OPHAMIN_ATTEST"); off != nullptr && std::string_view(off) == "0") return std::nullopt;
  const bool asked = request.author || !request.keystore.empty() || is_set("OPHAMIN_AUTHOR") || is_set("OPHAMIN_KEYSTORE") ||
                     is_set("OPHAMIN_SIGNING_KEY");
  try {
    return find_attester(request, warnings);
  } catch (const diagnostics::Error& error) {
    if (asked || !is_about_storing(error.code())) throw;
    Diagnostic warning = error.diagnostics().front();
    warning.severity = diagnostics::Severity::kWarning;
    warning.message = "nothing will be attested, for a key cannot be stored: " + warning.message;
    warning.mend = "name a folder with --keystore; OPHAMIN_ATTEST=0 says that nothing is to be attested";
    warnings.push_back(std::move(warning));
    return std::nullopt;
  }
}

}  // namespace ophamin::keys
