// SPDX-License-Identifier: Apache-2.0
#include "reference.hpp"

#include <array>
#include <memory>
#include <string_view>

#include <fmt/format.h>

#include <ophamin/diagnostics/catalogue.hpp>

#include "commands.hpp"
#include "options.hpp"
#include "substrates_page.hpp"
#include "usage_error.hpp"

namespace ophamin::cli {
namespace {

constexpr std::string_view kCliIntroduction =
    "# The command line\n"
    "\n"
    "`ophamin-host reference cli` writes this page; it is what `--help` says of every command. Exit codes are in\n"
    "[exit-codes.md](exit-codes.md), the manifest is in [manifest.md](manifest.md).\n"
    "\n"
    "Results go to stdout, progress, warnings and errors to stderr. With `--json`, stdout holds one JSON object in any case:\n"
    "`{\"ok\": true, ...}`, or `{\"ok\": false, \"errors\": [...]}` with what a person would have read. It is strict JSON: a\n"
    "number that is not finite is `null`.\n"
    "\n"
    "The signing key comes from `--key-file`, else from the file that `OPHAMIN_SIGN_KEY_FILE` names, else (`run`) from the\n"
    "manifest, else it is the published default one: then every output says that the signature detects accidents, not forgery.\n"
    "What `run` writes is attested by an author, with a key of the keystore; see [keys.md](keys.md).\n"
    "A process that has read a private key can be traced by no other process of the same user, plugins in workers included,\n"
    "and leaves no core file. With `isolation = \"none\"` plugins share the process with the key: it is for debugging.\n"
    "\n"
    "`ophamin-host completion bash` and `ophamin-host completion zsh` print completions for a shell.\n";

constexpr std::string_view kExitCodes =
    "# Exit codes\n"
    "\n"
    "`ophamin-host reference exit-codes` writes this page.\n"
    "\n"
    "| code | means |\n"
    "| --- | --- |\n"
    "| 0 | fine; a REFUTED verdict is fine, it is a result |\n"
    "| 1 | a shard errored, a phase failed, or a record is not what it should be |\n"
    "| 2 | the command line, the manifest or an input cannot be used, or a record cannot be decoded |\n"
    "| 3 | a plugin was refused or is missing |\n"
    "| 130 | `run` was interrupted (SIGINT, SIGTERM) and can go on with `--resume` |\n"
    "\n"
    "One bad plugin never hides good ones: a command that can do its work without it does, says what is wrong on stderr, and\n"
    "ends with 3 if nothing worse happened. Where several errors come together, the highest code counts.\n"
    "\n"
    "By command:\n"
    "\n"
    "| command | 0 | 1 | 2 | 3 |\n"
    "| --- | --- | --- | --- | --- |\n"
    "| `run` | every shard has a verdict | a shard errored or a phase failed | usage, manifest, key | plugins |\n"
    "| `check` | the manifest can run | | it cannot | plugins |\n"
    "| `plugin list` | | | usage | a plugin was refused |\n"
    "| `plugin show` | | | no such plugin | |\n"
    "| `plugin check` | nothing is wrong | | usage | a rule is broken |\n"
    "| `plugin lock` | written | it cannot be written | usage | a plugin was refused |\n"
    "| `pillar`, `scenario`, `corpus`, `substrate list` | | | usage | a plugin was refused |\n"
    "| `pillar`, `scenario`, `corpus`, `substrate show` | | | no such name | it was refused, or may have been |\n"
    "| `substrate probe` | opened; the cycle succeeded | it cannot be opened; the cycle failed | usage, parameters | plugins |\n"
    "| `substrate throughput` | measured | it cannot be opened; no cycle succeeded | usage, parameters | plugins |\n"
    "| `substrate template` | written | it cannot be written | no such template | plugins |\n"
    "| `pillar compute` | evidence | the pillar failed | table, parameters | roles do not fit, plugins |\n"
    "| `corpus read`, `corpus sample` | records | it cannot be read | usage, parameters | plugins |\n"
    "| `corpus verify` | as it should be | not so, or it cannot be read | usage, parameters | plugins |\n"
    "| `field list`, `field show` | | | no such family, no such name | |\n"
    "| `field coverage` | | | no JSON object | |\n"
    "| `proof show`, `audit-record show` | | | it cannot be decoded | |\n"
    "| `proof verify`, `audit-record verify` | as it should be | not so | it cannot be decoded | |\n"
    "| `proof validate` | as it should be | not so | it cannot be decoded | |\n"
    "| `audit-record validate` | as it should be | not so, or it cannot be decoded | usage | |\n"
    "| `proof ingest`, `audit-record ingest` | taken in | not so, or it cannot be decoded | usage | |\n"
    "| `proof list`, `proof index`, `audit-record list`, `record list` | whatever the records are | `--out` cannot be written | no folder | |\n"
    "| `proof attest` | attested | it cannot be written, is attested already, or is not what it should be | it cannot be decoded, author, key | |\n"
    "| `keys new` | made | there is a key, or it cannot be written | author | |\n"
    "| `keys show`, `keys list` | | | no such key, or one that is malformed | |\n"
    "| `author` | | it cannot be written | author, key, registry | |\n"
    "| `lineage list`, `lineage datasets` | | the store cannot be used | usage | |\n"
    "| `lineage show`, `lineage of` | | the store cannot be used | no such run or ancestor, or several runs | |\n"
    "| `lineage export`, `lineage link` | written | it cannot be written, or the data cannot be read | no such run, or several | |\n"
    "| `record canonicalize`, `record id`, `record info` | | | no JSON | |\n"
    "| `record sign` | written | it cannot be written | no JSON, key | |\n"
    "| `record verify` | as it should be | not so | it cannot be decoded | |\n"
    "| `record validate` | all as they should be | one is not | one cannot be decoded, there is none | |\n"
    "\n"
    "## Errors\n"
    "\n"
    "Every error has a number and a name that do not change. The code is that of a command that reports only this error.\n"
    "\n"
    "| id | name | exit | says |\n"
    "| --- | --- | --- | --- |\n";

void append_commands(const CLI::App& command, std::string& page) {
  for (const CLI::App* sub : command.get_subcommands([](const CLI::App* candidate) { return !candidate->get_group().empty(); })) {
    page += fmt::format("\n## {}\n\n```text\n{}```\n", full_name(*sub), sub->help());
    append_commands(*sub, page);
  }
}

}  // namespace

std::string cli_page(const CLI::App& app) {
  std::string page(kCliIntroduction);
  page += fmt::format("\n## ophamin-host\n\n```text\n{}```\n", app.help("", CLI::AppFormatMode::Sub));
  append_commands(app, page);
  return page;
}

std::string exit_codes_page() {
  std::string page(kExitCodes);
  for (const diagnostics::CatalogueEntry& entry : diagnostics::catalogue())
    page += fmt::format("| {} | {} | {} | {} |\n", diagnostics::error_id(entry.code), entry.name, entry.exit_code, entry.sentence);
  return page;
}

void add_reference_command(Program& program) {
  auto page = std::make_shared<std::string>();
  CLI::App* command = add_command(program.app, "reference", "Prints a page of the reference documents.");
  command->group("");
  command->add_option("PAGE", *page, "cli, exit-codes or substrates")->required()->check(CLI::IsMember({"cli", "exit-codes", "substrates"}));
  on_call(program, *command, [&program, page] {
    if (*page == "exit-codes") {
      program.console.out << exit_codes_page();
    } else if (*page == "substrates") {
      program.console.out << substrates_page(load_plugins_to_show({}).registry.list(OPH_SUBSTRATE));
    } else {
      Program fresh(program.console);  // help of a tree that parsed something is about what was parsed
      program.console.out << cli_page(fresh.app);
    }
    return 0;
  });
}

}  // namespace ophamin::cli
