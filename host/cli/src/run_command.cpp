// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <iterator>
#include <memory>
#include <unistd.h>

#include <fmt/format.h>

#include <ophamin/campaign/manifest_reader.hpp>
#include <ophamin/campaign/readiness.hpp>
#include <ophamin/campaign/report_lines.hpp>
#include <ophamin/campaign/run.hpp>
#include <ophamin/guests/plugin_errors.hpp>
#include <ophamin/reporting/table.hpp>
#include <ophamin/seeing/hash_cache.hpp>

#include "author_options.hpp"
#include "commands.hpp"
#include "interrupt.hpp"
#include "options.hpp"
#include "progress.hpp"
#include "run_result.hpp"
#include "text.hpp"

namespace ophamin::cli {
namespace {

using diagnostics::Diagnostic;

constexpr int kInterrupted = 130;  // as a shell says of a program that SIGINT ended

struct RunOptions {
  std::string manifest{};
  std::vector<std::string> plugins{};
  std::vector<std::string> set{};
  std::vector<std::string> only{};
  std::string out{};
  std::string key_file{};
  AuthorOptions author{};
  bool no_attest = false;
  std::uint32_t jobs = 0;
  bool resume = false;
  bool retry_errored = false;
  bool locked = false;
  bool verify_determinism = false;
  bool json = false;
  bool quiet = false;
  bool no_cache = false;
  std::string lineage{};
  bool no_lineage = false;
};

// What decides the results and nothing else: records made with other numbers of jobs are the same.
std::string reproducing_command(const RunOptions& options) {
  std::string command = "ophamin-host run " + shell_quoted(options.manifest);
  const auto add = [&](std::string_view option, const std::vector<std::string>& values) {
    for (const std::string& value : values) command += fmt::format(" {} {}", option, shell_quoted(value));
  };
  add("--plugins", options.plugins);
  add("--set", options.set);
  add("--only", options.only);
  if (options.locked) command += " --locked";
  if (options.verify_determinism) command += " --verify-determinism";
  return command;
}

campaign::Manifest read(Console& console, const RunOptions& options) {
  campaign::ManifestReading reading = campaign::read_manifest(options.manifest, options.set);
  if (!reading.manifest) refuse_manifest(std::move(reading), options.plugins);
  if (!options.json) console.report(reading.diagnostics);
  if (options.jobs != 0) reading.manifest->execution.jobs = options.jobs;
  return std::move(*reading.manifest);
}

Progress::Options progress_options(const Console& console, const RunOptions& options) {
  Progress::Options result;
  if (options.quiet) {
    result.style = Progress::Style::kQuiet;
  } else if (console.may_redraw) {
    result.style = Progress::Style::kLive;
  }
  result.colour = console.colour_err();
  const std::size_t width = console.width;
  result.width = [width] { return terminal_width(STDERR_FILENO, width); };
  return result;
}

std::optional<keys::Attester> choose_attester(Console& console, const RunOptions& options) {
  if (options.no_attest) return std::nullopt;
  guard_memory();
  std::vector<Diagnostic> warnings;
  auto attester = keys::find_attester_by_default(options.author.request(), warnings);
  console.report(warnings);
  if (attester) note_created(console, *attester);
  return attester;
}

std::optional<std::filesystem::path> lineage_store(const campaign::Manifest& manifest, const RunOptions& options) {
  if (options.no_lineage || (options.lineage.empty() && !manifest.lineage.enabled)) return std::nullopt;
  const std::filesystem::path file = options.lineage.empty() ? manifest.lineage.db : std::filesystem::path(options.lineage);
  return std::filesystem::absolute(file).lexically_normal();
}

int run(Console& console, const RunOptions& options) {
  const campaign::Manifest manifest = read(console, options);
  const registry::LoadReport plugins = load_plugins(options.plugins, &manifest, options.locked);
  const campaign::Readiness readiness = campaign::check_readiness(manifest, plugins, options.locked);
  if (!options.json) console.report(readiness.warnings);
  if (diagnostics::exit_code(readiness.errors) != 0) throw diagnostics::Error(readiness.errors);
  if (!options.json) console.report(readiness.errors);

  campaign::RunRequest request;
  request.manifest = &manifest;
  request.registry = &plugins.registry;
  request.out = std::filesystem::absolute(options.out.empty() ? manifest.campaign.out : std::filesystem::path(options.out)).lexically_normal();
  request.key = choose_key(console, options.key_file, manifest.key_file, records::SigningKey::published());
  request.attester = choose_attester(console, options);
  request.resume = options.resume;
  request.retry_errored = options.retry_errored;
  request.verify_determinism = options.verify_determinism;
  request.only = options.only;
  request.command = reproducing_command(options);
  request.lineage = lineage_store(manifest, options);
  if (!options.no_cache) request.hash_cache = seeing::HashCache::default_file();
  request.worker_command = {"/proc/self/exe", "worker", "--channel"};

  const InterruptGuard interrupt;
  Progress progress(console.err, progress_options(console, options));
  const campaign::CampaignOutcome outcome = campaign::run_campaign(request, progress, interrupt.requested());
  progress.finish();

  const int code = outcome.cancelled ? kInterrupted : campaign::exit_code_with_plugins(outcome.exit_code(), plugins);
  const RunResult result{.outcome = outcome,
                         .exit_code = code,
                         .key_warning = request.key.warning(),
                         .attester = request.attester ? &*request.attester : nullptr,
                         .refused = readiness.warnings,
                         .resume_command = fmt::format("{} --resume", reproducing_command(options) +
                                                                          (options.out.empty() ? "" : " --out " + shell_quoted(options.out)))};
  if (options.json) {
    console.print_json(code == 0, result_json(result));
  } else {
    print_result(console, result);
  }
  return code;
}

}  // namespace

void add_run_command(Program& program) {
  auto options = std::make_shared<RunOptions>();
  CLI::App* command = add_command(program.app, "run", "Runs a campaign: every question of the manifest, at every point of its sweep.");
  command->add_option("MANIFEST", options->manifest, "the manifest, a TOML file")->required();
  add_plugins(*command, options->plugins);
  command->add_option("--jobs", options->jobs, "shards at once; results do not depend on it")->option_text("N")->check(CLI::Range(1, 4096));
  add_list(*command, "--only", options->only, "SCENARIO", "only this scenario of the manifest (repeatable)");
  add_list(*command, "--set", options->set, "KEY=VALUE", "change a key of the manifest, such as campaign.seed=7 (repeatable)");
  command->add_option("--out", options->out, "the folder of the results, instead of the manifest's")->option_text("DIR");
  CLI::Option* resume = command->add_flag("--resume", options->resume, "go on where a campaign was ended; finished shards stay");
  command->add_flag("--retry-errored", options->retry_errored, "with --resume: run errored shards again")->needs(resume);
  command->add_flag("--locked", options->locked, "exactly the plugins of the lock file");
  command->add_flag("--verify-determinism", options->verify_determinism, "run what says it is deterministic twice, and compare");
  command->add_flag("--no-cache", options->no_cache, "hash all data anew, whatever earlier runs remember of it");
  CLI::Option* lineage =
      command->add_option("--lineage", options->lineage, "note the campaign in this lineage store, instead of the manifest's")->option_text("FILE");
  command->add_flag("--no-lineage", options->no_lineage, "note the campaign in no lineage store")->excludes(lineage);
  add_key_file(*command, options->key_file);
  add_author(*command, options->author);
  command->add_flag("--no-attest", options->no_attest, "nobody attests the proofs; OPHAMIN_ATTEST=0 says the same");
  command->add_flag("--quiet", options->quiet, "no progress: errors and the result alone");
  add_json(*command, options->json);
  command->footer(
      "Examples:\n"
      "  ophamin-host run manifests/quickstart.toml\n"
      "  ophamin-host run manifests/mock.toml --jobs 4 --set campaign.seed=7\n"
      "  ophamin-host run campaign.toml --out results --resume\n"
      "\n"
      "Exit codes: 0 fine (a refuted claim is fine), 1 a shard errored or a phase\n"
      "failed, 2 usage or manifest, 3 plugins, 130 interrupted.");
  on_call(program, *command, [&program, options] { return run(program.console, *options); });
}

}  // namespace ophamin::cli
