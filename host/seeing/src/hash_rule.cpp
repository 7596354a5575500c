// SPDX-License-Identifier: Apache-2.0
#include <ophamin/seeing/hash_rule.hpp>

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/digest.hpp>
#include <ophamin/records/json.hpp>
#include <ophamin/records/python_repr.hpp>
#include <ophamin/registry/published_metadata.hpp>

namespace ophamin::seeing {

namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;
using Sources = std::map<std::string, Pairs, std::less<>>;

[[noreturn]] void unfit(std::string_view rule, std::string expected, std::string found) {
  throw diagnostics::Error({.code = diagnostics::ErrorCode::kGuestBrokePromise,
                            .rule = "OPH-ABI-4",
                            .message = fmt::format("the files of the corpus do not fit its hash rule {}", rule),
                            .expected = std::move(expected),
                            .found = std::move(found),
                            .mend = "report this to the author of the plugin"});
}

std::string hash_of_repr(const Pairs& pairs) { return records::sha256_hex(records::python_repr(pairs)); }

/// Paths as Python's pathlib compares them: part by part, and not across the `/`.
bool path_less(std::string_view left, std::string_view right) noexcept {
  const auto mismatch = std::mismatch(left.begin(), left.end(), right.begin(), right.end());
  if (mismatch.second == right.end()) return false;
  if (mismatch.first == left.end()) return true;
  const auto order = [](char c) { return c == '/' ? 0 : 1 + static_cast<int>(static_cast<unsigned char>(c)); };
  return order(*mismatch.first) < order(*mismatch.second);
}

Sources by_source(const std::vector<FileDigest>& digests) {
  Sources sources;
  for (const auto& [label, sha256] : digests) {
    const auto colon = label.find(':');
    if (colon == 0 || colon == std::string::npos) {
      unfit("python-repr-sources", "labels `source:path`", fmt::format("label '{}'", label));
    }
    sources[label.substr(0, colon)].emplace_back(label.substr(colon + 1), sha256);
  }
  for (auto& [source, files] : sources) {
    std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return path_less(a.first, b.first); });
  }
  return sources;
}

std::string hash_of_sources(const std::vector<FileDigest>& digests, const std::map<std::string, std::string>& identifiers) {
  Pairs list;
  for (const auto& [source, files] : by_source(digests)) {
    const auto known = identifiers.find(source);
    list.emplace_back(source, known == identifiers.end() ? "files:" + hash_of_repr(files) : known->second);
  }
  return hash_of_repr(list);
}

/// The words `source=identifier` of a revision.
std::map<std::string, std::string> identifiers_in(std::string_view revision) {
  std::map<std::string, std::string> identifiers;
  while (!revision.empty()) {
    const auto word = revision.substr(0, revision.find(' '));
    revision.remove_prefix(std::min(word.size() + 1, revision.size()));
    if (const auto sign = word.find('='); sign != std::string_view::npos) {
      identifiers.emplace(word.substr(0, sign), word.substr(sign + 1));
    }
  }
  return identifiers;
}

}  // namespace

HashRule hash_rule_of(const registry::Component& corpus) {
  const auto name = corpus.meta("hash_rule");
  if (name.empty()) return HashRule::kLabels;
  // The registry lets no other name in.
  const auto found = std::find(registry::kHashRules.begin(), registry::kHashRules.end(), name);
  return static_cast<HashRule>(found - registry::kHashRules.begin());
}

std::string content_hash(HashRule rule, std::vector<FileDigest> digests) {
  std::sort(digests.begin(), digests.end(), [](const auto& a, const auto& b) { return a.label < b.label; });
  switch (rule) {
    case HashRule::kLabels: break;
    case HashRule::kFile:
      if (digests.size() != 1) unfit("file", "exactly one file", fmt::format("{} files", digests.size()));
      return digests.front().sha256;
    case HashRule::kPythonReprFiles: {
      Pairs list;
      for (auto& [label, sha256] : digests) list.emplace_back(std::move(label), std::move(sha256));
      return hash_of_repr(list);
    }
    case HashRule::kPythonReprSources: return hash_of_sources(digests, {});
  }
  records::JsonArray list;
  for (auto& [label, sha256] : digests) list.push_back(records::Json(records::JsonArray{records::Json(label), records::Json(sha256)}));
  return records::content_hash(records::Json(std::move(list)));
}

std::string reference_hash(const registry::Component& corpus, std::string_view revision, std::uint64_t records,
                           const std::vector<FileDigest>& digests) {
  const auto figure = corpus.meta("reference_hash");
  if (figure == "revision-count") return records::sha256_hex(fmt::format("{}:{}", revision, records));
  if (figure == "python-repr-sources") {
    if (const auto identifiers = identifiers_in(revision); !identifiers.empty()) return hash_of_sources(digests, identifiers);
  }
  return {};
}

}  // namespace ophamin::seeing
