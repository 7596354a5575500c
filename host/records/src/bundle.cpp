// SPDX-License-Identifier: Apache-2.0
#include <ophamin/records/bundle.hpp>

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/markdown.hpp>
#include <ophamin/storage/files.hpp>

#include "enum_text.hpp"

namespace ophamin::records {
namespace {

constexpr std::array<std::string_view, 2> kFormats{"json", "markdown"};

[[noreturn]] void invalid(std::string message, std::string mend) {
  diagnostics::Diagnostic diagnostic;
  diagnostic.code = diagnostics::ErrorCode::kBundleInvalid;
  diagnostic.message = std::move(message);
  diagnostic.mend = std::move(mend);
  throw diagnostics::Error(std::move(diagnostic));
}

std::string lower_ascii(std::string_view text) {
  std::string lowered(text);
  for (char& character : lowered) {
    if (character >= 'A' && character <= 'Z') character = static_cast<char>(character - 'A' + 'a');
  }
  return lowered;
}

// The first ten characters of created_at: dddd-dd-dd.
std::string date_of(const EmpiricalProofRecord& record) {
  const std::string date = record.identity.created_at.substr(0, 10);
  bool fine = date.size() == 10;
  for (std::size_t at = 0; fine && at < date.size(); ++at) {
    fine = at == 4 || at == 7 ? date[at] == '-' : date[at] >= '0' && date[at] <= '9';
  }
  if (!fine) {
    invalid(fmt::format("created_at '{}' does not begin with a date", shortened(record.identity.created_at)),
            "use an ISO 8601 time stamp such as 2026-05-15T00:07:58+00:00");
  }
  return date;
}

void check_request(const EmpiricalProofRecord& record, const BundleRequest& request) {
  if (record.signature.empty()) invalid("an unsigned record cannot be written as a bundle", "sign the record first");
  if (request.formats.empty()) invalid("the set of formats is empty", "name at least json");
  if (std::find(request.formats.begin(), request.formats.end(), BundleFormat::kJson) == request.formats.end()) {
    invalid("the set of formats lacks json", "add json: the other formats are rendered from it");
  }
  std::vector<std::string_view> taken{"proof.json", "proof.md"};
  for (const BundleFile& file : request.further) {
    const bool plain = !file.name.empty() && file.name != "." && file.name != ".." &&
                       file.name.find('/') == std::string::npos && file.name.find('\0') == std::string::npos;
    if (!plain) invalid(fmt::format("'{}' is no plain file name", file.name), "use a name without folders");
    if (std::find(taken.begin(), taken.end(), file.name) != taken.end()) {
      invalid(fmt::format("the file name '{}' is taken", file.name), "choose another name");
    }
    taken.push_back(file.name);
  }
}

std::vector<BundleFile> files_of(const EmpiricalProofRecord& record, const BundleRequest& request) {
  std::vector<BundleFile> files{{.name = "proof.json", .bytes = pretty(record.to_json())}};
  if (std::find(request.formats.begin(), request.formats.end(), BundleFormat::kMarkdown) != request.formats.end()) {
    files.push_back({.name = "proof.md", .bytes = to_bundle_markdown(record, request.meaning)});
  }
  files.insert(files.end(), request.further.begin(), request.further.end());
  return files;
}

// True when the folder holds exactly these files with these bytes.
bool is_written(const std::filesystem::path& directory, const std::vector<BundleFile>& files) {
  std::error_code failure;
  const std::filesystem::directory_iterator entries(directory, failure);
  if (failure || static_cast<std::size_t>(std::distance(begin(entries), end(entries))) != files.size()) return false;
  return std::all_of(files.begin(), files.end(), [&directory](const BundleFile& file) {
    try {
      return storage::read_file(directory / file.name, file.bytes.size()) == file.bytes;
    } catch (const diagnostics::Error&) {
      return false;
    }
  });
}

}  // namespace

std::string_view to_string(BundleFormat format) noexcept { return enum_text(kFormats, format); }

BundleFormat parse_bundle_format(std::string_view text) {
  if (text == "json") return BundleFormat::kJson;
  if (text == "markdown" || text == "md") return BundleFormat::kMarkdown;
  invalid(fmt::format("'{}' is no format of a bundle", shortened(text)), "choose among json and markdown");
}

std::string bundle_slug(std::string_view text) {
  std::string slug;
  for (const char character : lower_ascii(text)) {
    const bool allowed = (character >= 'a' && character <= 'z') || (character >= '0' && character <= '9') ||
                         character == '_' || character == '-';
    if (allowed) slug += character;
  }
  return slug.empty() ? "unknown-scenario" : slug;
}

bool is_flat_proof_name(std::string_view file_name) noexcept {
  constexpr std::string_view kExtension = ".json";
  constexpr std::size_t kDigits = 16;
  if (!file_name.ends_with(kExtension)) return false;
  file_name.remove_suffix(kExtension.size());
  if (file_name.size() <= kDigits + 1 || file_name[file_name.size() - kDigits - 1] != '_') return false;
  const std::string_view digits = file_name.substr(file_name.size() - kDigits);
  const std::string_view before = file_name.substr(0, file_name.size() - kDigits - 1);
  return digits.find_first_not_of("0123456789abcdef") == std::string_view::npos && before.find('_') != std::string_view::npos &&
         before.front() != '_' && before.back() != '_';
}

std::filesystem::path bundle_directory(const EmpiricalProofRecord& record, const BundleRequest& request) {
  return request.root / bundle_slug(request.tier) / bundle_slug(request.scenario) /
         fmt::format("{}_{}_{}", date_of(record), lower_ascii(to_string(record.verdict.outcome)),
                     record.id().substr(0, 12));
}

BundleResult write_bundle(const EmpiricalProofRecord& record, const BundleRequest& request) {
  check_request(record, request);
  BundleResult result;
  result.directory = bundle_directory(record, request);
  const std::vector<BundleFile> files = files_of(record, request);
  if (!is_written(result.directory, files)) {
    storage::PreparedDirectory prepared(result.directory);
    for (const BundleFile& file : files) storage::write_file_synced(prepared.path() / file.name, file.bytes);
    prepared.publish();
  }
  for (const BundleFormat format : request.formats) {
    result.written[format] = result.directory / (format == BundleFormat::kJson ? "proof.json" : "proof.md");
  }
  return result;
}

}  // namespace ophamin::records
