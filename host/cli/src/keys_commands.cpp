// SPDX-License-Identifier: Apache-2.0
//
// keys new|show|list, author
#include <algorithm>
#include <memory>
#include <optional>

#include <fmt/format.h>

#include <ophamin/keys/authors.hpp>
#include <ophamin/keys/keystore.hpp>
#include <ophamin/registry/near_names.hpp>
#include <ophamin/reporting/table.hpp>

#include "author_options.hpp"
#include "commands.hpp"
#include "options.hpp"

namespace ophamin::cli {
namespace {

using diagnostics::Diagnostic;
using diagnostics::ErrorCode;

struct KeysOptions {
  AuthorOptions author{};
  std::string registry{};
  bool json = false;
};

records::JsonObject key_json(const keys::Attester& attester) {
  return {{"author", attester.author},
          {"public_key", attester.key.public_key()},
          {"key_file", origin_of(attester.file)},
          {"created", attester.created}};
}

void print_key(Console& console, const keys::Attester& attester, std::string_view registered = {}) {
  console.out << fmt::format("author      {}\npublic key  {}\nkey file    {}\n", reporting::printable(attester.author),
                             attester.key.public_key(), origin_of(attester.file));
  if (!registered.empty()) console.out << fmt::format("registry    {}\n", registered);
  console.out.flush();
}

int make(Console& console, const KeysOptions& options) {
  guard_memory();
  const keys::Keystore store(options.author.folder());
  const std::string author = options.author.name();
  const keys::Attester made{.author = author, .key = store.create(author), .file = store.file_of(author), .created = true};
  if (options.json) {
    console.print_json(true, key_json(made));
  } else {
    print_key(console, made);
    note_created(console, made);
  }
  return 0;
}

[[noreturn]] void no_such_key(const keys::Keystore& store, const std::string& author) {
  std::vector<std::string> names;
  for (const keys::Keystore::Entry& entry : store.list()) names.push_back(entry.author);
  throw diagnostics::Error({.code = ErrorCode::kKeystoreError,
                            .message = fmt::format("there is no key of '{}'", author),
                            .mend = "make one with 'ophamin-host keys new', or name another author or keystore",
                            .place = {.file = store.file_of(author).string()},
                            .suggestions = registry::near_names(author, names)});
}

int show(Console& console, const KeysOptions& options) {
  guard_memory();
  const std::string author = options.author.name();
  std::optional<keys::Attester> found;
  std::vector<Diagnostic> warnings;
  if (auto key = keys::key_of_environment()) {
    found = keys::Attester{.author = author, .key = std::move(*key)};
  } else {
    const keys::Keystore store(options.author.folder());
    auto stored = store.load(author, warnings);
    if (!stored) no_such_key(store, author);
    found = keys::Attester{.author = author, .key = std::move(*stored), .file = store.file_of(author)};
  }
  console.report(warnings);
  if (options.json) {
    console.print_json(true, key_json(*found));
  } else {
    print_key(console, *found);
  }
  return 0;
}

int list(Console& console, const KeysOptions& options) {
  guard_memory();
  const keys::Keystore store(options.author.folder());
  const std::vector<keys::Keystore::Entry> entries = store.list();
  std::vector<Diagnostic> problems;
  for (const keys::Keystore::Entry& entry : entries) problems.insert(problems.end(), entry.problems.begin(), entry.problems.end());
  const int code = diagnostics::exit_code(problems);
  if (options.json) {
    records::JsonArray rows;
    for (const keys::Keystore::Entry& entry : entries)
      rows.push_back(records::JsonObject{{"author", entry.author},
                                         {"public_key", entry.public_key.empty() ? records::Json(nullptr) : records::Json(entry.public_key)},
                                         {"key_file", entry.file.string()},
                                         {"problems", errors_json(entry.problems)}});
    console.print_json(code == 0, {{"keystore", store.folder().string()}, {"keys", std::move(rows)}});
    return code;
  }
  if (entries.empty()) console.note(fmt::format("there are no keys in {}", store.folder().string()));
  reporting::Table table({{"public key", reporting::Align::kLeft, reporting::Fit::kKeep}, {"author"}});
  for (const keys::Keystore::Entry& entry : entries) table.add_row({entry.public_key.empty() ? "unusable" : entry.public_key, entry.author});
  if (!table.empty()) console.out << table.render(std::max<std::size_t>(console.width, 80)) << std::flush;
  console.report(problems);
  return code;
}

int author(Console& console, const KeysOptions& options) {
  // The registry first: where it is wrong, no key is made.
  std::optional<keys::Authors> authors;
  if (!options.registry.empty()) authors = keys::Authors::load(options.registry);
  guard_memory();
  std::vector<Diagnostic> warnings;
  const keys::Attester attester = keys::find_attester(options.author.request(), warnings);
  console.report(warnings);
  const std::string* registered = authors ? authors->key_of(attester.author) : nullptr;
  const bool same = registered != nullptr && *registered == attester.key.public_key();
  if (options.json) {
    records::JsonObject object = key_json(attester);
    object.set("registered", authors ? records::Json(same) : records::Json(nullptr));
    object.set("registered_key", registered != nullptr ? records::Json(*registered) : records::Json(nullptr));
    console.print_json(true, std::move(object));
    return 0;
  }
  std::string text;
  if (authors) text = same ? "this key" : registered != nullptr ? "another key, " + *registered : "not registered";
  print_key(console, attester, text);
  note_created(console, attester);
  return 0;
}

struct Added {
  CLI::App* command;
  std::shared_ptr<KeysOptions> options;
};

Added add(Program& program, CLI::App& parent, const std::string& name, const std::string& description, const std::string& examples,
          int (*act)(Console&, const KeysOptions&)) {
  auto options = std::make_shared<KeysOptions>();
  CLI::App* command = add_command(parent, name, description);
  if (name == "list") {
    command->add_option("--keystore", options->author.keystore, "the folder of the keys; else OPHAMIN_KEYSTORE, else ~/.ophamin/keys")
        ->option_text("DIR");
  } else {
    add_author(*command, options->author);
  }
  command->footer("Examples:\n" + examples);
  on_call(program, *command, [&program, options, act] { return act(program.console, *options); });
  return {command, options};
}

}  // namespace

void add_keys_commands(Program& program) {
  CLI::App* group = add_command(program.app, "keys", "The keys that authors attest proofs with.");
  group->require_subcommand(1);
  group->footer("Examples:\n  ophamin-host keys new --author alice@example.org\n  ophamin-host keys list");
  for (const Added& added :
       {add(program, *group, "new", "Makes a key for an author who has none.",
            "  ophamin-host keys new\n  ophamin-host keys new --author alice@example.org --keystore keys", make),
        add(program, *group, "show", "An author's public key, and where the private one is.",
            "  ophamin-host keys show\n  ophamin-host keys show --author alice@example.org --json", show),
        add(program, *group, "list", "Every key of the keystore.", "  ophamin-host keys list\n  ophamin-host keys list --keystore keys --json",
            list)})
    add_json(*added.command, added.options->json);

  const Added authors = add(program, program.app, "author",
                            "An author's public key, made when there is none, and whether a registry of authors has it.",
                            "  ophamin-host author --author alice@example.org\n"
                            "  ophamin-host author --author alice@example.org --registry authors.json",
                            author);
  authors.options->author.author_option->required();
  authors.command->add_option("--registry", authors.options->registry, "a JSON file of authors and their public keys")->option_text("FILE");
  add_json(*authors.command, authors.options->json);
}

}  // namespace ophamin::cli
