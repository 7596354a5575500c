// SPDX-License-Identifier: Apache-2.0
//
// corpus verify: reads and hashes a corpus, and compares with what is known of it.
#include <algorithm>
#include <filesystem>
#include <memory>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <ophamin/campaign/readiness.hpp>
#include <ophamin/measuring/corpus_inspection.hpp>
#include <ophamin/records/json_parser.hpp>
#include <ophamin/records/proof.hpp>
#include <ophamin/seeing/corpus_session.hpp>
#include <ophamin/seeing/hash_cache.hpp>

#include "commands.hpp"
#include "corpus_choice.hpp"
#include "options.hpp"
#include "text.hpp"

namespace ophamin::cli {
namespace {

using diagnostics::Diagnostic;
using diagnostics::ErrorCode;
using measuring::CorpusInspection;

struct VerifyOptions {
  CorpusChoice corpus{};
  std::string expect{};
  std::string proof{};
  bool no_cache = false;
  bool json = false;
};

/// What somebody says of the data.
struct Expectation {
  std::string hash{};
  std::optional<std::uint64_t> records{};
  std::string from{};
};

Expectation of_proof(const std::string& given, const std::string& dataset) {
  std::string file = given;
  std::error_code ignored;
  if (file != "-" && std::filesystem::is_directory(file, ignored)) file = (std::filesystem::path(file) / "proof.json").string();
  records::ParseOptions parse;
  parse.file = input_name(file);
  const auto proof = records::EmpiricalProofRecord::from_json(records::parse_json(read_input(file), parse), parse.file);
  std::vector<std::string> names;
  for (const auto& candidate : proof.data.datasets) {
    names.push_back(candidate.name);
    if (candidate.name != dataset && proof.data.datasets.size() != 1) continue;
    return {.hash = candidate.content_hash, .records = static_cast<std::uint64_t>(std::max<std::int64_t>(candidate.n_records, 0)), .from = parse.file};
  }
  throw diagnostics::Error({.code = ErrorCode::kInputInvalid,
                            .message = fmt::format("the proof has no data set '{}'", dataset),
                            .expected = dataset,
                            .found = fmt::format("{}", fmt::join(names, ", ")),
                            .place = {.file = parse.file}});
}

Expectation expectation(const VerifyOptions& options, const std::string& dataset) {
  if (!options.proof.empty()) return of_proof(options.proof, dataset);
  if (options.expect.empty()) return {};
  std::string hash = options.expect.substr(options.expect.starts_with("sha256:") ? 7 : 0);
  std::transform(hash.begin(), hash.end(), hash.begin(), [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c; });
  if (hash.size() == 64 && hash.find_first_not_of("0123456789abcdef") == std::string::npos) return {.hash = hash, .from = "--expect"};
  throw diagnostics::Error({.code = ErrorCode::kUsageError,
                            .message = "--expect is no content hash",
                            .expected = "64 hexadecimal digits, as 'corpus verify' prints them",
                            .found = options.expect});
}

Diagnostic problem(std::string message, std::string expected, std::string found, std::string mend) {
  return {.code = ErrorCode::kDataMismatch, .message = std::move(message), .expected = std::move(expected), .found = std::move(found), .mend = std::move(mend)};
}

std::vector<Diagnostic> problems_of(const CorpusInspection& found, const Expectation& expected) {
  std::vector<Diagnostic> problems;
  if (!expected.hash.empty() && expected.hash != found.content_hash) {
    problems.push_back(problem("the content hash is another one", fmt::format("{} ({})", expected.hash, expected.from), found.content_hash,
                               "these are not the data that were meant, or they were changed since"));
  }
  if (expected.records && *expected.records != found.records) {
    problems.push_back(problem("the number of records is another one", fmt::format("{} ({})", *expected.records, expected.from),
                               fmt::format("{}", found.records), "read the data with the parameters that the proof was made with"));
  }
  for (const auto& file : found.cache_differs) {
    problems.push_back(problem("the bytes of a file are not those that the cache of content hashes had", "", "",
                               "the entry was removed; the file was changed without a trace in its size and times"));
    problems.back().place.file = file;
  }
  for (const auto& file : found.changed) {
    problems.push_back(problem("the data changed while it was read", "", "", "verify again once nothing writes to it"));
    problems.back().place.file = file;
  }
  if (found.duplicate_ids != 0) {
    problems.push_back(problem("ids come more than once", "an id for each record that no other has",
                               fmt::format("'{}' again{}", found.first_duplicate,
                                           found.duplicate_ids == 1 ? "" : fmt::format(", and {} more", found.duplicate_ids - 1)),
                               "mend the data, or have the corpus number its records instead of taking ids from the data"));
  }
  return problems;
}

std::string reasons(const std::vector<std::pair<std::string, std::uint64_t>>& skipped) {
  std::string text;
  for (const auto& [reason, count] : skipped) text += fmt::format("{}{}: {}", text.empty() ? "" : "; ", count, reason);
  return text;
}

std::string cache_text(const CorpusInspection& found) {
  if (found.cached == 0) return "knew none of the files";
  if (found.cache_differs.empty()) return fmt::format("agrees on {}", counted(found.cached, "file"));
  return fmt::format("DIFFERS on {} of {}", found.cache_differs.size(), counted(found.cached, "file"));
}

void print(Console& console, const CorpusInspection& found, const Expectation& expected, bool cache) {
  const auto line = [&](std::string_view what, std::string_view text) {
    if (!text.empty()) console.out << hanging(fmt::format("  {}", what), text, 17, console.width);
  };
  console.out << found.dataset << '\n';
  line("content hash", found.content_hash);
  if (!expected.hash.empty()) line("expected", expected.hash == found.content_hash ? "the same" : expected.hash);
  line("of", found.hashes_files ? fmt::format("{}, {} bytes", counted(found.files, "file"), found.bytes) : "the records that were delivered");
  line("revision", found.revision);
  line("records", fmt::format("{}", found.records));
  if (found.invalid_utf8 != 0) line("invalid UTF-8", counted(found.invalid_utf8, "record"));
  line("skipped", reasons(found.skipped));
  const std::string looked = found.ids_checked_one_in == 1 ? "" : fmt::format(", of one in {} that were looked at", found.ids_checked_one_in);
  line("ids", found.duplicate_ids == 0 ? "all different" + looked : fmt::format("{} come again{}", found.duplicate_ids, looked));
  if (found.hashes_files && cache) line("cache", cache_text(found));
  console.out.flush();
}

records::JsonObject to_json(const CorpusInspection& found, const Expectation& expected) {
  records::JsonObject skipped;
  for (const auto& [reason, count] : found.skipped) skipped.set(reason, records::Json(count));
  records::JsonArray differing, changed;
  for (const auto& file : found.cache_differs) differing.emplace_back(file);
  for (const auto& file : found.changed) changed.emplace_back(file);
  return {{"dataset", found.dataset},
          {"content_hash", found.content_hash},
          {"hash_rule", found.hash_rule},
          {"expected", expected.hash.empty() ? records::Json(nullptr) : records::Json(expected.hash)},
          {"files", records::Json(found.files)},
          {"bytes", records::Json(found.bytes)},
          {"revision", found.revision},
          {"n_records", records::Json(found.records)},
          {"n_records_invalid_utf8", records::Json(found.invalid_utf8)},
          {"skipped_records", std::move(skipped)},
          {"duplicate_ids", records::Json(found.duplicate_ids)},
          {"first_duplicate_id", found.duplicate_ids == 0 ? records::Json(nullptr) : records::Json(found.first_duplicate)},
          {"ids_checked_one_in", records::Json(found.ids_checked_one_in)},
          {"cached_files", records::Json(found.cached)},
          {"cache_differs", std::move(differing)},
          {"changed", std::move(changed)}};
}

int verify(Console& console, const VerifyOptions& options) {
  ChosenCorpus chosen(console, options.corpus);
  const auto expected = expectation(options, seeing::dataset_name(chosen.component()));
  seeing::HashCache cache(options.no_cache ? std::nullopt : seeing::HashCache::default_file());
  const auto found = measuring::inspect_corpus(chosen.environment(), chosen.component(), chosen.params(), options.no_cache ? nullptr : &cache);
  const auto warnings = cache.save();
  const auto problems = problems_of(found, expected);
  const int code = campaign::exit_code_with_plugins(diagnostics::exit_code(problems), chosen.plugins());
  if (options.json) {
    auto object = to_json(found, expected);
    if (!problems.empty()) object.set("errors", errors_json(problems));
    console.print_json(code == 0, std::move(object));
  } else {
    print(console, found, expected, !options.no_cache);
    console.report(problems);
  }
  console.report(warnings);
  warn_of_refused(console, chosen.plugins());
  return code;
}

}  // namespace

void add_corpus_verify_command(Program& program, CLI::App& corpus) {
  auto options = std::make_shared<VerifyOptions>();
  CLI::App* command = add_command(corpus, "verify",
                                  "Reads every record and hashes every byte, and compares with the cache of content hashes and with what "
                                  "is said of the data. Ids that come twice are found, all of the first 65536 and then a share.");
  add_corpus_choice(*command, options->corpus);
  CLI::Option* expect = command->add_option("--expect", options->expect, "the content hash it should have")->option_text("SHA256");
  command->add_option("--proof", options->proof, "the proof, or its bundle, whose data it should be")->option_text("FILE")->excludes(expect);
  command->add_flag("--no-cache", options->no_cache, "leave the cache of content hashes alone");
  add_json(*command, options->json);
  command->footer(
      "Examples:\n"
      "  ophamin-host corpus verify text-files --set root=docs\n"
      "  ophamin-host corpus verify --manifest manifests/mock.toml --proof PROOF.json\n"
      "\n"
      "Exit codes: 0 as it should be, 1 not so, 2 usage, 3 plugins.");
  on_call(program, *command, [&program, options] { return verify(program.console, *options); });
}

}  // namespace ophamin::cli
