// SPDX-License-Identifier: Apache-2.0
#include <ophamin/keys/authors.hpp>

#include <utility>

#include <fmt/format.h>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/author_key.hpp>
#include <ophamin/records/json_parser.hpp>

namespace ophamin::keys {
namespace {

using diagnostics::Diagnostic;
using diagnostics::Error;
using diagnostics::ErrorCode;

constexpr std::string_view kExpected = "64 hexadecimal digits, an ed25519 public key ('ophamin-host keys show' prints it)";

records::Json read(const std::filesystem::path& file) {
  try {
    return records::load_json(file);
  } catch (const Error& error) {
    std::vector<Diagnostic> problems = error.diagnostics();
    for (Diagnostic& problem : problems) {
      problem.code = ErrorCode::kKeystoreError;
      problem.message = "the registry of authors cannot be used: " + problem.message;
    }
    throw Error(std::move(problems));
  }
}

void add(records::VerifyReport& report, std::string path, std::string message) {
  report.problems.push_back({records::VerifyProblemKind::kAttestation, std::move(path), std::move(message)});
}

}  // namespace

Authors Authors::load(const std::filesystem::path& file) {
  const records::Json json = read(file);
  if (!json.is_object()) {
    throw Error({.code = ErrorCode::kKeystoreError,
                 .message = "the registry of authors cannot be used: it is no JSON object",
                 .expected = R"({"author": "64 hexadecimal digits", ...})",
                 .found = std::string(records::kind_name(json.kind())),
                 .place = {.file = file.string()}});
  }
  Authors authors;
  std::vector<Diagnostic> problems;
  for (const records::Member& entry : json.as_object()) {
    auto key = entry.value.is_string() ? records::normal_public_key(entry.value.as_string()) : std::nullopt;
    if (key) {
      authors.keys_.insert_or_assign(entry.key, std::move(*key));
      continue;
    }
    problems.push_back({.code = ErrorCode::kKeystoreError,
                        .message = "the registry of authors holds something that is no public key",
                        .expected = std::string(kExpected),
                        .found = entry.value.is_string() ? fmt::format("a string of {} bytes", entry.value.as_string().size())
                                                         : std::string(records::kind_name(entry.value.kind())),
                        .mend = "correct the entry, or remove it",
                        .place = {.file = file.string(), .path = entry.key}});
  }
  if (!problems.empty()) throw Error(std::move(problems));
  return authors;
}

const std::string* Authors::key_of(std::string_view author) const noexcept {
  const auto found = keys_.find(author);
  return found == keys_.end() ? nullptr : &found->second;
}

std::vector<std::string> Authors::names() const {
  std::vector<std::string> names;
  for (const auto& [name, key] : keys_) names.push_back(name);
  return names;
}

bool check_author(records::VerifyReport& report, const Authors& authors) {
  if (!report.attestation_ok) {
    add(report, "attestation", "nobody attests the record, and an author of the registry was asked for; have it attested");
    return false;
  }
  const std::string* const registered = authors.key_of(report.attested_by);
  if (registered == nullptr) {
    add(report, "attestation.author",
        fmt::format("the author '{}' is not in the registry, so the key may be anybody's; add the author's key if you know it",
                    report.attested_by));
    return false;
  }
  if (*registered != report.attested_key) {
    add(report, "attestation.public_key",
        fmt::format("the record was attested with another key than '{}' has in the registry: either somebody else made the "
                    "attestation, or the author has a new key",
                    report.attested_by));
    return false;
  }
  return *report.attestation_ok;
}

}  // namespace ophamin::keys
