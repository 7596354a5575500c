// SPDX-License-Identifier: Apache-2.0
//
// corpus sample|read
#include <memory>

#include <fmt/format.h>

#include <ophamin/campaign/readiness.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/seeing/corpus_reading.hpp>

#include "commands.hpp"
#include "corpus_choice.hpp"
#include "options.hpp"
#include "record_text.hpp"
#include "text.hpp"

namespace ophamin::cli {
namespace {

struct SampleOptions {
  CorpusChoice corpus{};
  std::uint64_t size = 5;
  std::uint64_t seed = 0;
  bool json = false;
};

struct ReadOptions {
  CorpusChoice corpus{};
  std::optional<std::uint64_t> limit{};
  bool lines = false;
  bool json = false;
};

constexpr std::uint64_t kShownRecords = 10;
constexpr std::uint64_t kChunk = 1024;

int sample(Console& console, const SampleOptions& options) {
  ChosenCorpus chosen(console, options.corpus);
  seeing::CorpusSession corpus(chosen.environment(), chosen.component(), chosen.params());
  const seeing::Sample drawn = seeing::sample(corpus, options.size, options.seed);
  const int code = campaign::exit_code_with_plugins(0, chosen.plugins());
  if (options.json) {
    records::JsonArray rows;
    for (const auto& record : drawn.records) rows.push_back(record_json(record.view()));
    console.print_json(code == 0, {{"corpus", chosen.component().name},
                                   {"seed", options.seed},
                                   {"n_records", drawn.seen},
                                   {"records", std::move(rows)}});
  } else {
    std::vector<oph_record_t> rows;
    for (const auto& record : drawn.records) rows.push_back(record.view());
    if (!rows.empty()) console.out << records_table(rows, console.width) << '\n';
    console.out << fmt::format("{} of {} (seed {})\n", rows.size(), counted(drawn.seen, "record"), options.seed) << std::flush;
  }
  warn_of_refused(console, chosen.plugins());
  return code;
}

int read(Console& console, const ReadOptions& options) {
  ChosenCorpus chosen(console, options.corpus);
  seeing::CorpusSession corpus(chosen.environment(), chosen.component(), chosen.params());
  const auto limit = options.limit ? options.limit : options.lines ? std::nullopt : std::optional(kShownRecords);
  seeing::Chunks chunks(corpus, kChunk, limit);
  records::JsonArray rows;
  std::vector<seeing::OwnedRecord> shown;
  for (auto chunk = chunks.next(); !chunk.empty() && console.out.good(); chunk = chunks.next()) {
    for (const auto& record : chunk) {
      if (options.lines) {
        console.out << records::canonical(records::Json(record_json(record))) << '\n';
      } else if (options.json) {
        rows.push_back(record_json(record));
      } else {
        shown.emplace_back(record);
      }
    }
  }
  const int code = campaign::exit_code_with_plugins(0, chosen.plugins());
  if (options.json && !options.lines) console.print_json(code == 0, {{"corpus", chosen.component().name}, {"records", std::move(rows)}});
  if (!shown.empty()) {
    std::vector<oph_record_t> views;
    for (const auto& record : shown) views.push_back(record.view());
    console.out << records_table(views, console.width);
  }
  console.out.flush();
  warn_of_refused(console, chosen.plugins());
  return code;
}

}  // namespace

void add_corpus_commands(Program& program, CLI::App& corpus) {
  auto samples = std::make_shared<SampleOptions>();
  CLI::App* sample_command = add_command(corpus, "sample", "Draws records at random, each with the same chance, in one pass.");
  add_corpus_choice(*sample_command, samples->corpus);
  sample_command->add_option("-n,--size", samples->size, "how many; 5 by default")->option_text("N")->check(CLI::Range(1, 1'000'000));
  sample_command->add_option("--seed", samples->seed, "the same seed draws the same records; 0 by default")->option_text("N");
  add_json(*sample_command, samples->json);
  sample_command->footer(
      "Examples:\n"
      "  ophamin-host corpus sample text-files --set root=docs --set unit=line -n 3\n"
      "  ophamin-host corpus sample --manifest manifests/mock.toml --seed 1 --json");
  on_call(program, *sample_command, [&program, samples] { return sample(program.console, *samples); });

  auto reads = std::make_shared<ReadOptions>();
  CLI::App* read_command = add_command(corpus, "read", "The records, from the first one on.");
  add_corpus_choice(*read_command, reads->corpus);
  read_command->add_option("--limit", reads->limit, "at most so many; 10 by default, with --lines all")->option_text("N");
  read_command->add_flag("--lines", reads->lines, "one record a line, as JSON, while they are read");
  add_json(*read_command, reads->json);
  read_command->footer(
      "Examples:\n"
      "  ophamin-host corpus read text-files --set root=docs --set unit=paragraph\n"
      "  ophamin-host corpus read --manifest manifests/mock.toml --lines");
  on_call(program, *read_command, [&program, reads] { return read(program.console, *reads); });
  add_corpus_verify_command(program, corpus);
}

}  // namespace ophamin::cli
